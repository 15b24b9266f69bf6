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

package io.github.wsboot.endpoint;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.wsboot.Connection;

/**
 * Names callbacks that hold an event loop or their connection for too long, each at most
 * once a minute.
 */
final class CallbackWatch {

	private static final Log logger = LogFactory.getLog(CallbackWatch.class);

	private static final long LOOP_LIMIT = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

	private final Duration limit;

	/** When each was told of. */
	private final Map<String, Long> told = new ConcurrentHashMap<>();

	/**
	 * Create a watch.
	 * @param limit how long a callback may hold its connection, zero for ever
	 */
	CallbackWatch(Duration limit) {
		this.limit = limit;
	}

	/**
	 * Return how often to look at what runs, zero for never.
	 */
	Duration lookInterval() {
		return this.limit.dividedBy(4);
	}

	/**
	 * Note that a callback has returned to an event loop.
	 * @param name the name of the callback
	 * @param connection the connection it was called for
	 * @param start when it was called
	 */
	void returned(String name, Connection connection, long start) {
		returned(name, connection, start, System.nanoTime());
	}

	void returned(String name, Connection connection, long start, long now) {
		if (now - start > LOOP_LIMIT && isTime(name + " " + connection.endpoint(), now)) {
			logger.warn(name + " at endpoint '" + connection.endpoint() + "' has held an event loop for "
					+ TimeUnit.NANOSECONDS.toMillis(now - start)
					+ " ms, and all connections of that loop had to wait. Remove @NonBlocking from the endpoint, or do "
					+ "what takes long on another thread and answer with a CompletionStage.");
		}
	}

	/**
	 * Look at what runs for a connection.
	 * @param name the name of the callback
	 * @param connection the connection it was called for
	 * @param mailbox the mailbox that it holds
	 */
	void look(String name, Connection connection, Mailbox mailbox) {
		long since = mailbox.heldSince();
		long now = System.nanoTime();
		if (since != 0 && now - since > this.limit.toNanos()
				&& isTime("hold " + name + " " + connection.endpoint(), now) && mailbox.tellOfHold(since)) {
			logger.warn(name + " at endpoint '" + connection.endpoint() + "' has held connection '" + connection.id()
					+ "' for more than " + text(this.limit) + " ('ws.worker.warn-after'): it has not returned, "
					+ "or the stage that it returned is not done. Nothing else runs for this connection until then. "
					+ "Most often it waits for the next message of its own client, which cannot be handled before: "
					+ "return, and go on in the callback of that message.");
		}
	}

	private static String text(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

	private boolean isTime(String what, long now) {
		return this.told.merge(what, now, (last, next) -> (next - last < INTERVAL) ? last : next) == now;
	}

}
