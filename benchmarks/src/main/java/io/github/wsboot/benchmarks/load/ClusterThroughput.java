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
import java.util.function.Supplier;

/**
 * Measures what one node can push to a client of another one. A push to a room in which
 * the pushing node has nobody does not come back to it, a broadcast does: the difference
 * is what the echo costs.
 */
final class ClusterThroughput {

	private static final String COMMANDS = "/commands/" + BurstTraffic.BURST;

	private final Options options;

	private final ClusterNodes nodes;

	private final MarkdownTable messages = new MarkdownTable("pushed to", "bytes", "messages/s", "pushing node (µs)",
			"of which link (µs)", "Redis (µs)", "receiving node (µs)", "of which link (µs)",
			"its link is busy at (messages/s)");

	private final MarkdownTable echoes = new MarkdownTable("echo of a text of (bytes)", "pushing node (µs)",
			"of which link (µs)");

	ClusterThroughput(Options options, ClusterNodes nodes) {
		this.options = options;
		this.nodes = nodes;
	}

	List<String> run() {
		try (Clients clients = new Clients(this.nodes.receiving().port())) {
			this.nodes.openMembers(clients, 1);
			Client sender = clients.open(this.nodes.pushing().port(), COMMANDS, 1, true).get(0);
			Measurement measurement = new Measurement(clients, Clock.all(this.nodes), this.options);
			for (int size : this.options.sizes()) {
				System.err.printf("As much as possible to a room, and to all, of %,d bytes%n", size);
				measure(clients, sender, measurement, size);
			}
			clients.closeAll();
		}
		List<String> report = new ArrayList<>();
		report.add(
				("Processor time for each text that one node pushes to a client of another one, %d at a time; medians of "
						+ "%d rounds of %s s.")
					.formatted(BurstTraffic.BURST, this.options.rounds(), this.options.measuredSeconds()));
		report.add("");
		report.addAll(this.messages.lines());
		report.add("");
		report.addAll(this.echoes.lines());
		return report;
	}

	private void measure(Clients clients, Client sender, Measurement measurement, int size) {
		List<Pair<Sample>> pairs = Pair.measure(this.options.rounds(),
				() -> measurement.run(new BurstTraffic(clients, sender, ClusterAudience.ROOM.everywhere(), size)),
				() -> measurement.run(new BurstTraffic(clients, sender, ClusterAudience.BROADCAST.everywhere(), size)));
		row(ClusterAudience.ROOM, size, pairs.stream().map(Pair::first).toList());
		row(ClusterAudience.BROADCAST, size, pairs.stream().map(Pair::second).toList());
		this.echoes.row("%,d".formatted(size),
				Statistics.median(pairs, (pair) -> pair.difference(Clock.PUSHING_NODE::micros)),
				Statistics.median(pairs, (pair) -> pair.difference(Clock.PUSHING_LINK::micros)));
	}

	private void row(ClusterAudience audience, int size, List<Sample> samples) {
		List<Object> cells = new ArrayList<>();
		cells.add(audience);
		cells.add("%,d".formatted(size));
		cells.add(Statistics.median(samples, Sample::perSecond));
		for (Clock clock : Clock.values()) {
			cells.add(Statistics.median(samples, clock::micros));
		}
		cells.add(1e6 / Statistics.median(samples, Clock.RECEIVING_LINK::micros));
		this.messages.row(cells.toArray());
	}

	/**
	 * Processor times, in the order of the columns.
	 */
	private enum Clock {

		PUSHING_NODE, PUSHING_LINK, REDIS, RECEIVING_NODE, RECEIVING_LINK;

		static List<Supplier<Duration>> all(ClusterNodes nodes) {
			return List.of(nodes.pushing()::cpu, nodes.pushing()::linkTime, nodes.redis()::cpu, nodes.receiving()::cpu,
					nodes.receiving()::linkTime);
		}

		double micros(Sample sample) {
			return sample.cpuMicros(ordinal());
		}

	}

}
