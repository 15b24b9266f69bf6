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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.DrainFinishedEvent;
import io.github.wsboot.DrainStartedEvent;
import io.github.wsboot.support.SafeEventPublisher;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;

/**
 * One run of a {@link ConnectionDrain}, from reporting that the server is not ready to
 * the last {@code @OnClose}. Another thread may cancel it.
 * <p>
 * Each step that a cancellation must prevent is taken under a lock, which is not held
 * while listeners are called.
 */
final class DrainRun {

	private static final SafeLogger logger = SafeLogger.of(DrainRun.class);

	/** Time that is left for {@code @OnClose} once callbacks have been interrupted. */
	private static final Duration MAX_RESERVE = Duration.ofSeconds(2);

	private final ReentrantLock lock = new ReentrantLock();

	/** Counted down under the lock. */
	private final CountDownLatch cancelled = new CountDownLatch(1);

	private final CompletableFuture<Void> end = new CompletableFuture<>();

	/** The thread that carries the run out, {@code null} before; set under the lock. */
	private volatile @Nullable Thread thread;

	/**
	 * Whether the readiness is changed: a later cancellation restores it; under the lock.
	 */
	private boolean refused;

	/** Whether all connections have been closed. */
	private volatile boolean complete;

	private final ConnectionRegistry registry;

	private final SafeEventPublisher events;

	private final ReadinessPublisher readiness;

	private final DrainSettings settings;

	DrainRun(ConnectionRegistry registry, SafeEventPublisher events, ReadinessPublisher readiness,
			DrainSettings settings) {
		this.registry = registry;
		this.events = events;
		this.readiness = readiness;
		this.settings = settings;
	}

	/**
	 * Make {@link #run()} return soon, unless it has returned. No connection is closed
	 * once this method has returned.
	 * @return whether the caller has to restore the readiness; otherwise the run restores
	 * it, or has not changed it
	 */
	boolean cancel() {
		this.lock.lock();
		try {
			this.cancelled.countDown();
			this.registry.wakeUp();
			return this.refused;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isCancelled() {
		return this.cancelled.getCount() == 0;
	}

	/**
	 * Return whether all connections have been closed.
	 */
	boolean isComplete() {
		return this.complete;
	}

	/**
	 * Wait until the run has ended and its listeners have returned. Returns at once on
	 * the thread of the run, where a listener has called this method.
	 */
	void awaitEnd() {
		if (Thread.currentThread() != this.thread) {
			this.end.join();
		}
	}

	/**
	 * End without having run.
	 */
	void giveUp() {
		this.end.complete(null);
	}

	/**
	 * Close all connections, unless another thread does so: then wait for it.
	 */
	void run() {
		if (!begin()) {
			awaitEnd();
			return;
		}
		try {
			drain();
		}
		finally {
			giveUp();
		}
	}

	private boolean begin() {
		this.lock.lock();
		try {
			if (this.thread != null) {
				return false;
			}
			this.thread = Thread.currentThread();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void drain() {
		if (isCancelled()) {
			return;
		}
		long start = System.nanoTime();
		boolean awaited = this.readiness.refuse();
		if (!unlessCancelled(() -> this.refused = true)) {
			this.readiness.restore();
			return;
		}
		if (awaited) {
			waitUntil(start + this.settings.delay().toNanos());
		}
		if (!unlessCancelled(() -> this.registry.startDraining(this.settings.maxRetryAfter()))) {
			return;
		}
		if (awaited || this.registry.count() > 0 || this.registry.isOpening()) {
			close(start);
		}
		else {
			this.complete = true;
		}
	}

	/**
	 * Take a step that calls no listener.
	 * @return whether the run was not cancelled before
	 */
	private boolean unlessCancelled(Runnable step) {
		this.lock.lock();
		try {
			if (isCancelled()) {
				return false;
			}
			step.run();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void waitUntil(long time) {
		try {
			this.cancelled.await(time - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			// The thread that stops the server must not wait, neither here nor later
			Thread.currentThread().interrupt();
		}
	}

	private void close(long start) {
		List<ManagedConnection> connections = new ArrayList<>(this.registry.connections());
		this.events.publish(new DrainStartedEvent(connections.size()));
		long deadline = start + this.settings.timeout().toNanos();
		closeInBatches(connections, deadline);
		// Their connections close themselves
		this.registry.awaitHandshakes(untilInterruption(deadline), this::isCancelled);
		awaitFinished(untilInterruption(deadline));
		int aborted = abort();
		awaitFinished(until(deadline));
		int unfinished = abandonCallbacks();
		boolean complete = unlessCancelled(() -> this.complete = true);
		logger.info("%s %d connection(s) in %d ms, %d of them aborted, %d without @OnClose".formatted(
				complete ? "Closed" : "Cancelled closing", connections.size(),
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), aborted, unfinished));
		this.events.publish(new DrainFinishedEvent(connections.size(), aborted, unfinished));
	}

	private void awaitFinished(Duration timeout) {
		this.registry.awaitFinished(timeout, this::isCancelled);
	}

	private static Duration until(long time) {
		return Duration.ofNanos(time - System.nanoTime());
	}

	private Duration untilInterruption(long deadline) {
		Duration reserve = this.settings.timeout().dividedBy(4);
		return until(deadline).minus((reserve.compareTo(MAX_RESERVE) < 0) ? reserve : MAX_RESERVE);
	}

	/**
	 * Close connections in batches and at slightly irregular intervals, so that their
	 * clients do not all reconnect to the other servers at once.
	 */
	private void closeInBatches(List<ManagedConnection> connections, long deadline) {
		int size = this.settings.batchSize();
		int batches = (connections.size() + size - 1) / size;
		long interval = interval(batches, until(deadline));
		long start = System.nanoTime();
		for (int batch = 0; batch < batches; batch++) {
			if (batch > 0) {
				awaitFinished(until(start + batch * interval - jitter(interval)));
			}
			if (isCancelled()) {
				return;
			}
			forEach(connections.subList(batch * size, Math.min((batch + 1) * size, connections.size())),
					(connection) -> unlessCancelled(connection::closeForRestart));
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
			logger.info("Closing %d batches of connections every %d ms, to be done in time".formatted(batches,
					TimeUnit.NANOSECONDS.toMillis(shortened)));
		}
		return shortened;
	}

	private static long jitter(long interval) {
		return ThreadLocalRandom.current().nextLong(interval / 2 + 1);
	}

	private int abort() {
		List<ManagedConnection> remaining = unfinished();
		forEach(remaining, (connection) -> connection.interrupt(CloseStatus.SERVICE_RESTARTED, CloseCause.SHUTDOWN));
		return remaining.size();
	}

	private int abandonCallbacks() {
		List<ManagedConnection> remaining = unfinished();
		forEach(remaining, ManagedConnection::abandonCallbacks);
		return remaining.size();
	}

	/**
	 * Return the remaining connections: none once this run is cancelled, since others may
	 * have come then.
	 */
	private List<ManagedConnection> unfinished() {
		List<ManagedConnection> unfinished = new ArrayList<>();
		unlessCancelled(() -> unfinished.addAll(this.registry.unfinished()));
		return unfinished;
	}

	/**
	 * Apply an action to each connection, even if the action fails for others.
	 */
	private static void forEach(List<ManagedConnection> connections, Consumer<ManagedConnection> action) {
		connections.forEach((connection) -> SafeRunner.run(() -> action.accept(connection)));
	}

}
