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

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import io.github.wsboot.support.SafeEventPublisher;

/**
 * Closes all connections in an orderly way before the web server stops, so that each gets
 * its {@code @OnClose} while its beans are still alive. No callback of theirs begins once
 * it is over.
 * <p>
 * It goes like this, and never takes longer than its timeout: the server says that it is
 * not ready, and waits for the delay; it refuses handshakes; it closes the connections
 * batch by batch, each after what its queue has accepted; shortly before the end it cuts
 * those that are left, drops what waits for their callbacks and interrupts the callbacks
 * that run, so that {@code @OnClose} can still follow.
 * <p>
 * Somebody may also {@link #begin()} it while the server goes on. The server then stays
 * without connections until somebody has {@link #cancel() cancelled} that, or until it is
 * stopped, which waits for what is left of the drain, and started again.
 *
 * @since 0.1.0
 */
public final class ConnectionDrain implements SmartLifecycle {

	private final ConnectionRegistry registry;

	private final SafeEventPublisher events;

	private final ReadinessPublisher readiness;

	private final DrainSettings settings;

	/** Held while connections are being closed, and while they become welcome again. */
	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicBoolean draining = new AtomicBoolean();

	/** Whether there is nothing left to do until the next start; under the lock. */
	private boolean drained;

	/** What {@link #begin()} has begun. */
	private volatile @Nullable DrainRun asked;

	/**
	 * From the beginning: the web server, which starts before, has clients at once, and
	 * what does not run would not be stopped when the start of another bean fails.
	 */
	private volatile boolean running = true;

	/**
	 * Create the drain.
	 * @param registry the connections of this node
	 * @param events told when it starts and finishes
	 * @param readiness told before anything else
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
		this.lock.lock();
		try {
			welcome();
			this.running = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void welcome() {
		this.asked = null;
		this.drained = false;
		this.draining.set(false);
		this.registry.setDraining(false);
		this.readiness.restore();
	}

	/**
	 * Begin to drain without stopping the server, on a thread of its own. Returns at
	 * once.
	 * @return whether this call has begun it: false if it had begun before, or the server
	 * has been stopped
	 */
	public boolean begin() {
		if (!this.running || !this.draining.compareAndSet(false, true)) {
			return false;
		}
		DrainRun run = newRun();
		this.asked = run;
		try {
			Thread thread = new Thread(() -> drainIfStillAskedFor(run), "ws-drain");
			thread.setDaemon(true);
			thread.start();
		}
		catch (Throwable ex) {
			// There is no thread to be had; later there may be
			this.asked = null;
			this.draining.set(false);
			throw ex;
		}
		return true;
	}

	private void drainIfStillAskedFor(DrainRun run) {
		this.lock.lock();
		try {
			// Otherwise it was cancelled, or the server has been stopped meanwhile
			if (this.asked == run && !this.drained) {
				this.drained = run.run();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * End what {@link #begin()} has begun: clients are welcome again. Connections that
	 * have been told to close by now still do, the others stay. Returns when the drain
	 * has stopped, which it does at once.
	 * @return whether there was such a drain: false if it was not asked for, if it has
	 * been cancelled before, or if the server is being stopped
	 */
	public boolean cancel() {
		DrainRun run = this.asked;
		if (run == null || !this.running) {
			return false;
		}
		run.cancel();
		this.lock.lock();
		try {
			if (this.asked != run || !this.running) {
				return false;
			}
			welcome();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether the drain has begun, its delay included, or is over and neither
	 * cancelled nor followed by another start of the server.
	 * @return whether connections are being closed, or have been
	 */
	public boolean isDraining() {
		return this.draining.get();
	}

	@Override
	public void stop() {
		// From now on the drain cannot be cancelled any more
		this.running = false;
		this.lock.lock();
		try {
			this.draining.set(true);
			if (!this.drained) {
				this.drained = newRun().run();
			}
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
