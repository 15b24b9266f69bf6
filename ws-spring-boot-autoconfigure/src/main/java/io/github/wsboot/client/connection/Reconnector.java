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

package io.github.wsboot.client.connection;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.client.ConnectionEnding;
import io.github.wsboot.client.ReconnectPolicy;
import io.github.wsboot.client.reconnect.DefaultReconnectPolicy;
import io.github.wsboot.client.reconnect.ReconnectDecision;
import io.github.wsboot.support.SafeLogger;

/**
 * Decides about the next attempt of one client connection: by the policy of the
 * application, or by the default if there is none or it fails.
 */
final class Reconnector {

	private static final SafeLogger logger = SafeLogger.of(Reconnector.class);

	/** Longer than any application lives, and short enough for sums of nanoseconds. */
	private static final Duration MAX_DELAY = Duration.ofDays(365);

	/** If even the default fails. */
	private static final Duration FALLBACK = Duration.ofSeconds(30);

	private final @Nullable ReconnectPolicy policy;

	private final DefaultReconnectPolicy defaults;

	Reconnector(ConnectPlan plan, ClientServices services) {
		this.policy = (plan.policy() != null) ? plan.policy() : services.policy();
		this.defaults = new DefaultReconnectPolicy(plan.client().settings().reconnect(), services.timers().clock(),
				services.random());
	}

	/**
	 * Decide, whatever the policy does. The application's policy is called.
	 */
	ReconnectDecision decide(ConnectionEnding ending) {
		if (this.policy != null) {
			try {
				return new ReconnectDecision(bounded(this.policy.delay(ending)), false);
			}
			catch (Throwable ex) {
				logger.warn("The ReconnectPolicy of client '%s' has failed, and the default takes its place",
						ending.client(), ex);
			}
		}
		return decideByDefault(ending);
	}

	private ReconnectDecision decideByDefault(ConnectionEnding ending) {
		try {
			ReconnectDecision decision = this.defaults.decide(ending);
			return new ReconnectDecision(bounded(decision.delay()), decision.refused());
		}
		catch (Throwable ex) {
			logger.error("The delay of client '%s' could not be computed", ending.client(), ex);
			return new ReconnectDecision(FALLBACK, false);
		}
	}

	private static @Nullable Duration bounded(@Nullable Duration delay) {
		if (delay == null) {
			return null;
		}
		Duration notNegative = delay.isNegative() ? Duration.ZERO : delay;
		return (notNegative.compareTo(MAX_DELAY) > 0) ? MAX_DELAY : notNegative;
	}

	/**
	 * Forget what has been before.
	 */
	void reset() {
		this.defaults.reset();
	}

}
