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
import java.util.List;

/**
 * Measures how fast a node takes connections, of users that each bring a topic and of
 * nobody in turn.
 */
final class UserConnects {

	private static final String USERS = "/users";

	private static final String NOBODY = "/ws";

	private final Options options;

	private final ClusterNodes nodes;

	private final int count;

	UserConnects(Options options, ClusterNodes nodes) {
		this.options = options;
		this.nodes = nodes;
		this.count = 5 * options.connections();
	}

	List<String> run() {
		ClusterNode node = this.nodes.receiving();
		System.err.println("Connections without a topic, and with one each");
		List<Pair<Connects>> pairs = Pair.measure(this.options.rounds(), () -> measure(node, NOBODY, 0),
				() -> measure(node, USERS, this.count));
		List<String> report = new ArrayList<>();
		report.add("%,d connections that are opened as fast as possible; medians of %d rounds.".formatted(this.count,
				this.options.rounds()));
		report.add("");
		MarkdownTable table = new MarkdownTable("a topic for each", "connections/s",
				"node's processor time for each (µs)", "all topics confirmed after the last (ms)");
		row(table, "no", pairs.stream().map(Pair::first).toList());
		row(table, "yes, that of its user", pairs.stream().map(Pair::second).toList());
		report.addAll(table.lines());
		return report;
	}

	private Connects measure(ClusterNode node, String path, int topics) {
		try (Clients clients = new Clients(node.port())) {
			node.awaitTopics(clients, 0);
			Duration cpu = node.cpu();
			long start = System.nanoTime();
			clients.open(path, this.count, true);
			node.server().await(clients, path, this.count);
			long opened = System.nanoTime();
			node.awaitTopics(clients, topics);
			long confirmed = System.nanoTime();
			Duration spent = node.cpu().minus(cpu);
			clients.closeAll();
			node.server().await(clients, path, 0);
			return new Connects(this.count * 1e9 / (opened - start), spent.toNanos() / 1e3 / this.count,
					(confirmed - opened) / 1e6);
		}
	}

	private static void row(MarkdownTable table, String topics, List<Connects> connects) {
		table.row(topics, Statistics.median(connects, Connects::perSecond),
				Statistics.median(connects, Connects::cpuMicros),
				Statistics.median(connects, Connects::confirmedAfterMillis));
	}

	private record Connects(double perSecond, double cpuMicros, double confirmedAfterMillis) {

	}

}
