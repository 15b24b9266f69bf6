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

package io.github.wsboot.server.endurance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.wsboot.connection.FailingLog;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests in which each step of the server on a loop, a timer or a worker fails once, with
 * clients that talk, come and go: it costs one of them at most, and nothing is left. The
 * log fails with each warning, as it would if there were no memory. The order and the
 * moments are random; {@code -Dfaults.seed} repeats them.
 */
class FaultInjectionTests {

	private static final int GROUP = 40;

	@Promise("failures")
	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY })
	void failureOfTheServersOwnWorkShouldCostOneConnectionAtMost(ServerKind kind) {
		long seed = Long.getLong("faults.seed", System.nanoTime() & 0xFFFFFF);
		try (Faults faults = new Faults(FaultyServer.methods(kind));
				FaultyServer server = new FaultyServer(kind);
				FailingLog log = new FailingLog()) {
			Random random = new Random(seed);
			List<String> methods = new ArrayList<>(FaultyServer.names(kind));
			Collections.shuffle(methods, random);
			// Several at a time, as each look at what is left takes a while
			for (int i = 0; i < methods.size(); i += GROUP) {
				Map<String, Integer> group = new LinkedHashMap<>();
				methods.subList(i, Math.min(i + GROUP, methods.size()))
					.forEach((method) -> group.put(method, random.nextInt(3)));
				server.survives(faults, group, "seed " + seed);
			}
			server.assertThatNothingIsLeft("seed " + seed);
			assertThat(log.failures()).isPositive();
		}
	}

}
