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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.log.LogMessage;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.DrainFinishedEvent;
import io.github.wsboot.DrainStartedEvent;

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
 * without connections until it is stopped, which waits for what is left of the drain, and
 * started again.
 *
 * @since 0.1.0
 */
public final class ConnectionDrain implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(ConnectionDrain.class);

	/** What is left for {@code @OnClose} once callbacks have been interrupted. */
	private static final Duration MAX_RESERVE = Duration.ofSeconds(2);

	private final ConnectionRegistry registry;

	private final GuardedEvents events;

	private final Readiness readiness;

	private final DrainSettings settings;

	/** Held while connections are being closed. */
	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicBoolean draining = new AtomicBoolean();

	/** Whether there is nothing left to do until the next start; under the lock. */
	private boolean drained;

	private volatile boolean running;

	/**
	 * Create the drain.
	 * @param registry the connections of this node
	 * @param events told when it starts and finishes
	 * @param readiness told before anything else
	 * @param settings how connections are closed
	 */
	public ConnectionDrain(ConnectionRegistry registry, GuardedEvents events, Readiness readiness,
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
			this.drained = false;
			this.draining.set(false);
			this.registry.setDraining(false);
			this.readiness.restore();
			this.running = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begin to drain without stopping the server, on a thread of its own. Returns at
	 * once.
	 * @return whether this call has begun it: false if it had begun before, or the server
	 * is not running
	 */
	public boolean begin() {
		if (!this.running || !this.draining.compareAndSet(false, true)) {
			return false;
		}
		Thread thread = new Thread(this::drainIfStillAskedFor, "ws-drain");
		thread.setDaemon(true);
		thread.start();
		return true;
	}

	private void drainIfStillAskedFor() {
		this.lock.lock();
		try {
			// Otherwise the server has been stopped and started again meanwhile
			if (this.draining.get()) {
				stop();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether the drain has begun, its delay included, or is over and the server
	 * has not been started again.
	 * @return whether connections are being closed, or have been
	 */
	public boolean isDraining() {
		return this.draining.get();
	}

	@Override
	public void stop() {
		this.draining.set(true);
		this.lock.lock();
		try {
			if (!this.drained) {
				this.drained = true;
				drain();
			}
		}
		finally {
			this.running = false;
			this.lock.unlock();
		}
	}

	private void drain() {
		long start = System.nanoTime();
		this.readiness.refuse();
		waitUntil(start + this.settings.delay().toNanos());
		this.registry.setDraining(true);
		List<ManagedConnection> connections = new ArrayList<>(this.registry.connections());
		this.events.publish(new DrainStartedEvent(connections.size()));
		long deadline = start + this.settings.timeout().toNanos();
		closeInBatches(connections, deadline);
		this.registry.awaitFinished(untilInterruption(deadline));
		int aborted = abort();
		int unfinished = this.registry.awaitFinished(until(deadline));
		this.registry.unfinished().forEach(ManagedConnection::forfeit);
		logger.info(LogMessage.format("Closed %d connection(s) in %d ms, %d of them cut off, %d without @OnClose",
				connections.size(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), aborted, unfinished));
		this.events.publish(new DrainFinishedEvent(connections.size(), aborted, unfinished));
	}

	private static void waitUntil(long time) {
		try {
			TimeUnit.NANOSECONDS.sleep(time - System.nanoTime());
		}
		catch (InterruptedException ex) {
			// Whoever stops the server does not want to wait: nor will what follows
			Thread.currentThread().interrupt();
		}
	}

	private static Duration until(long time) {
		return Duration.ofNanos(time - System.nanoTime());
	}

	private Duration untilInterruption(long deadline) {
		Duration reserve = this.settings.timeout().dividedBy(4);
		return until(deadline).minus((reserve.compareTo(MAX_RESERVE) < 0) ? reserve : MAX_RESERVE);
	}

	/**
	 * Close connections, some at a time and not quite regularly, so that their clients do
	 * not come back to the other servers all at once.
	 */
	private void closeInBatches(List<ManagedConnection> connections, long deadline) {
		int size = this.settings.batchSize();
		int batches = (connections.size() + size - 1) / size;
		long interval = interval(batches, until(deadline));
		long start = System.nanoTime();
		for (int batch = 0; batch < batches; batch++) {
			if (batch > 0) {
				this.registry.awaitFinished(until(start + batch * interval - jitter(interval)));
			}
			connections.subList(batch * size, Math.min((batch + 1) * size, connections.size()))
				.forEach((connection) -> connection.close(CloseStatus.SERVICE_RESTARTED, CloseCause.SHUTDOWN));
		}
	}

	private long interval(int batches, Duration remaining) {
		long wanted = this.settings.batchInterval().toNanos();
		long most = remaining.toNanos() / 2 / Math.max(1, batches);
		if (wanted <= most) {
			return wanted;
		}
		long shortened = Math.max(0, most);
		if (batches > 1) {
			logger.info(LogMessage.format("Closing %d batches of connections every %d ms, to be done in time", batches,
					TimeUnit.NANOSECONDS.toMillis(shortened)));
		}
		return shortened;
	}

	private static long jitter(long interval) {
		return ThreadLocalRandom.current().nextLong(interval / 2 + 1);
	}

	private int abort() {
		List<ManagedConnection> remaining = List.copyOf(this.registry.unfinished());
		remaining.forEach((connection) -> connection.interrupt(CloseStatus.SERVICE_RESTARTED, CloseCause.SHUTDOWN));
		return remaining.size();
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
