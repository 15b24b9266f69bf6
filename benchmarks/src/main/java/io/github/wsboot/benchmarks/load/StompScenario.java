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

import java.util.List;
import java.util.Map;

import io.github.wsboot.benchmarks.stomp.StompServer;

/**
 * Measures texts that Spring's STOMP broker sends to its subscribers, on the transport of
 * Spring and on that of endpoints.
 */
final class StompScenario {

	private static final String PATH = "/stomp";

	private static final String SPRING = "on Spring's transport";

	private static final String APPLIED = "with apply-to-spring-handlers";

	private final Options options;

	private final LoadReport report;

	StompScenario(Options options) {
		this.options = options;
		this.report = new LoadReport(options, List.of(SPRING, APPLIED), List.of(new LoadTable.Ratio(APPLIED, SPRING)));
	}

	List<String> run() {
		return this.report.run(this::measure);
	}

	private Map<String, List<Sample>> measure(Load load) {
		try (ServerProcess spring = ServerProcess.start(StompServer.class, this.options);
				ServerProcess applied = ServerProcess.start(StompServer.class, this.options,
						"--ws.transport.apply-to-spring-handlers=true")) {
			this.report.describe(spring);
			return new LoadRounds(this.options).run(load, StompFormat::new,
					List.of(new Contender(SPRING, spring, PATH), new Contender(APPLIED, applied, PATH)));
		}
	}

}
