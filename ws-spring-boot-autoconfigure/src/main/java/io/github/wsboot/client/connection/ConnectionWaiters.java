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

package io.github.wsboot.client.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;

/**
 * Those who wait for the next connection of a client connection. Used under the lock of
 * the client connection; what the methods return is called after the unlock, and has the
 * stage completed on a worker, as code of the application depends on it.
 */
final class ConnectionWaiters {

	private final Executor workers;

	private @Nullable CompletableFuture<Connection> next;

	ConnectionWaiters(Executor workers) {
		this.workers = workers;
	}

	/**
	 * Return the stage of the next connection.
	 */
	CompletionStage<Connection> next() {
		if (this.next == null) {
			this.next = new CompletableFuture<>();
		}
		return this.next.minimalCompletionStage();
	}

	Runnable complete(Connection connection) {
		return end((waiting) -> waiting.complete(connection));
	}

	Runnable fail(Throwable reason) {
		return end((waiting) -> waiting.completeExceptionally(reason));
	}

	private Runnable end(Consumer<CompletableFuture<Connection>> completion) {
		CompletableFuture<Connection> waiting = this.next;
		this.next = null;
		return () -> {
			if (waiting != null) {
				this.workers.execute(() -> completion.accept(waiting));
			}
		};
	}

}
