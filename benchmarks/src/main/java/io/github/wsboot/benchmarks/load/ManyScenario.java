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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Opens as many connections as one process can, and broadcasts to all of them.
 */
final class ManyScenario {

	private static final String PATH = "/ws";

	private static final int BROADCASTS = 10;

	private final Options options;

	private final Set<Client> reached = new HashSet<>();

	private long received;

	ManyScenario(Options options) {
		this.options = options;
	}

	List<String> run() {
		try (ServerProcess server = ServerProcess.start(this.options); Clients clients = new Clients(server.port())) {
			long start = System.nanoTime();
			List<Client> readers = clients.open(PATH, this.options.connections(), true);
			server.await(clients, PATH, readers.size());
			System.err.printf("%d connections within %s%n", readers.size(), since(start));
			clients.listen((client, sentAt, arrivedAt) -> received(client));
			MarkdownTable table = new MarkdownTable("broadcast", "connections", "of which reached", "texts received",
					"all have it after (ms)");
			List<Double> times = new ArrayList<>();
			for (int i = 1; i <= BROADCASTS; i++) {
				double millis = broadcast(clients, readers) / 1e6;
				times.add(millis);
				table.row(i, readers.size(), this.reached.size(), this.received, millis);
			}
			List<String> report = new ArrayList<>();
			report.add(Machine.describe(server.jvm()) + ".");
			report.add("%d connections at %s, %d still there after %d broadcasts; median of the times: %.0f ms."
				.formatted(readers.size(), PATH, server.connections(PATH), BROADCASTS,
						Statistics.median(times, Double::doubleValue)));
			report.add("");
			report.addAll(table.lines());
			return report;
		}
	}

	private void received(Client client) {
		this.received++;
		this.reached.add(client);
	}

	private long broadcast(Clients clients, List<Client> readers) {
		this.received = 0;
		this.reached.clear();
		long start = System.nanoTime();
		clients.send(readers.get(0), 'B', this.options.size());
		clients.await("reach all connections", () -> this.reached.size() == readers.size());
		return System.nanoTime() - start;
	}

	private static Duration since(long start) {
		return Duration.ofMillis((System.nanoTime() - start) / 1_000_000);
	}

}
