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

package io.github.wsboot.server.callback;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for callbacks that block, on platform threads.
 */
class IsolationTests extends ServerTests {

	private static final String THREADS = "ws.worker.max-threads=20";

	private static final int BLOCKED = 19;

	IsolationTests() {
		super(BlockingEndpoint.class);
	}

	@Promise("callbacks")
	@Test
	void blockedCallbacksShouldNotBlockOthersWhileThereAreThreads() {
		TestServer server = server(THREADS);
		BlockingEndpoint endpoint = server.bean(BlockingEndpoint.class);
		TestClient[] blocked = new TestClient[BLOCKED];
		for (int i = 0; i < BLOCKED; i++) {
			blocked[i] = connect(server, "/blocking").text("block");
		}
		TestServer.await("blocked callbacks").until(() -> endpoint.blocked.get() == BLOCKED);
		TestClient other = connect(server, "/blocking");
		for (int i = 0; i < 50; i++) {
			assertThat(other.text("echo").next()).isEqualTo("echo");
		}
		TestClient last = connect(server, "/blocking").text("block");
		TestServer.await("the last thread").until(() -> endpoint.blocked.get() == BLOCKED + 1);
		server.connections().broadcast("pushes go on");
		assertThat(other.next()).isEqualTo("pushes go on");
		other.text("waits for a thread");
		endpoint.gate.complete(null);
		assertThat(other.next()).isEqualTo("waits for a thread");
		assertThat(List.of(blocked)).allSatisfy((client) -> assertThat(client.next()).isEqualTo("pushes go on"));
		assertThat(last.next()).isEqualTo("pushes go on");
		assertThat(last.next()).isEqualTo("released");
	}

	/**
	 * Short callbacks share threads, and the replies of several ones leave together.
	 */
	@Promise("callbacks")
	@Test
	void callbackThatBlocksAmongShortOnesShouldHoldUpNeitherRepliesNorOthers() {
		TestServer server = server("ws.worker.max-threads=21");
		BlockingEndpoint endpoint = server.bean(BlockingEndpoint.class);
		List<TestClient> clients = Stream.generate(() -> connect(server, "/blocking")).limit(40).toList();
		for (int round = 1; round <= 20; round++) {
			for (int i = 0; i < clients.size(); i++) {
				clients.get(i).text((i == round) ? "block" : "echo");
			}
			for (int i = 0; i < clients.size(); i++) {
				if (i > round || i == 0) {
					assertThat(clients.get(i).next()).isEqualTo("echo");
				}
			}
			int blocked = round;
			TestServer.await("blocked callback").until(() -> endpoint.blocked.get() == blocked);
		}
		endpoint.gate.complete(null);
		assertThat(clients.subList(1, 21)).allSatisfy((client) -> assertThat(client.next()).isEqualTo("released"));
	}

	@WebSocketEndpoint("/blocking")
	static class BlockingEndpoint extends RecordingEndpoint {

		private final AtomicInteger blocked = new AtomicInteger();

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		BlockingEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text) throws Exception {
			if (text.equals("block")) {
				this.blocked.incrementAndGet();
				this.gate.get(60, TimeUnit.SECONDS);
				return "released";
			}
			return text;
		}

	}

}
