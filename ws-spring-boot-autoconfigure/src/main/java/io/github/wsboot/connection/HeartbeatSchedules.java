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

package io.github.wsboot.connection;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import org.springframework.util.Assert;

/**
 * Heartbeat schedules of this node, one for each event loop, with the settings and the
 * clock that all connections share. The state of a single connection is in its
 * {@link ConnectionHeartbeat}. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class HeartbeatSchedules {

	private final HeartbeatSettings settings;

	private final LongSupplier clock;

	private final long interval;

	private final long timeout;

	private final long idleTimeout;

	private final Map<Executor, HeartbeatSchedule> schedules = new ConcurrentHashMap<>();

	private final HeartbeatPings pings = new HeartbeatPings();

	/**
	 * Create the schedules.
	 * @param settings the intervals and timeouts of all connections
	 */
	public HeartbeatSchedules(HeartbeatSettings settings) {
		this(settings, System::nanoTime);
	}

	HeartbeatSchedules(HeartbeatSettings settings, LongSupplier clock) {
		Assert.notNull(settings, "'settings' must not be null");
		this.settings = settings;
		this.clock = clock;
		this.interval = (settings.interval() != null) ? settings.interval().toNanos() : 0;
		this.timeout = settings.timeout().toNanos();
		this.idleTimeout = (settings.idleTimeout() != null) ? settings.idleTimeout().toNanos() : 0;
	}

	/**
	 * Return the schedule of a loop.
	 */
	HeartbeatSchedule schedule(Executor loop) {
		return this.schedules.computeIfAbsent(loop, (key) -> new HeartbeatSchedule(key, this.clock, this.pings));
	}

	/**
	 * Start a round on each loop, which checks the connections whose time has come.
	 */
	void startRounds() {
		this.schedules.values().forEach(HeartbeatSchedule::startRound);
	}

	/**
	 * Return the time in nanoseconds. As with {@link System#nanoTime()}, only differences
	 * have a meaning.
	 */
	long now() {
		return this.clock.getAsLong();
	}

	boolean isPinging() {
		return this.interval > 0;
	}

	boolean hasIdleTimeout() {
		return this.idleTimeout > 0;
	}

	/**
	 * Return the longest interval between two rounds with which no timeout is noticed
	 * much too late.
	 * @param longest the upper bound of the interval
	 */
	Duration checkInterval(Duration longest) {
		Stream<Duration> timeouts = isPinging()
				? Stream.of(this.settings.interval(), this.settings.timeout(), this.settings.idleTimeout())
				: Stream.of(this.settings.idleTimeout());
		return timeouts.filter(Objects::nonNull)
			.map((timeout) -> timeout.dividedBy(4).plusMillis(1))
			.filter((quarter) -> quarter.compareTo(longest) < 0)
			.min(Duration::compareTo)
			.orElse(longest);
	}

	/**
	 * Return the time to the next ping: the interval less a random part of it, so that
	 * the pings of connections that began together spread out.
	 */
	long pingDelay() {
		return this.interval - ThreadLocalRandom.current().nextLong(this.interval / 4 + 1);
	}

	long timeout() {
		return this.timeout;
	}

	long idleTimeout() {
		return this.idleTimeout;
	}

	HeartbeatPings pings() {
		return this.pings;
	}

}
