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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;

/**
 * Names callbacks that hold an event loop for too long, each at most once a minute.
 */
final class LoopWatch {

	private static final Log logger = LogFactory.getLog(LoopWatch.class);

	private static final long LIMIT = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

	/** When each was told of. */
	private final Map<String, Long> told = new ConcurrentHashMap<>();

	/**
	 * Note that a callback has returned.
	 * @param callback the callback, or {@code null} for an action of
	 * {@link Connection#every} or {@link Connection#after}
	 * @param connection the connection it was called for
	 * @param start when it was called
	 */
	void returned(@Nullable Callback callback, Connection connection, long start) {
		returned(callback, connection, start, System.nanoTime());
	}

	void returned(@Nullable Callback callback, Connection connection, long start, long now) {
		if (now - start > LIMIT) {
			String name = (callback != null) ? "Callback '" + callback + "' of bean '" + callback.beanName() + "'"
					: "An action of Connection.every or Connection.after at endpoint '" + connection.endpoint() + "'";
			if (this.told.merge(name, now, (last, next) -> (next - last < INTERVAL) ? last : next) == now) {
				logger.warn(name + " has held an event loop for " + TimeUnit.NANOSECONDS.toMillis(now - start)
						+ " ms, and all connections of that loop had to wait. Remove @NonBlocking from the endpoint at '"
						+ connection.endpoint() + "', or do what takes long on another thread and answer with a "
						+ "CompletionStage.");
			}
		}
	}

}
