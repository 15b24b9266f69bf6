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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Measures what a load costs several contenders, one after the other in each round. The
 * first round only warms up, and takes longer.
 */
final class LoadRounds {

	private final Options options;

	LoadRounds(Options options) {
		this.options = options;
	}

	/**
	 * Measure.
	 * @param load the load
	 * @param format supplies the form of messages, for each measurement
	 * @param contenders what is measured
	 * @return the samples of each contender, by its name
	 */
	Map<String, List<Sample>> run(Load load, Supplier<MessageFormat> format, List<Contender> contenders) {
		Map<String, List<Sample>> samples = new LinkedHashMap<>();
		for (int round = 0; round <= this.options.rounds(); round++) {
			for (int i = 0; i < contenders.size(); i++) {
				// Nobody is always the first
				Contender contender = contenders.get((round + i) % contenders.size());
				Duration measured = (round == 0) ? this.options.first() : this.options.measured();
				Sample sample = measure(load, format.get(), contender, measured);
				System.err.printf("%s, %s, %s: %,.0f/s, %.2f us of server CPU each, p50 %,.0f us, p99 %,.0f us%n",
						(round == 0) ? "warm-up" : "round " + round, load, contender.name(), sample.perSecond(),
						sample.cpuMicros(), sample.p50Micros(), sample.p99Micros());
				if (round > 0) {
					samples.computeIfAbsent(contender.name(), (name) -> new ArrayList<>()).add(sample);
				}
			}
		}
		return samples;
	}

	private Sample measure(Load load, MessageFormat format, Contender contender, Duration measured) {
		MeasuredServer server = contender.server();
		try (Clients clients = server.clients(format)) {
			List<Client> readers = clients.open(contender.path(), load.connections(), true);
			clients.begin(readers);
			server.await(clients, contender.path(), readers.size());
			Sample sample = new Measurement(clients, List.of(server::cpu), this.options.rampUp(), measured)
				.run(load.traffic(clients, readers));
			clients.closeAll();
			server.await(clients, contender.path(), 0);
			return sample;
		}
	}

}
