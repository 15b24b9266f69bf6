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

package io.github.wsboot.server.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pushes that a node sends to a client of its own all the time, one after the other.
 */
final class LocalTraffic implements AutoCloseable {

	private final TestServer node;

	private final TestClient client;

	private final Connection connection;

	private final CompletableFuture<Void> running;

	private volatile int arrived;

	private volatile long longestPause;

	private volatile boolean stopped;

	/**
	 * Start to push.
	 * @param node the node
	 * @param client the client, which gets nothing else
	 */
	LocalTraffic(TestServer node, TestClient client) {
		this.node = node;
		this.client = client;
		this.connection = node.connection(client.name());
		this.connection.bindUser("local-" + client.name());
		this.running = Background.run(this::run);
	}

	private void run() {
		long latest = System.nanoTime();
		while (!this.stopped) {
			String text = "local " + this.arrived;
			if (this.arrived % 2 == 0) {
				assertThat(this.node.connections().push(this.connection.id(), text)).isEqualTo(PushResult.ACCEPTED);
			}
			else {
				assertThat(this.node.connections().user("local-" + this.client.name()).push(text).targeted())
					.isEqualTo(1);
			}
			assertThat(this.client.next()).isEqualTo(text);
			this.arrived++;
			long now = System.nanoTime();
			this.longestPause = Math.max(this.longestPause, now - latest);
			latest = now;
		}
	}

	/**
	 * Return the longest time between two messages that arrived one after the other.
	 */
	Duration longestPause() {
		return Duration.ofNanos(this.longestPause);
	}

	/**
	 * Wait until some more messages have arrived.
	 */
	void assertGoesOn() {
		int before = this.arrived;
		TestServer.await("local messages").until(() -> this.running.isDone() || this.arrived > before + 20);
		assertThat(this.running).isNotDone();
	}

	@Override
	public void close() {
		this.stopped = true;
		this.running.orTimeout(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
	}

}
