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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.convert.DurationStyle;

import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Long form of {@link FaultInjectionTests}, in random order and at random moments. A
 * server that has not survived is replaced, so that all methods are tested. Runs only
 * with the profile {@code soak}, for {@code soak.duration} altogether.
 */
class FaultSoak {

	private static final Log logger = LogFactory.getLog(FaultSoak.class);

	private static final Duration DURATION = DurationStyle.detectAndParse(System.getProperty("soak.duration"));

	private final Set<String> failures = new LinkedHashSet<>();

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY })
	void failureOfTheServersOwnWorkShouldCostOneConnectionAtMost(ServerKind kind) {
		long end = System.nanoTime() + DURATION.toNanos() / 2;
		try (Faults faults = new Faults(FaultyServer.methods(kind))) {
			long seed = Long.getLong("faults.seed", 1);
			do {
				round(kind, faults, seed++);
			}
			while (System.nanoTime() < end);
		}
		assertThat(this.failures).isEmpty();
	}

	private void round(ServerKind kind, Faults faults, long seed) {
		Random random = new Random(seed);
		List<String> methods = new ArrayList<>(FaultyServer.names(kind));
		Collections.shuffle(methods, random);
		while (!methods.isEmpty()) {
			try (FaultyServer server = new FaultyServer(kind)) {
				while (!methods.isEmpty()) {
					server.survives(faults, Map.of(methods.remove(0), random.nextInt(20)), kind + ", seed " + seed);
				}
				server.assertThatNothingIsLeft(kind + ", seed " + seed);
			}
			catch (AssertionError ex) {
				logger.error(ex.getMessage(), ex);
				this.failures.add(ex.getMessage());
			}
		}
	}

}
