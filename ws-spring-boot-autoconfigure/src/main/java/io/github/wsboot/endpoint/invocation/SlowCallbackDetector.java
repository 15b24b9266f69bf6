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

package io.github.wsboot.endpoint.invocation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.wsboot.Connection;
import io.github.wsboot.concurrent.SerialTasks;
import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.Timing;

/**
 * Detector of callbacks that hold an event loop or their connection for too long. The log
 * names each of them at most once a minute, with the number of connections it holds.
 *
 * @since 0.1.0
 */
public final class SlowCallbackDetector {

	private static final Log logger = LogFactory.getLog(SlowCallbackDetector.class);

	private static final long LOOP_LIMIT = TimeUnit.MILLISECONDS.toNanos(100);

	private final Duration limit;

	/** Intervals between two log lines about the same callback that holds loops. */
	private final Map<String, LogInterval> loopHolds = new ConcurrentHashMap<>();

	/** Intervals between two log lines about the same callback that holds connections. */
	private final Map<String, LogInterval> holds = new ConcurrentHashMap<>();

	/** Held connections that were found, but not reported, by callback. */
	private final Map<String, HeldConnections> unreported = new ConcurrentHashMap<>();

	/**
	 * Create a detector.
	 * @param limit how long a callback may hold its connection, zero for no limit
	 */
	public SlowCallbackDetector(Duration limit) {
		this.limit = limit;
	}

	/**
	 * Return the interval between two checks of all connections, zero for no checks.
	 */
	public Duration checkInterval() {
		return this.limit.dividedBy(4);
	}

	/**
	 * Called when a callback has returned to an event loop.
	 * @param name the name of the callback
	 * @param connection the connection it was called for
	 * @param start the time of the call
	 */
	public void onReturned(String name, Connection connection, long start) {
		onReturned(name, connection, start, System.nanoTime());
	}

	public void onReturned(String name, Connection connection, long start, long now) {
		if (now - start <= LOOP_LIMIT) {
			return;
		}
		String what = what(name, connection);
		LogInterval interval = this.loopHolds.computeIfAbsent(what, (key) -> new LogInterval());
		if (interval.isTime(now)) {
			logger.warn(what + " has held an event loop for " + TimeUnit.NANOSECONDS.toMillis(now - start)
					+ " ms, and all connections of that loop had to wait. Remove @NonBlocking from the endpoint, or do "
					+ "long work on another thread and return a CompletionStage." + more(interval));
		}
	}

	private static String more(LogInterval interval) {
		long skipped = interval.takeSkipped();
		return (skipped > 0) ? " (" + skipped + " more since the last such line)" : "";
	}

	private static String what(String name, Connection connection) {
		return name + " at endpoint '" + connection.endpoint() + "'";
	}

	/**
	 * Check the callback that runs for a connection. Each hold is found once.
	 * @param name the name of the callback
	 * @param connection the connection it was called for
	 * @param mailbox the mailbox that it holds
	 */
	public void check(String name, Connection connection, SerialTasks<?> mailbox) {
		long since = mailbox.heldSince();
		if (since != Timing.NONE && System.nanoTime() - since > this.limit.toNanos() && mailbox.reportHold(since)) {
			this.unreported.merge(what(name, connection), new HeldConnections(connection.id(), 0),
					(held, next) -> held.withOther());
		}
	}

	/**
	 * Log the holds that were found, after all connections have been checked.
	 */
	public void report() {
		report(System.nanoTime());
	}

	public void report(long now) {
		this.unreported.keySet().forEach((what) -> {
			HeldConnections held = this.holds.computeIfAbsent(what, (key) -> new LogInterval()).isTime(now)
					? this.unreported.remove(what) : null;
			if (held != null) {
				logger.warn(what + " has held " + held + " for more than " + text(this.limit)
						+ " ('ws.worker.warn-after'): it has not returned, or the stage that it returned is not done. "
						+ "No other callback of a connection runs until then. Most often it waits for the next message "
						+ "of its own client, which cannot be handled before: return, and continue in the callback of "
						+ "that message.");
			}
		});
	}

	private static String text(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

	/**
	 * Connections that the same callback holds.
	 *
	 * @param id the id of the connection that was found first
	 * @param others the number of other connections
	 */
	private record HeldConnections(String id, int others) {

		HeldConnections withOther() {
			return new HeldConnections(this.id, this.others + 1);
		}

		@Override
		public String toString() {
			return "connection '" + this.id + "'" + switch (this.others) {
				case 0 -> "";
				case 1 -> " and another one";
				default -> " and " + this.others + " others";
			};
		}

	}

}
