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
 * Compares what a broadcast costs the node whose connections receive it: one of its own
 * and one of another node. Both are measured in turn, so that each round is a pair.
 */
final class ClusterScenario {

	private static final String PATH = "/ws";

	private static final String COMMANDS = "/broadcasts";

	private static final char LOCAL = 'L';

	private static final char REMOTE = 'R';

	private static final int[] WINDOWS = { 1, 8 };

	private final Options options;

	ClusterScenario(Options options) {
		this.options = options;
	}

	List<String> run() {
		MarkdownTable table = new MarkdownTable("bytes of a text, in flight", "pushed by this node (µs)",
				"by another (µs)", "ratio", "smallest", "largest");
		List<String> report = new ArrayList<>();
		try (ServerProcess server = ServerProcess.startCluster(this.options);
				Clients clients = new Clients(server.port())) {
			clients.await("see each other", () -> server.nodes() == 2);
			List<Client> readers = clients.open(PATH, this.options.connections(), true);
			server.await(clients, PATH, readers.size());
			Client sender = clients.open(COMMANDS, 1, true).get(0);
			report.add(Machine.describe(server.jvm()) + ".");
			report.add(
					("Processor time of the receiving node for each text that arrives at a client; medians of %d rounds "
							+ "of %s s, %d connections; the ratios are those of each round.")
						.formatted(this.options.rounds(), this.options.measured().toMillis() / 1e3, readers.size()));
			for (int size : this.options.sizes()) {
				for (int window : WINDOWS) {
					row(table, size, window, measure(server, clients, readers, sender, size, window));
				}
			}
			clients.closeAll();
		}
		report.add("");
		report.addAll(table.lines());
		return report;
	}

	private List<Pair> measure(ServerProcess server, Clients clients, List<Client> readers, Client sender, int size,
			int window) {
		Measurement measurement = new Measurement(clients, server::deliveryTime, this.options);
		List<Pair> pairs = new ArrayList<>();
		for (int round = 0; round <= this.options.rounds(); round++) {
			// Nobody is always the first
			boolean remoteFirst = (round % 2 == 1);
			Sample first = measurement
				.run(new BroadcastTraffic(clients, sender, remoteFirst ? REMOTE : LOCAL, readers, size, window));
			Sample second = measurement
				.run(new BroadcastTraffic(clients, sender, remoteFirst ? LOCAL : REMOTE, readers, size, window));
			Pair pair = remoteFirst ? new Pair(second, first) : new Pair(first, second);
			System.err.printf("%s, %,d bytes, %d in flight: %.2f us each of this node, %.2f us of another%n",
					(round == 0) ? "warm-up" : "round " + round, size, window, pair.local().cpuMicros(),
					pair.remote().cpuMicros());
			if (round > 0) {
				pairs.add(pair);
			}
		}
		return pairs;
	}

	private static void row(MarkdownTable table, int size, int window, List<Pair> pairs) {
		double[] ratios = pairs.stream().mapToDouble(Pair::ratio).sorted().toArray();
		table.row("%,d, %d".formatted(size, window), Statistics.median(pairs, (pair) -> pair.local().cpuMicros()),
				Statistics.median(pairs, (pair) -> pair.remote().cpuMicros()), Statistics.median(ratios), ratios[0],
				ratios[ratios.length - 1]);
	}

	/**
	 * The two measurements of a round.
	 *
	 * @param local of pushes of the receiving node
	 * @param remote of pushes of the other node
	 */
	private record Pair(Sample local, Sample remote) {

		double ratio() {
			return this.remote.cpuMicros() / this.local.cpuMicros();
		}

	}

}
