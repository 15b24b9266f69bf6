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

package io.github.wsboot.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

import io.github.wsboot.AuthenticationExpiredEvent;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.support.SafeEventPublisher;

/**
 * Deadlines at which connections are closed, since their authentication has expired. The
 * one timer thread of all connections closes them, so that neither a silent client nor a
 * stuck callback prevents it.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class AuthenticationDeadlines {

	/**
	 * Expiry is wall-clock time, so it is checked again in case the clock was changed.
	 */
	private static final Duration MAX_WAIT = Duration.ofHours(1);

	private final Map<ManagedConnection, Deadline> deadlines = new ConcurrentHashMap<>();

	private final TimerService timers;

	private final CallbackExecutor workers;

	private final SafeEventPublisher events;

	private final Duration grace;

	private final Clock clock;

	/**
	 * Create the deadlines.
	 * @param timers the timer of all connections
	 * @param workers publish events
	 * @param events the publisher of an event at the expiry, if there is a grace period
	 * @param grace the time between expiry and close
	 */
	public AuthenticationDeadlines(TimerService timers, CallbackExecutor workers, ApplicationEventPublisher events,
			Duration grace) {
		this(timers, workers, events, grace, Clock.systemUTC());
	}

	AuthenticationDeadlines(TimerService timers, CallbackExecutor workers, ApplicationEventPublisher events,
			Duration grace, Clock clock) {
		this.timers = timers;
		this.workers = workers;
		this.events = new SafeEventPublisher(events);
		this.grace = grace;
		this.clock = clock;
	}

	/**
	 * Close a connection when its authentication expires.
	 */
	void watch(ManagedConnection connection, Instant expiresAt) {
		Deadline deadline = new Deadline(connection);
		this.deadlines.put(connection, deadline);
		deadline.set(expiresAt);
	}

	void forget(ManagedConnection connection) {
		Deadline deadline = this.deadlines.remove(connection);
		if (deadline != null) {
			deadline.end();
		}
	}

	int size() {
		return this.deadlines.size();
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	private final class Deadline {

		private final ManagedConnection connection;

		private final ReentrantLock lock = new ReentrantLock();

		private Instant expiresAt = Instant.MAX;

		private boolean announced;

		private boolean ended;

		private @Nullable Future<?> timer;

		Deadline(ManagedConnection connection) {
			this.connection = connection;
		}

		void set(Instant expiresAt) {
			this.lock.lock();
			try {
				this.expiresAt = expiresAt;
				this.announced = false;
				check();
			}
			finally {
				this.lock.unlock();
			}
		}

		private void onTimer() {
			this.lock.lock();
			try {
				check();
			}
			finally {
				this.lock.unlock();
			}
		}

		private void check() {
			if (this.timer != null) {
				this.timer.cancel(false);
			}
			if (this.ended) {
				return;
			}
			Instant now = AuthenticationDeadlines.this.clock.instant();
			Duration left = Duration.between(now, this.expiresAt);
			if (isPositive(left)) {
				waitFor(left);
				return;
			}
			Duration leftOfGrace = left.plus(AuthenticationDeadlines.this.grace);
			if (isPositive(leftOfGrace)) {
				announce();
				waitFor(leftOfGrace);
				return;
			}
			this.ended = true;
			ExpiredConnections.close(this.connection);
		}

		private void waitFor(Duration left) {
			this.timer = AuthenticationDeadlines.this.timers.after((left.compareTo(MAX_WAIT) < 0) ? left : MAX_WAIT,
					this::onTimer);
		}

		private void announce() {
			if (!this.announced) {
				this.announced = true;
				AuthenticationExpiredEvent event = new AuthenticationExpiredEvent(this.connection, this.expiresAt,
						this.expiresAt.plus(AuthenticationDeadlines.this.grace), this::set);
				AuthenticationDeadlines.this.workers.execute(() -> AuthenticationDeadlines.this.events.publish(event));
			}
		}

		void end() {
			this.lock.lock();
			try {
				this.ended = true;
				check();
			}
			finally {
				this.lock.unlock();
			}
		}

	}

}
