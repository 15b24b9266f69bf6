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

package io.github.wsboot.demo.client;

import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientConnectionInfo;
import io.github.wsboot.client.WebSocketClients;

/**
 * Connection to the feed, which is there as long as somebody watches it.
 */
@Component
class FeedConnection {

	private final WebSocketClients clients;

	private final Environment environment;

	private final ReentrantLock lock = new ReentrantLock();

	private int watchers;

	private volatile @Nullable ClientConnection connection;

	FeedConnection(WebSocketClients clients, Environment environment) {
		this.clients = clients;
		this.environment = environment;
	}

	void watch() {
		this.lock.lock();
		try {
			this.watchers++;
			if (this.watchers == 1) {
				this.connection = connect();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private ClientConnection connect() {
		return this.clients.client(FeedClient.class)
			.pathVariable("port", this.environment.getRequiredProperty("local.server.port"))
			.connect();
	}

	void unwatch() {
		this.lock.lock();
		try {
			this.watchers--;
			ClientConnection last = this.connection;
			if (this.watchers == 0 && last != null) {
				this.connection = null;
				last.disconnect();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void reconnect() {
		ClientConnection present = this.connection;
		if (present != null) {
			present.reconnect();
		}
	}

	@Nullable ClientConnectionInfo info() {
		ClientConnection present = this.connection;
		return (present != null) ? present.info() : null;
	}

}
