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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Runs all workloads against all targets of one server, one after the other in each
 * round, and compares the medians of the rounds. The first round only warms up.
 */
final class CompareScenario {

	private final Options options;

	private final Map<Workload, Map<String, List<Sample>>> samples = new LinkedHashMap<>();

	CompareScenario(Options options) {
		this.options = options;
	}

	List<String> run() {
		List<String> report = new ArrayList<>();
		try (ServerProcess server = ServerProcess.start(this.options)) {
			report.add(Machine.describe(server.jvm()) + ".");
			report.add("Medians of %d rounds of %s s, %d connections, %d-byte text.".formatted(this.options.rounds(),
					this.options.measured().toMillis() / 1e3, this.options.connections(), this.options.size()));
			for (int round = 0; round <= this.options.rounds(); round++) {
				round(server, round);
			}
		}
		report.add("");
		report.addAll(figures());
		report.add("");
		report.addAll(ratios());
		if (this.options.idle() > 0) {
			report.add("");
			report.addAll(IdleHeap.ofTargets(this.options).run());
		}
		return report;
	}

	private void round(ServerProcess server, int round) {
		List<String> targets = this.options.targets();
		for (int i = 0; i < targets.size(); i++) {
			// Nobody is always the first
			String target = targets.get((round + i) % targets.size());
			try (Clients clients = new Clients(server.port())) {
				List<Client> readers = clients.open(target, this.options.connections(), true);
				server.await(clients, target, readers.size());
				Measurement measurement = new Measurement(clients, server, this.options);
				for (Workload workload : Workload.values()) {
					Sample sample = measurement.run(workload.traffic(clients, readers, this.options.size()));
					System.err.printf("%s %s, %s: %,.0f/s, %.2f us of server CPU each, p50 %,.0f us, p99 %,.0f us%n",
							(round == 0) ? "warm-up" : "round " + round, target, workload, sample.perSecond(),
							sample.cpuMicros(), sample.p50Micros(), sample.p99Micros());
					if (round > 0) {
						samples(workload, target).add(sample);
					}
				}
				clients.closeAll();
				server.await(clients, target, 0);
			}
		}
	}

	private List<Sample> samples(Workload workload, String target) {
		return this.samples.computeIfAbsent(workload, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(target, (key) -> new ArrayList<>());
	}

	private List<String> figures() {
		MarkdownTable table = new MarkdownTable("workload", "path", "messages/s", "server CPU per message (µs)",
				"p50 (µs)", "p99 (µs)");
		for (Workload workload : Workload.values()) {
			for (String target : this.options.targets()) {
				List<Sample> found = samples(workload, target);
				table.row(workload, target, Statistics.median(found, Sample::perSecond),
						Statistics.median(found, Sample::cpuMicros), Statistics.median(found, Sample::p50Micros),
						Statistics.median(found, Sample::p99Micros));
			}
		}
		return table.lines();
	}

	private List<String> ratios() {
		MarkdownTable table = new MarkdownTable("against " + this.options.baseline(), "path", "messages/s",
				"server CPU per message", "p50", "p99");
		for (Workload workload : Workload.values()) {
			for (String target : this.options.targets()) {
				if (!target.equals(this.options.baseline())) {
					table.row(workload, target, ratio(workload, target, Sample::perSecond),
							ratio(workload, target, Sample::cpuMicros), ratio(workload, target, Sample::p50Micros),
							ratio(workload, target, Sample::p99Micros));
				}
			}
		}
		return table.lines();
	}

	private double ratio(Workload workload, String target, ToDoubleFunction<Sample> value) {
		return Statistics.median(samples(workload, target), value)
				/ Statistics.median(samples(workload, this.options.baseline()), value);
	}

}
