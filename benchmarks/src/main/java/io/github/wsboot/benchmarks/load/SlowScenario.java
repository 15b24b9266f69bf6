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
 * Compares broadcasts to readers with the same beside clients that never read: one in ten
 * of all connections.
 */
final class SlowScenario {

	private static final String PATH = "/ws";

	/** Large enough to fill what the systems of both sides hold soon. */
	private static final int FILL_SIZE = 60_000;

	private static final int MAX_FILLS = 1000;

	private final Options options;

	private final int slow;

	private final int reading;

	SlowScenario(Options options) {
		this.options = options;
		this.slow = Math.max(1, options.connections() / 10);
		this.reading = options.connections() - this.slow;
	}

	List<String> run() {
		List<Sample> without = new ArrayList<>();
		List<Sample> with = new ArrayList<>();
		List<String> report = new ArrayList<>();
		try (ServerProcess server = ServerProcess.start(this.options, "--ws.send.overflow=drop-newest",
				"--ws.send.max-delay=10m")) {
			report.add(Machine.describe(server.jvm()) + ".");
			for (int round = 0; round <= this.options.rounds(); round++) {
				Sample alone = measure(server, 0);
				Sample beside = measure(server, this.slow);
				System.err.printf("round %d: p99 %,.0f us alone, %,.0f us beside %d that do not read%n", round,
						alone.p99Micros(), beside.p99Micros(), this.slow);
				if (round > 0) {
					without.add(alone);
					with.add(beside);
				}
			}
		}
		report.add(("Broadcast to %d readers at %s, 8 in flight, medians of %d rounds; the %d connections that never "
				+ "read were all still there at the end of each.")
			.formatted(this.reading, PATH, this.options.rounds(), this.slow));
		report.add("");
		report.addAll(table(without, with));
		return report;
	}

	private Sample measure(ServerProcess server, int slow) {
		try (Clients clients = new Clients(server.port())) {
			List<Client> readers = clients.open(PATH, this.reading, true);
			clients.open(PATH, slow, false);
			server.await(clients, PATH, this.reading + slow);
			if (slow > 0) {
				fill(clients, readers, server);
			}
			Sample sample = new Measurement(clients, server, this.options)
				.run(Workload.BROADCAST_8.traffic(clients, readers, this.options.size()));
			int left = server.connections(PATH);
			if (left != this.reading + slow || server.waiting(PATH) < slow) {
				throw new IllegalStateException("Of %d connections, %d that do not read, %d are left, %d of them full"
					.formatted(this.reading + slow, slow, left, server.waiting(PATH)));
			}
			clients.closeAll();
			server.await(clients, PATH, 0);
			return sample;
		}
	}

	/**
	 * Broadcast until there is something waiting for each client that does not read, and
	 * then as much again as would wait at most.
	 */
	private void fill(Clients clients, List<Client> readers, ServerProcess server) {
		long[] received = new long[1];
		clients.listen((client, sentAt, arrivedAt) -> received[0]++);
		int after = 0;
		for (int i = 1; after < 20; i++) {
			if (i > MAX_FILLS) {
				throw new IllegalStateException("The clients that do not read do not fill up");
			}
			long expected = (long) i * readers.size();
			clients.send(readers.get(0), 'B', FILL_SIZE);
			clients.await("reach all readers", () -> received[0] >= expected);
			if (after > 0 || (i % 5 == 0 && server.waiting(PATH) >= this.slow)) {
				after++;
			}
		}
	}

	private static List<String> table(List<Sample> without, List<Sample> with) {
		MarkdownTable table = new MarkdownTable("", "messages/s", "server CPU per message (µs)", "p50 (µs)",
				"p99 (µs)");
		row(table, "readers alone", without);
		row(table, "beside clients that never read", with);
		double[] first = medians(without);
		double[] second = medians(with);
		table.row("ratio", second[0] / first[0], second[1] / first[1], second[2] / first[2], second[3] / first[3]);
		return table.lines();
	}

	private static void row(MarkdownTable table, String name, List<Sample> samples) {
		double[] medians = medians(samples);
		table.row(name, medians[0], medians[1], medians[2], medians[3]);
	}

	private static double[] medians(List<Sample> samples) {
		return new double[] { Statistics.median(samples, Sample::perSecond),
				Statistics.median(samples, Sample::cpuMicros), Statistics.median(samples, Sample::p50Micros),
				Statistics.median(samples, Sample::p99Micros) };
	}

}
