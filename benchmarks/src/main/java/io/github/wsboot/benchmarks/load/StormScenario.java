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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

/**
 * Measures what connections cost: when many come at once, and when they come and go.
 */
final class StormScenario {

	private static final String LIMIT = "limit";

	private final Options options;

	StormScenario(Options options) {
		this.options = options;
	}

	List<String> run() {
		Optional<Path> program = LimitServer.build();
		try (ServerProcess server = ServerProcess.start(this.options);
				LimitServer limit = program.map((path) -> LimitServer.start(path, server.loops())).orElse(null)) {
			return report(server, contenders(server, limit));
		}
	}

	private List<Contender> contenders(ServerProcess server, @Nullable LimitServer limit) {
		List<Contender> contenders = new ArrayList<>();
		if (limit != null) {
			contenders.add(new Contender(LIMIT, limit, "/limit"));
		}
		contenders.addAll(Contender.of(server, this.options.targets()));
		return contenders;
	}

	private List<String> report(ServerProcess server, List<Contender> contenders) {
		Storm storm = new Storm(this.options);
		OpenAndClose openAndClose = new OpenAndClose(this.options);
		List<String> report = new ArrayList<>();
		report.add(Machine.describe(server.jvm()) + ".");
		report.add("Flags of its JVM: %s. Event loops: %d. Medians of %d rounds.".formatted(server.flags(),
				server.loops(), this.options.rounds()));
		report.add("");
		report.add("%d clients connect at once, while %d others send a text a second each."
			.formatted(storm.connecting(), storm.others()));
		report.add("");
		report.addAll(storms(contenders, measure(contenders, (contender, measured) -> storm.run(contender))));
		report.add("");
		report.addAll(closings(contenders, measure(contenders, openAndClose::run)));
		return report;
	}

	private <T> Map<String, List<T>> measure(List<Contender> contenders,
			BiFunction<Contender, Duration, T> measurement) {
		Map<String, List<T>> results = new LinkedHashMap<>();
		for (int round = 0; round <= this.options.rounds(); round++) {
			for (int i = 0; i < contenders.size(); i++) {
				// Nobody is always the first
				Contender contender = contenders.get((round + i) % contenders.size());
				Duration measured = (round == 0) ? this.options.first() : this.options.measured();
				T result = measurement.apply(contender, measured);
				System.err.printf("%s, %s: %s%n", (round == 0) ? "warm-up" : "round " + round, contender.name(),
						result);
				if (round > 0) {
					results.computeIfAbsent(contender.name(), (name) -> new ArrayList<>()).add(result);
				}
			}
		}
		return results;
	}

	private List<String> storms(List<Contender> contenders, Map<String, List<Storm.Result>> results) {
		MarkdownTable table = new MarkdownTable("connecting at once", "all established after (ms)",
				"server CPU each (µs)", "against " + this.options.baseline(), "p99 of a handshake (ms)",
				"p99 of others' texts before (µs)", "meanwhile (µs)");
		contenders.forEach((contender) -> {
			List<Storm.Result> found = results.getOrDefault(contender.name(), List.of());
			table.row(contender.name(), Statistics.median(found, Storm.Result::millis),
					Statistics.median(found, Storm.Result::cpuMicros), ratio(found, results, Storm.Result::cpuMicros),
					Statistics.median(found, Storm.Result::handshakeP99),
					Statistics.median(found, Storm.Result::calmP99), Statistics.median(found, Storm.Result::stormP99));
		});
		return table.lines();
	}

	private List<String> closings(List<Contender> contenders, Map<String, List<OpenAndClose.Result>> results) {
		MarkdownTable table = new MarkdownTable("opening and closing", "connections/s", "server CPU each (µs)",
				"against " + this.options.baseline());
		contenders.forEach((contender) -> {
			List<OpenAndClose.Result> found = results.getOrDefault(contender.name(), List.of());
			table.row(contender.name(), Statistics.median(found, OpenAndClose.Result::perSecond),
					Statistics.median(found, OpenAndClose.Result::cpuMicros),
					ratio(found, results, OpenAndClose.Result::cpuMicros));
		});
		return table.lines();
	}

	private <T> double ratio(List<T> found, Map<String, List<T>> results, ToDoubleFunction<T> value) {
		List<T> baseline = results.getOrDefault(this.options.baseline(), List.of());
		return Statistics.median(found, value) / Statistics.median(baseline, value);
	}

}
