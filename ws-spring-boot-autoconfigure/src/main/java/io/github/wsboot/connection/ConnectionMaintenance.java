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
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.outbound.MemoryPressureRelief;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * The work that the server does for all connections together while it runs: looks after
 * those whose time has come, for pings, idle timeouts and queues without progress, and
 * makes queues shorter when all of them take too much memory.
 *
 * @since 0.1.0
 */
public final class ConnectionMaintenance implements SmartLifecycle {

	private static final Duration MAX_CHECK_INTERVAL = Duration.ofSeconds(1);

	private final HeartbeatSchedules heartbeat;

	private final TimerService timers;

	private final Duration checkInterval;

	private final SendMemoryBudget budget;

	private final Runnable relief;

	/** {@code null} while this does not run. */
	private volatile @Nullable Future<?> rounds;

	/**
	 * Create the maintenance, which does nothing until it is started.
	 * @param registry the connections of this node
	 * @param heartbeat says whose time has come
	 * @param timers the timers of all connections
	 * @param budget bounds the memory of all queues together
	 * @param maxDelay how long a queue may go without progress
	 */
	public ConnectionMaintenance(ConnectionRegistry registry, HeartbeatSchedules heartbeat, TimerService timers,
			SendMemoryBudget budget, Duration maxDelay) {
		Assert.notNull(registry, "'registry' must not be null");
		Assert.notNull(heartbeat, "'heartbeat' must not be null");
		Assert.notNull(timers, "'timers' must not be null");
		Assert.notNull(budget, "'budget' must not be null");
		this.heartbeat = heartbeat;
		this.timers = timers;
		this.checkInterval = heartbeat.checkInterval(checkInterval(maxDelay));
		this.budget = budget;
		// It calls nobody back, and must not wait for those who may block
		MemoryPressureRelief relief = new MemoryPressureRelief(registry.queues(), budget,
				(task) -> timers.after(Duration.ZERO, task));
		this.relief = relief::schedule;
	}

	private static Duration checkInterval(Duration maxDelay) {
		Duration quarter = maxDelay.dividedBy(4).plusMillis(1);
		return (quarter.compareTo(MAX_CHECK_INTERVAL) < 0) ? quarter : MAX_CHECK_INTERVAL;
	}

	@Override
	public void start() {
		if (!isRunning()) {
			this.budget.addPressureListener(this.relief);
			this.rounds = this.timers.every(this.checkInterval, this.heartbeat::startRounds);
		}
	}

	@Override
	public void stop() {
		Future<?> rounds = this.rounds;
		if (rounds != null) {
			rounds.cancel(false);
			this.rounds = null;
			this.budget.removePressureListener(this.relief);
		}
	}

	@Override
	public boolean isRunning() {
		return this.rounds != null;
	}

	/**
	 * Started before the web server has clients, and stopped after it has none.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
