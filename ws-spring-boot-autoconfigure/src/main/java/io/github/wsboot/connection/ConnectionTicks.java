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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.wsboot.Connection;
import io.github.wsboot.Tick;
import io.github.wsboot.concurrent.TimerService;

/**
 * Ticks of one connection, which end with it. Thread-safe.
 */
final class ConnectionTicks {

	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<ConnectionTicks, @Nullable Set> ACTIVE;

	static {
		ACTIVE = AtomicReferenceFieldUpdater.newUpdater(ConnectionTicks.class, Set.class, "active");
	}

	private final ConnectionControl connection;

	private final TimerService timers;

	private final ConnectionCallbacks callbacks;

	/** {@code null} until the first tick. */
	private volatile @Nullable Set<ConnectionTick> active;

	ConnectionTicks(ConnectionControl connection, TimerService timers, ConnectionCallbacks callbacks) {
		this.connection = connection;
		this.timers = timers;
		this.callbacks = callbacks;
	}

	Tick every(Duration period, Consumer<Connection> action) {
		return repeat(period, new ConnectionTick(of(action), true, this::postAction));
	}

	/**
	 * Call an {@code @OnTick} callback periodically.
	 */
	Tick callEvery(Duration period, Function<Connection, @Nullable CompletionStage<?>> callback) {
		return repeat(period, new ConnectionTick(callback, true, this::postTick));
	}

	private Tick repeat(Duration period, ConnectionTick tick) {
		Assert.isTrue(!period.isZero() && !period.isNegative(), "'period' must be positive");
		return start(tick, () -> this.timers.every(period, tick::onDue));
	}

	Tick after(Duration delay, Consumer<Connection> action) {
		Assert.isTrue(!delay.isNegative(), "'delay' must not be negative");
		ConnectionTick tick = new ConnectionTick(of(action), false, this::postAction);
		return start(tick, () -> this.timers.after(delay, tick::onDue));
	}

	private void postAction(ConnectionTick tick) {
		this.callbacks.postAction(tick::run);
	}

	private void postTick(ConnectionTick tick) {
		this.callbacks.postTick(tick::run);
	}

	/**
	 * Run work of the server on the timer's thread, where it does not wait for callbacks.
	 */
	void deadline(Duration delay, Runnable task) {
		ConnectionTick tick = new ConnectionTick(of((connection) -> task.run()), false, this::postAction);
		start(tick, () -> this.timers.after(delay, tick::run));
	}

	/**
	 * Return an action whose result no callback waits for.
	 */
	private static Function<Connection, @Nullable CompletionStage<?>> of(Consumer<Connection> action) {
		return (connection) -> {
			action.accept(connection);
			return null;
		};
	}

	private Tick start(ConnectionTick tick, Supplier<Future<?>> timer) {
		active().add(tick);
		tick.timer = timer.get();
		if (tick.cancelled || this.connection.isClosed()) {
			tick.cancel();
		}
		return tick;
	}

	private Set<ConnectionTick> active() {
		if (this.active == null) {
			ACTIVE.compareAndSet(this, null, ConcurrentHashMap.newKeySet(1));
		}
		return Objects.requireNonNull(this.active);
	}

	/**
	 * Cancel all ticks. Called when the connection has ended, so that none is added
	 * later.
	 */
	void cancelAll() {
		Set<ConnectionTick> active = this.active;
		if (active != null) {
			active.forEach(ConnectionTick::cancel);
		}
	}

	private final class ConnectionTick implements Tick {

		private final Function<Connection, @Nullable CompletionStage<?>> action;

		private final boolean repeated;

		private final Consumer<ConnectionTick> mailbox;

		private final AtomicBoolean waiting = new AtomicBoolean();

		private volatile boolean cancelled;

		private volatile @Nullable Future<?> timer;

		ConnectionTick(Function<Connection, @Nullable CompletionStage<?>> action, boolean repeated,
				Consumer<ConnectionTick> mailbox) {
			this.action = action;
			this.repeated = repeated;
			this.mailbox = mailbox;
		}

		private void onDue() {
			if (this.waiting.compareAndSet(false, true)) {
				try {
					this.mailbox.accept(this);
				}
				catch (Throwable ex) {
					// The tick would never be due again
					ConnectionTicks.this.connection.abortOnFailure(ex);
				}
			}
		}

		private @Nullable CompletionStage<?> run() {
			this.waiting.set(false);
			if (this.cancelled) {
				return null;
			}
			if (!this.repeated) {
				cancel();
			}
			return this.action.apply(ConnectionTicks.this.connection.handle());
		}

		@Override
		public void cancel() {
			this.cancelled = true;
			active().remove(this);
			Future<?> timer = this.timer;
			if (timer != null) {
				timer.cancel(false);
			}
		}

	}

}
