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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.DrainFinishedEvent;
import io.github.wsboot.DrainStartedEvent;
import io.github.wsboot.support.SafeEventPublisher;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;

/**
 * One run of a {@link ConnectionDrain}, from saying that the server is not ready to the
 * last {@code @OnClose}. Another thread may cancel it: connections that have not been
 * told by then stay.
 */
final class DrainRun {

	private static final SafeLogger logger = SafeLogger.of(DrainRun.class);

	/** What is left for {@code @OnClose} once callbacks have been interrupted. */
	private static final Duration MAX_RESERVE = Duration.ofSeconds(2);

	private final CountDownLatch cancelled = new CountDownLatch(1);

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
	 * Have {@link #run()} return soon, if it has not returned.
	 */
	void cancel() {
		this.cancelled.countDown();
		this.registry.wakeUp();
	}

	private boolean isCancelled() {
		return this.cancelled.getCount() == 0;
	}

	/**
	 * Close all connections.
	 * @return whether that is done, rather than cancelled
	 */
	boolean run() {
		long start = System.nanoTime();
		boolean awaited = this.readiness.refuse();
		if (awaited) {
			waitUntil(start + this.settings.delay().toNanos());
		}
		if (isCancelled()) {
			return false;
		}
		this.registry.setDraining(true);
		if (awaited || this.registry.count() > 0) {
			close(start);
		}
		return !isCancelled();
	}

	private void waitUntil(long time) {
		try {
			this.cancelled.await(time - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			// Whoever stops the server does not want to wait: nor will what follows
			Thread.currentThread().interrupt();
		}
	}

	private void close(long start) {
		List<ManagedConnection> connections = new ArrayList<>(this.registry.connections());
		this.events.publish(new DrainStartedEvent(connections.size()));
		long deadline = start + this.settings.timeout().toNanos();
		closeInBatches(connections, deadline);
		awaitFinished(untilInterruption(deadline));
		int aborted = isCancelled() ? 0 : abort();
		int unfinished = isCancelled() ? 0 : abandonCallbacks(deadline);
		logger.info("%s %d connection(s) in %d ms, %d of them cut off, %d without @OnClose".formatted(
				isCancelled() ? "Cancelled closing" : "Closed", connections.size(),
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), aborted, unfinished));
		this.events.publish(new DrainFinishedEvent(connections.size(), aborted, unfinished));
	}

	private int awaitFinished(Duration timeout) {
		return this.registry.awaitFinished(timeout, this::isCancelled);
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
				awaitFinished(until(start + batch * interval - jitter(interval)));
			}
			if (isCancelled()) {
				return;
			}
			forEach(connections.subList(batch * size, Math.min((batch + 1) * size, connections.size())),
					(connection) -> connection.close(CloseStatus.SERVICE_RESTARTED, CloseCause.SHUTDOWN));
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
		List<ManagedConnection> remaining = List.copyOf(this.registry.unfinished());
		forEach(remaining, (connection) -> connection.interrupt(CloseStatus.SERVICE_RESTARTED, CloseCause.SHUTDOWN));
		return remaining.size();
	}

	private int abandonCallbacks(long deadline) {
		int unfinished = awaitFinished(until(deadline));
		forEach(List.copyOf(this.registry.unfinished()), ManagedConnection::abandonCallbacks);
		return unfinished;
	}

	/**
	 * Do something to each connection, whatever becomes of the others.
	 */
	private static void forEach(List<ManagedConnection> connections, Consumer<ManagedConnection> action) {
		connections.forEach((connection) -> SafeRunner.run(() -> action.accept(connection)));
	}

}
