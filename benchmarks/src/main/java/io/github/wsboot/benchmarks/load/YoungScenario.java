/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.wsboot.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what a server's first messages cost, each time after a new start.
 */
final class YoungScenario {

	private static final int MESSAGES = 10_000;

	private static final String AOT = " with an AOT cache";

	private final Options options;

	private final List<String> head = new ArrayList<>();

	private final Map<String, List<Youth>> results = new LinkedHashMap<>();

	YoungScenario(Options options) {
		this.options = options;
	}

	List<String> run() {
		List<String> cached = this.options.isAot() ? AotCache.train(this.options).flags() : List.of();
		for (int round = 0; round < this.options.rounds(); round++) {
			for (String path : this.options.targets()) {
				measure(path, path, List.of());
				if (this.options.isAot()) {
					measure(path + AOT, path, cached);
				}
			}
		}
		List<String> report = new ArrayList<>(this.head);
		report.add("");
		report.addAll(table());
		return report;
	}

	private void measure(String name, String path, List<String> flags) {
		long start = System.nanoTime();
		try (ServerProcess server = ServerProcess.startWithFlags(flags, this.options)) {
			Duration ready = Duration.ofNanos(System.nanoTime() - start);
			Youth youth = Youth.measure(server, path, ready, this.options, MESSAGES);
			System.err.println(name + ": " + youth);
			this.results.computeIfAbsent(name, (key) -> new ArrayList<>()).add(youth);
			describe(server);
		}
	}

	private void describe(ServerProcess server) {
		if (this.head.isEmpty()) {
			this.head.add(Machine.describe(server.jvm()) + ".");
			this.head.add("Flags of its JVM: %s. Event loops: %d.".formatted(server.flags(), server.loops()));
			this.head
				.add("Medians of %d starts; %d connections, on each of which a text of %d bytes goes back and forth."
					.formatted(this.options.rounds(), this.options.connections(), this.options.size()));
		}
	}

	private List<String> table() {
		MarkdownTable table = new MarkdownTable("after a start", "ready after (s)", "CPU until then (s)",
				"CPU of a connection (µs)", "CPU of a message, first %,d (µs)".formatted(MESSAGES),
				"the next %,d (µs)".formatted(MESSAGES), "p99 of the first (µs)", "they took (s)");
		this.results.forEach((name, found) -> table.row(name, Statistics.median(found, Youth::readySeconds),
				Statistics.median(found, Youth::startSeconds), Statistics.median(found, Youth::connectMicros),
				Statistics.median(found, Youth::firstMicros), Statistics.median(found, Youth::nextMicros),
				Statistics.median(found, Youth::firstP99), Statistics.median(found, Youth::firstSeconds)));
		return table.lines();
	}

}
