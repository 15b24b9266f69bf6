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

package io.github.wsboot.cluster.redis;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.api.StatefulConnection;

/**
 * Closes connections without waiting, and knows which ones are not closed yet: Lettuce
 * warns if its client is shut down meanwhile.
 */
final class ConnectionCloser {

	private final Set<CompletableFuture<Void>> closing = ConcurrentHashMap.newKeySet();

	void close(StatefulConnection<?, ?> connection) {
		CompletableFuture<Void> closed = connection.closeAsync();
		this.closing.add(closed);
		closed.whenComplete((none, failure) -> this.closing.remove(closed));
	}

	/**
	 * Wait until all connections are closed, or for a limited time.
	 */
	void awaitClosed(Duration limit) {
		CompletableFuture.allOf(this.closing.toArray(CompletableFuture[]::new))
			.handle((none, failure) -> null)
			.completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
			.join();
	}

}
