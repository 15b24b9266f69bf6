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

package io.github.wsboot.client.reconnect;

import java.time.Clock;
import java.time.Duration;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.client.ConnectionEnding;
import io.github.wsboot.client.ReconnectPolicy;

/**
 * Default {@link ReconnectPolicy} of one client connection. After what time may mend, the
 * delay is random between zero and a bound that doubles with each attempt; after refused
 * credentials there is one attempt soon, within the first bound; and after a refusal the
 * delay is several minutes.
 * <p>
 * It remembers whether credentials were refused. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class DefaultReconnectPolicy implements ReconnectPolicy {

	/** The shortest delay: no client makes two attempts in a shorter time. */
	static final Duration MIN_DELAY = Duration.ofMillis(50);

	/** Doubling more often than that exceeds any bound. */
	private static final int MAX_DOUBLINGS = 30;

	private final ReconnectSettings settings;

	private final Clock clock;

	private final DoubleSupplier random;

	/** Whether new credentials were asked for, and no connection was stable since. */
	private boolean credentialsRefused;

	/**
	 * Create a policy.
	 * @param settings the bounds of the delays
	 * @param clock the time, for dates that servers send
	 * @param random returns numbers from 0 (inclusive) to 1 (exclusive)
	 */
	public DefaultReconnectPolicy(ReconnectSettings settings, Clock clock, DoubleSupplier random) {
		this.settings = settings;
		this.clock = clock;
		this.random = random;
	}

	@Override
	public @Nullable Duration delay(ConnectionEnding ending) {
		return decide(ending).delay();
	}

	/**
	 * Decide about the next attempt.
	 * @param ending what has ended
	 * @return the decision
	 */
	public ReconnectDecision decide(ConnectionEnding ending) {
		if (isStable(ending)) {
			reset();
		}
		EndingKind kind = kind(ending);
		if (!this.settings.enabled() || kind == EndingKind.STOPPED || isLast(ending)) {
			return new ReconnectDecision(null, kind == EndingKind.REFUSED);
		}
		return switch (kind) {
			case REFUSED -> new ReconnectDecision(refusedDelay(), true);
			// All clients of a server may lose their credentials at the same moment
			case CREDENTIALS -> new ReconnectDecision(MIN_DELAY.plus(fraction(this.settings.delay())), false);
			default -> new ReconnectDecision(backOff(ending), false);
		};
	}

	/**
	 * Forget what has been before, as after a stable connection.
	 */
	public void reset() {
		this.credentialsRefused = false;
	}

	/**
	 * Return whether a connection was established for long enough.
	 * @param ending the ending of the connection or of an attempt
	 * @return whether attempts are counted from the beginning
	 */
	private boolean isStable(ConnectionEnding ending) {
		return ending.failure() == null && ending.established().compareTo(this.settings.stableAfter()) >= 0;
	}

	private EndingKind kind(ConnectionEnding ending) {
		EndingKind kind = EndingKind.of(ending);
		if (kind != EndingKind.CREDENTIALS) {
			return kind;
		}
		boolean again = this.credentialsRefused;
		this.credentialsRefused = true;
		return again ? EndingKind.REFUSED : EndingKind.CREDENTIALS;
	}

	private boolean isLast(ConnectionEnding ending) {
		return this.settings.maxAttempts() != null && ending.attempt() >= this.settings.maxAttempts();
	}

	private Duration backOff(ConnectionEnding ending) {
		Duration jittered = fraction(bound(ending.attempt()));
		// Those that a server has sent away at once must not come back at once
		Duration delay = RetryAfter.of(ending, this.clock.instant()).plus(jittered);
		return (delay.compareTo(MIN_DELAY) < 0) ? MIN_DELAY : delay;
	}

	private Duration bound(int attempt) {
		Duration bound = this.settings.delay();
		Duration max = this.settings.maxDelay();
		for (int i = 0; i < Math.min(attempt, MAX_DOUBLINGS) && bound.compareTo(max) < 0; i++) {
			bound = bound.multipliedBy(2);
		}
		return (bound.compareTo(max) > 0) ? max : bound;
	}

	private Duration refusedDelay() {
		Duration mean = this.settings.refusedDelay();
		return mean.dividedBy(2).plus(fraction(mean));
	}

	private Duration fraction(Duration duration) {
		return Duration.ofNanos((long) (duration.toNanos() * this.random.getAsDouble()));
	}

}
