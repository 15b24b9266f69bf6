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

import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import io.github.wsboot.support.SafeEventPublisher;

/**
 * Drain of this node: closes all connections in an orderly way before the web server
 * stops, so that each gets its {@code @OnClose} while its beans are still alive. No
 * callback begins after the drain.
 * <p>
 * A drain never takes longer than its timeout. The server reports that it is not ready
 * and waits for the delay; then it refuses handshakes and closes the connections batch by
 * batch, each once the frames that its queue has accepted are written. Shortly before the
 * end it aborts the remaining connections, drops the messages that wait for their
 * callbacks and interrupts the running callbacks, so that {@code @OnClose} can still
 * follow.
 * <p>
 * An operator may also {@link #begin()} a drain while the server goes on. The server then
 * stays without connections until the drain is {@link #cancel() cancelled}, or until the
 * server is stopped, which waits for the rest of the drain, and started again.
 * <p>
 * Listeners of its events and of the readiness are called without a lock.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ConnectionDrain implements SmartLifecycle {

	private final ConnectionRegistry registry;

	private final SafeEventPublisher events;

	private final ReadinessPublisher readiness;

	private final DrainSettings settings;

	/** Guards the state, but is not held while a run goes on or listeners are called. */
	private final ReentrantLock lock = new ReentrantLock();

	/** The latest run, {@code null} while clients are welcome; under the lock. */
	private @Nullable DrainRun current;

	/** The latest run that was cancelled, which may not have ended; under the lock. */
	private @Nullable DrainRun cancelled;

	private volatile boolean draining;

	/**
	 * From the beginning: the web server, which starts before, has clients at once, and a
	 * bean that does not run is not stopped when the start of another bean fails.
	 */
	private volatile boolean running = true;

	/**
	 * Create the drain.
	 * @param registry the connections of this node
	 * @param events publishes the start and the end of each drain
	 * @param readiness changed before anything else
	 * @param settings how connections are closed
	 */
	public ConnectionDrain(ConnectionRegistry registry, SafeEventPublisher events, ReadinessPublisher readiness,
			DrainSettings settings) {
		Assert.notNull(registry, "'registry' must not be null");
		Assert.notNull(events, "'events' must not be null");
		Assert.notNull(readiness, "'readiness' must not be null");
		Assert.notNull(settings, "'settings' must not be null");
		this.registry = registry;
		this.events = events;
		this.readiness = readiness;
		this.settings = settings;
	}

	@Override
	public void start() {
		boolean restore;
		this.lock.lock();
		try {
			restore = welcome();
			this.running = true;
		}
		finally {
			this.lock.unlock();
		}
		if (restore) {
			restoreReadiness();
		}
	}

	/**
	 * Welcome clients again. Called under the lock.
	 * @return whether the caller has to restore the readiness
	 */
	private boolean welcome() {
		DrainRun run = this.current;
		boolean restore = run == null || run.cancel();
		if (run != null) {
			this.cancelled = run;
		}
		this.current = null;
		this.draining = false;
		this.registry.stopDraining();
		return restore;
	}

	/**
	 * Restore the readiness, unless another drain has begun meanwhile: it may have
	 * refused before this call, and may have been cancelled since.
	 */
	private void restoreReadiness() {
		this.readiness.restore();
		if (this.draining) {
			this.readiness.refuse();
			if (!this.draining) {
				restoreReadiness();
			}
		}
	}

	/**
	 * Begin to drain without stopping the server, on a thread of its own. Returns at
	 * once.
	 * @return whether this call has begun it: false if it had begun before, or the server
	 * has been stopped
	 */
	public boolean begin() {
		DrainRun run = newRun();
		DrainRun before;
		this.lock.lock();
		try {
			if (!this.running || this.draining) {
				return false;
			}
			this.draining = true;
			this.current = run;
			before = this.cancelled;
		}
		finally {
			this.lock.unlock();
		}
		try {
			Thread thread = new Thread(() -> run(run, before), "ws-drain");
			thread.setDaemon(true);
			thread.start();
		}
		catch (Throwable ex) {
			// No thread is available now; later there may be one
			takeBack(run);
			throw ex;
		}
		return true;
	}

	private static void run(DrainRun run, @Nullable DrainRun before) {
		if (before != null) {
			before.awaitEnd();
		}
		run.run();
	}

	private void takeBack(DrainRun run) {
		run.giveUp();
		this.lock.lock();
		try {
			if (this.current == run && this.running) {
				this.current = null;
				this.draining = false;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Cancel the drain that {@link #begin()} has begun: clients are welcome again.
	 * Connections whose close has begun still close, the others stay open. When this
	 * method returns, no more connections are closed. It does not wait for listeners of
	 * the drain: {@code DrainFinishedEvent} may follow later.
	 * @return whether there was such a drain: false if it was not asked for, if it has
	 * been cancelled before, or if the server is being stopped
	 */
	public boolean cancel() {
		boolean restore;
		this.lock.lock();
		try {
			if (this.current == null || !this.running) {
				return false;
			}
			restore = welcome();
		}
		finally {
			this.lock.unlock();
		}
		if (restore) {
			restoreReadiness();
		}
		return true;
	}

	/**
	 * Return whether the drain has begun, its delay included, or is over and neither
	 * cancelled nor followed by another start of the server.
	 * @return whether connections are being closed, or have been
	 */
	public boolean isDraining() {
		return this.draining;
	}

	@Override
	public void stop() {
		DrainRun begun;
		DrainRun before;
		this.lock.lock();
		try {
			// From now on the drain cannot be cancelled
			this.running = false;
			this.draining = true;
			begun = this.current;
			before = this.cancelled;
		}
		finally {
			this.lock.unlock();
		}
		if (begun != null) {
			begun.awaitEnd();
		}
		if (begun == null || !begun.isComplete()) {
			run(replace(begun), before);
		}
	}

	/**
	 * Return the run to carry out now, unless another thread has begun one.
	 */
	private DrainRun replace(@Nullable DrainRun former) {
		this.lock.lock();
		try {
			if (this.current == former) {
				this.current = newRun();
			}
			return Objects.requireNonNull(this.current);
		}
		finally {
			this.lock.unlock();
		}
	}

	private DrainRun newRun() {
		return new DrainRun(this.registry, this.events, this.readiness, this.settings);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
