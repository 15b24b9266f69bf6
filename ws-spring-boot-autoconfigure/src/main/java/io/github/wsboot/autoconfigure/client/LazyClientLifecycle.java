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

package io.github.wsboot.autoconfigure.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.function.SingletonSupplier;

import io.github.wsboot.client.connection.ClientLifecycle;
import io.github.wsboot.client.connection.DefaultWebSocketClients;

/**
 * Life cycle of the clients, which creates none of what they need if there are no
 * clients.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 */
final class LazyClientLifecycle implements SmartLifecycle {

	private final Usage usage;

	private final SingletonSupplier<ClientLifecycle> lifecycle;

	private volatile boolean running;

	/**
	 * Create a life cycle.
	 * @param usage the use of clients by the application
	 * @param timeout how long to wait for the last callbacks when the application stops
	 */
	LazyClientLifecycle(Usage usage, Duration timeout) {
		this.usage = usage;
		this.lifecycle = SingletonSupplier.ofNullable(() -> {
			DefaultWebSocketClients clients = usage.clients();
			return (clients != null) ? new ClientLifecycle(clients, timeout) : null;
		});
	}

	@Override
	public void start() {
		this.running = true;
		ClientLifecycle lifecycle = lifecycle();
		if (lifecycle != null) {
			lifecycle.start();
		}
	}

	@Override
	public void stop() {
		this.running = false;
		ClientLifecycle lifecycle = lifecycle();
		if (lifecycle != null) {
			lifecycle.stop();
		}
	}

	private @Nullable ClientLifecycle lifecycle() {
		return this.usage.isUsed() ? this.lifecycle.get() : null;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	/**
	 * Use of clients by the application.
	 */
	interface Usage {

		/**
		 * Return whether there are annotated clients, or code that uses clients.
		 */
		boolean isUsed();

		/**
		 * Return the clients, or {@code null} if the application has some of its own.
		 */
		@Nullable DefaultWebSocketClients clients();

	}

}
