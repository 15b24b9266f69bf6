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
import java.util.List;

/**
 * Measures the processor time of a node that delivers pushes to many connections, pushed
 * by itself and by another node in turn. Its own are pushed to itself only, which is what
 * a node without a cluster does.
 */
final class RemoteDelivery {

	private static final String COMMANDS = "/commands/1";

	private static final int[] WINDOWS = { 1, 8 };

	private final Options options;

	private final ClusterNodes nodes;

	RemoteDelivery(Options options, ClusterNodes nodes) {
		this.options = options;
		this.nodes = nodes;
	}

	List<String> run() {
		MarkdownTable table = new MarkdownTable("pushed to", "bytes", "in flight", "by this node (µs)",
				"by another (µs)", "ratio", "smallest", "largest");
		try (Clients clients = new Clients(this.nodes.receiving().port())) {
			List<Client> readers = this.nodes.openMembers(clients, this.options.connections());
			Client local = clients.open(COMMANDS, 1, true).get(0);
			Client remote = clients.open(this.nodes.pushing().port(), COMMANDS, 1, true).get(0);
			Measurement measurement = new Measurement(clients, this.nodes.receiving().server(), this.options);
			for (ClusterAudience audience : ClusterAudience.values()) {
				for (int size : this.options.sizes()) {
					for (int window : WINDOWS) {
						System.err.printf("%s of %,d bytes, %d in flight%n", audience, size, window);
						row(table, audience, size, window, Pair.measure(this.options.rounds(),
								() -> measurement
									.run(new BroadcastTraffic(clients, local, audience.local(), readers, size, window)),
								() -> measurement.run(new BroadcastTraffic(clients, remote, audience.everywhere(),
										readers, size, window))));
					}
				}
			}
			clients.closeAll();
		}
		List<String> report = new ArrayList<>();
		report
			.add(("Processor time of the receiving node for each text that arrives at one of %d clients; medians of %d "
					+ "rounds of %s s; the ratios are those of each round.")
				.formatted(this.options.connections(), this.options.rounds(), this.options.measuredSeconds()));
		report.add("");
		report.addAll(table.lines());
		return report;
	}

	private static void row(MarkdownTable table, ClusterAudience audience, int size, int window,
			List<Pair<Sample>> pairs) {
		double[] ratios = pairs.stream().mapToDouble((pair) -> pair.ratio(Sample::cpuMicros)).sorted().toArray();
		table.row(audience, "%,d".formatted(size), window, Pair.medianOfFirst(pairs, Sample::cpuMicros),
				Pair.medianOfSecond(pairs, Sample::cpuMicros), Statistics.median(ratios), ratios[0],
				ratios[ratios.length - 1]);
	}

}
