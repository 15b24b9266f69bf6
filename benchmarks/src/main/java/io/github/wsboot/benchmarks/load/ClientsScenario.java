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
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.github.wsboot.benchmarks.load.OutgoingClient.Idle;

/**
 * Measures outgoing connections: threads with few and with many of them, the heap of idle
 * ones, and the processor time of texts that go back and forth, at both ends.
 */
final class ClientsScenario {

	/** Connections with which many are compared. */
	static final int FEW = 50;

	/** More than a minute, after which pools end threads without work. */
	private static final Duration QUIET = Duration.ofSeconds(75);

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
		try {
			measure(clients, report);
		}
		catch (RuntimeException ex) {
			// What was measured before has taken minutes
			report.addAll(traffic());
			report.forEach(System.out::println);
			throw ex;
		}
		report.addAll(traffic());
		return report;
	}

	private void measure(List<OutgoingClient> clients, List<String> report) {
		if (this.options.idle() > 0) {
			report.add("");
			report.addAll(idle(clients));
		}
		clients.forEach((client) -> client.openUpTo(this.options.connections()));
		for (int round = 0; round <= this.options.rounds(); round++) {
			Map<ClientKind, OutgoingSample> samples = round(clients, round);
			if (round > 0) {
				samples.forEach((kind, sample) -> samples(kind).add(sample));
			}
		}
	}

	/**
	 * Return the figures of the rounds that were measured to their end.
	 */
	private List<String> traffic() {
		List<String> report = new ArrayList<>();
		int rounds = samples(ClientKind.JDK).size();
		if (rounds > 0) {
			report.add("");
			report.add("Medians of %d rounds of %s s, %d connections, %d-byte text; the ratios are those of each round."
				.formatted(rounds, this.options.measured().toMillis() / 1e3, this.options.connections(),
						this.options.size()));
			report.add("");
			report.addAll(figures());
			report.add("");
			report.addAll(ratios());
		}
		return report;
	}

	private List<String> idle(List<OutgoingClient> clients) {
		// Loads classes and fills pools before anything is counted
		clients.forEach((client) -> {
			client.openUpTo(FEW);
			client.echo(this.options.size(), this.options.rampUp(), this.options.measured());
		});
		List<Idle> few = afterQuiet(clients);
		clients.forEach((client) -> client.openUpTo(this.options.connections()));
		List<Idle> many = afterQuiet(clients);
		MarkdownTable table = new MarkdownTable("client", "threads with " + FEW,
				"threads with " + this.options.connections(), "heap per idle connection (bytes)");
		for (int i = 0; i < clients.size(); i++) {
			double bytes = (double) (many.get(i).heap() - few.get(i).heap()) / (this.options.connections() - FEW);
			table.row(clients.get(i).kind(), few.get(i).threads(), many.get(i).threads(), bytes);
		}
		return table.lines();
	}

	private static List<Idle> afterQuiet(List<OutgoingClient> clients) {
		OutgoingClient.sleep(QUIET);
		return clients.stream().map(OutgoingClient::idle).toList();
	}

	private Map<ClientKind, OutgoingSample> round(List<OutgoingClient> clients, int round) {
		Map<ClientKind, OutgoingSample> samples = new EnumMap<>(ClientKind.class);
		for (int i = 0; i < clients.size(); i++) {
			// Nobody is always the first
			OutgoingClient client = clients.get((round + i) % clients.size());
			OutgoingSample sample = client.echo(this.options.size(), this.options.rampUp(), this.options.measured());
			System.err.printf("%s %s: %s%n", (round == 0) ? "warm-up" : "round " + round, client.kind(), sample);
			samples.put(client.kind(), sample);
		}
		return samples;
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
