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
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures outgoing connections: threads with few and with many of them, the heap of idle
 * ones, and the processor time of texts that go back and forth, at both ends.
 */
final class ClientsScenario {

	/** Connections that load classes and fill pools before anything is counted. */
	static final int FEW = 50;

	private final Options options;

	private final Map<ClientKind, List<OutgoingSample>> samples = new EnumMap<>(ClientKind.class);

	ClientsScenario(Options options) {
		this.options = options;
	}

	List<String> run() {
		List<OutgoingClient> clients = new ArrayList<>();
		try {
			for (ClientKind kind : ClientKind.values()) {
				clients.add(OutgoingClient.start(this.options, kind));
			}
			return run(clients);
		}
		finally {
			clients.forEach(OutgoingClient::close);
		}
	}

	private List<String> run(List<OutgoingClient> clients) {
		List<String> report = new ArrayList<>();
		report.add(Machine.describe(clients.get(0).jvm()) + ".");
		report.add("");
		report.addAll(idle(clients));
		for (int round = 0; round <= this.options.rounds(); round++) {
			round(clients, round);
		}
		report.add("");
		report.add("Medians of %d rounds of %s s, %d connections, %d-byte text; the ratios are those of each round."
			.formatted(this.options.rounds(), this.options.measured().toMillis() / 1e3, this.options.connections(),
					this.options.size()));
		report.add("");
		report.addAll(figures());
		report.add("");
		report.addAll(ratios());
		return report;
	}

	private List<String> idle(List<OutgoingClient> clients) {
		int many = this.options.connections();
		MarkdownTable table = new MarkdownTable("client", "threads with " + FEW, "of which workers",
				"threads with " + many, "of which workers", "heap per idle connection (bytes)");
		for (OutgoingClient client : clients) {
			client.openUpTo(FEW);
			// Starts all threads that there will be, and loads all classes
			client.echo(this.options.size(), this.options.rampUp(), this.options.measured());
			long threads = client.threads();
			long workers = client.workers();
			long before = client.heap();
			client.openUpTo(many);
			double bytes = (double) (client.heap() - before) / (many - FEW);
			System.err.printf("%s: %,.0f bytes of heap each%n", client.kind(), bytes);
			table.row(client.kind(), threads, workers, client.threads(), client.workers(), bytes);
		}
		return table.lines();
	}

	private void round(List<OutgoingClient> clients, int round) {
		for (int i = 0; i < clients.size(); i++) {
			// Nobody is always the first
			OutgoingClient client = clients.get((round + i) % clients.size());
			OutgoingSample sample = client.echo(this.options.size(), this.options.rampUp(), this.options.measured());
			System.err.printf("%s %s: %s%n", (round == 0) ? "warm-up" : "round " + round, client.kind(), sample);
			if (round > 0) {
				samples(client.kind()).add(sample);
			}
		}
	}

	private List<OutgoingSample> samples(ClientKind kind) {
		return this.samples.computeIfAbsent(kind, (key) -> new ArrayList<>());
	}

	private List<String> figures() {
		MarkdownTable table = new MarkdownTable("client", "messages/s", "client CPU per message (µs)",
				"server CPU per message (µs)", "client against server", "in single rounds");
		for (ClientKind kind : ClientKind.values()) {
			double[] ratios = samples(kind).stream().mapToDouble(OutgoingSample::ratio).sorted().toArray();
			table.row(kind, median(kind, OutgoingSample::perSecond), median(kind, OutgoingSample::clientMicros),
					median(kind, OutgoingSample::serverMicros), Statistics.median(ratios),
					"%.2f to %.2f".formatted(ratios[0], ratios[ratios.length - 1]));
		}
		return table.lines();
	}

	private List<String> ratios() {
		MarkdownTable table = new MarkdownTable("against " + ClientKind.JDK, "messages/s", "client CPU per message");
		Arrays.stream(ClientKind.values())
			.filter((kind) -> kind != ClientKind.JDK)
			.forEach((kind) -> table.row(kind, againstJdk(kind, OutgoingSample::perSecond),
					againstJdk(kind, OutgoingSample::clientMicros)));
		return table.lines();
	}

	private double againstJdk(ClientKind kind, ToDoubleFunction<OutgoingSample> value) {
		return median(kind, value) / median(ClientKind.JDK, value);
	}

	private double median(ClientKind kind, ToDoubleFunction<OutgoingSample> value) {
		return Statistics.median(samples(kind), value);
	}

}
