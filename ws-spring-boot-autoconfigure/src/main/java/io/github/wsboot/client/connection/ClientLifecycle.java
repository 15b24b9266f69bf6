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

import java.time.Duration;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * Connects the clients when the application is ready, and closes all outgoing connections
 * before their beans are destroyed.
 * <p>
 * Its phase is the last one, behind that of the web server. The drain of the server's own
 * connections has the same phase: a bean definition has to depend on it, so that clients
 * are closed first.
 *
 * @since 0.1.0
 */
public final class ClientLifecycle implements SmartLifecycle {

	private final DefaultWebSocketClients clients;

	private final Duration timeout;

	private volatile boolean running;

	/**
	 * Create the life cycle.
	 * @param clients the clients of the application
	 * @param timeout how long to wait for the last callbacks when the application stops
	 */
	public ClientLifecycle(DefaultWebSocketClients clients, Duration timeout) {
		Assert.notNull(clients, "'clients' must not be null");
		Assert.notNull(timeout, "'timeout' must not be null");
		this.clients = clients;
		this.timeout = timeout;
	}

	@Override
	public void start() {
		if (!this.running) {
			this.running = true;
			this.clients.autoConnect();
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.clients.shutDown(this.timeout);
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
