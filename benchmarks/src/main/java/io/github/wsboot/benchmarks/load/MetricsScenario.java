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

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Compares a server with meters to one without. Both run all the time and are measured in
 * turn, so that each round is a pair.
 */
final class MetricsScenario {

	private static final String PATH = "/ws";

	private final Options options;

	private final Map<Workload, List<Pair>> pairs = new EnumMap<>(Workload.class);

	MetricsScenario(Options options) {
		this.options = options;
	}

	List<String> run() {
		List<String> report = new ArrayList<>();
		try (ServerProcess without = ServerProcess.start(this.options);
				ServerProcess with = ServerProcess.start(this.options, "--spring.profiles.active=metrics")) {
			report.add(Machine.describe(without.jvm()) + ".");
			for (int round = 0; round <= this.options.rounds(); round++) {
				round(without, with, round);
			}
			if (with.metered() == 0 || without.metered() != 0) {
				throw new IllegalStateException("%d messages were metered with meters, and %d without"
					.formatted(with.metered(), without.metered()));
			}
		}
		report
			.add("Medians of %d rounds of %s s, %d connections at %s, %d-byte text; the ratios are those of each round."
				.formatted(this.options.rounds(), this.options.measured().toMillis() / 1e3, this.options.connections(),
						PATH, this.options.size()));
		report.add("");
		report.addAll(figures());
		report.add("");
		report.addAll(ratios());
		return report;
	}

	private void round(ServerProcess without, ServerProcess with, int round) {
		for (Workload workload : Workload.values()) {
			// Nobody is always the first
			boolean withFirst = ((round + workload.ordinal()) % 2 == 1);
			Sample first = measure(withFirst ? with : without, workload);
			Sample second = measure(withFirst ? without : with, workload);
			Pair pair = withFirst ? new Pair(second, first) : new Pair(first, second);
			System.err.printf("%s, %s: %.2f us of server CPU each without meters, %.2f us with%n",
					(round == 0) ? "warm-up" : "round " + round, workload, pair.without().cpuMicros(),
					pair.with().cpuMicros());
			if (round > 0) {
				this.pairs.computeIfAbsent(workload, (key) -> new ArrayList<>()).add(pair);
			}
		}
	}

	private Sample measure(ServerProcess server, Workload workload) {
		try (Clients clients = new Clients(server.port())) {
			List<Client> readers = clients.open(PATH, this.options.connections(), true);
			server.await(clients, PATH, readers.size());
			Sample sample = new Measurement(clients, server, this.options)
				.run(workload.traffic(clients, readers, this.options.size()));
			clients.closeAll();
			server.await(clients, PATH, 0);
			return sample;
		}
	}

	private List<String> figures() {
		MarkdownTable table = new MarkdownTable("workload", "server", "messages/s", "server CPU per message (µs)",
				"p50 (µs)", "p99 (µs)");
		this.pairs.forEach((workload, found) -> {
			row(table, workload, "without meters", found.stream().map(Pair::without).toList());
			row(table, workload, "with meters", found.stream().map(Pair::with).toList());
		});
		return table.lines();
	}

	private static void row(MarkdownTable table, Workload workload, String server, List<Sample> samples) {
		table.row(workload, server, Statistics.median(samples, Sample::perSecond),
				Statistics.median(samples, Sample::cpuMicros), Statistics.median(samples, Sample::p50Micros),
				Statistics.median(samples, Sample::p99Micros));
	}

	private List<String> ratios() {
		MarkdownTable table = new MarkdownTable("with meters against without", "messages/s", "server CPU per message",
				"p50", "p99");
		this.pairs.forEach((workload, found) -> table.row(workload, ratio(found, Sample::perSecond),
				ratio(found, Sample::cpuMicros), ratio(found, Sample::p50Micros), ratio(found, Sample::p99Micros)));
		return table.lines();
	}

	private static double ratio(List<Pair> pairs, ToDoubleFunction<Sample> value) {
		return Statistics.median(pairs,
				(pair) -> value.applyAsDouble(pair.with()) / value.applyAsDouble(pair.without()));
	}

	/**
	 * The two measurements of a round.
	 *
	 * @param without of the server without meters
	 * @param with of the server with meters
	 */
	private record Pair(Sample without, Sample with) {

	}

}
