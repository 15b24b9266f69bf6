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
 * Measures the time from a command to a push until a client has the text, of the same
 * node and of another one in turn. One text is on its way.
 */
final class ClusterLag {

	private static final String COMMANDS = "/commands/1";

	private final Options options;

	private final ClusterNodes nodes;

	ClusterLag(Options options, ClusterNodes nodes) {
		this.options = options;
		this.nodes = nodes;
	}

	List<String> run() {
		MarkdownTable table = new MarkdownTable("bytes", "same node, p50 (µs)", "p99 (µs)", "other node, p50 (µs)",
				"p99 (µs)");
		try (Clients clients = new Clients(this.nodes.receiving().port())) {
			List<Client> reader = this.nodes.openMembers(clients, 1);
			Client local = clients.open(COMMANDS, 1, true).get(0);
			Client remote = clients.open(this.nodes.pushing().port(), COMMANDS, 1, true).get(0);
			Measurement measurement = new Measurement(clients, this.nodes.receiving().server(), this.options);
			for (int size : this.options.sizes()) {
				System.err.printf("Lag of %,d bytes%n", size);
				ClusterAudience room = ClusterAudience.ROOM;
				List<Pair<Sample>> pairs = Pair.measure(this.options.rounds(),
						() -> measurement.run(new BroadcastTraffic(clients, local, room.local(), reader, size, 1)),
						() -> measurement
							.run(new BroadcastTraffic(clients, remote, room.everywhere(), reader, size, 1)));
				table.row("%,d".formatted(size), Pair.medianOfFirst(pairs, Sample::p50Micros),
						Pair.medianOfFirst(pairs, Sample::p99Micros), Pair.medianOfSecond(pairs, Sample::p50Micros),
						Pair.medianOfSecond(pairs, Sample::p99Micros));
			}
			clients.closeAll();
		}
		List<String> report = new ArrayList<>();
		report.add(
				("Time from the command of a client to push a text to a room until its one member has it, 1 in flight; "
						+ "medians of %d rounds of %s s.")
					.formatted(this.options.rounds(), this.options.measuredSeconds()));
		report.add("");
		report.addAll(table.lines());
		return report;
	}

}
