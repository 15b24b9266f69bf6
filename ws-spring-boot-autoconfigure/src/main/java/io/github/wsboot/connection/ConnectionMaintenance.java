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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.outbound.MemoryPressureRelief;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Periodic work of the server for all connections together. While it runs, it checks the
 * connections whose time has come, for pings, idle timeouts and queues without progress,
 * shortens queues when all of them take too much memory, and finds callbacks that run for
 * too long.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ConnectionMaintenance implements SmartLifecycle {

	private static final Duration MAX_CHECK_INTERVAL = Duration.ofSeconds(1);

	private final List<HeartbeatSchedules> heartbeats;

	private final TimerService timers;

	private final Duration checkInterval;

	private final SendMemoryBudget budget;

	private final Runnable relief;

	private final ConnectionRegistry registry;

	private final CallbackChecks callbackChecks;

	/** The timers that have been started; empty while the maintenance does not run. */
	private volatile List<Future<?>> started = List.of();

	/**
	 * Create the maintenance, which does nothing until it is started.
	 * @param registry the connections of this node
	 * @param heartbeat the heartbeat schedules of all connections
	 * @param timers the timers of all connections
	 * @param budget bounds the memory of all queues together
	 * @param maxDelay the longest time without progress of a queue
	 * @param callbackChecks how slow callbacks are found
	 */
	public ConnectionMaintenance(ConnectionRegistry registry, HeartbeatSchedules heartbeat, TimerService timers,
			SendMemoryBudget budget, Duration maxDelay, CallbackChecks callbackChecks) {
		this(registry, List.of(heartbeat), timers, budget, maxDelay, callbackChecks);
	}

	/**
	 * Create the maintenance of connections whose heartbeats differ.
	 * @param registry the connections
	 * @param heartbeats the heartbeat schedules of all connections
	 * @param timers the timers of all connections
	 * @param budget bounds the memory of all queues together
	 * @param maxDelay the longest time without progress of a queue
	 * @param callbackChecks how slow callbacks are found
	 */
	public ConnectionMaintenance(ConnectionRegistry registry, List<HeartbeatSchedules> heartbeats, TimerService timers,
			SendMemoryBudget budget, Duration maxDelay, CallbackChecks callbackChecks) {
		Assert.notNull(registry, "'registry' must not be null");
		Assert.notNull(timers, "'timers' must not be null");
		Assert.notNull(budget, "'budget' must not be null");
		this.registry = registry;
		this.callbackChecks = callbackChecks;
		this.heartbeats = List.copyOf(heartbeats);
		this.timers = timers;
		this.checkInterval = heartbeats.stream()
			.map((heartbeat) -> heartbeat.checkInterval(checkInterval(maxDelay)))
			.min(Duration::compareTo)
			.orElseGet(() -> checkInterval(maxDelay));
		this.budget = budget;
		// Relief calls no code of the application, and must not wait for threads that may
		// block
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
			List<Future<?>> started = new ArrayList<>();
			started.add(this.timers.every(this.checkInterval,
					() -> this.heartbeats.forEach(HeartbeatSchedules::startRounds)));
			if (!this.callbackChecks.interval().isZero()) {
				started.add(this.timers.every(this.callbackChecks.interval(),
						() -> this.callbackChecks.executor().execute(this::checkCallbacks)));
			}
			this.started = started;
		}
	}

	/**
	 * Check the running callbacks of all connections, including those that have ended and
	 * whose last callback has not returned.
	 */
	private void checkCallbacks() {
		this.registry.forEachUnfinished((connection) -> connection.callbacks().checkRunningCallback());
		this.callbackChecks.afterEach().run();
	}

	@Override
	public void stop() {
		if (isRunning()) {
			this.started.forEach((timer) -> timer.cancel(false));
			this.started = List.of();
			this.budget.removePressureListener(this.relief);
		}
	}

	@Override
	public boolean isRunning() {
		return !this.started.isEmpty();
	}

	/**
	 * Return a phase that starts before the web server has clients and stops after it has
	 * none.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	/**
	 * Settings of the checks for callbacks that hold their connection for too long.
	 *
	 * @param interval the time between two checks of all connections; zero for none
	 * @param afterEach run after each check of all connections
	 * @param executor runs the checks, which may block
	 */
	public record CallbackChecks(Duration interval, Runnable afterEach, Executor executor) {

	}

}
