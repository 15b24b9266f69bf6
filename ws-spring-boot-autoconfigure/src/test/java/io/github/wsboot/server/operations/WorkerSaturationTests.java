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

package io.github.wsboot.server.operations;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.event.EventListener;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionOpenedEvent;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.health.WebSocketHealthIndicator;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a server whose workers are all held by callbacks. The time to close is longer
 * than any test.
 */
class WorkerSaturationTests {

	@Promise({ "close", "threads" })
	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.JETTY })
	void serverShouldGoOnAndTell(ServerKind kind) {
		try (TestServer server = TestServer.start(kind,
				List.of(TestServer.WithActuator.class, HeldEndpoint.class, LoopEndpoint.class, Listener.class),
				"ws.worker.max-threads=2", "ws.close-timeout=1h");
				RawWebSocketClient idle = RawWebSocketClient.to(server, "/held").connect();
				TestClient first = TestClient.connect(server, "/held");
				TestClient second = TestClient.connect(server, "/held")) {
			server.journal().await(idle.name(), Journal.OPEN);
			first.text("hold");
			second.text("hold");
			server.journal().await(first.name(), "held");
			server.journal().await(second.name(), "held");
			assertThatNonBlockingConnectionsOpen(server);
			// The answer need not wait for a callback, but @OnClose does
			assertThat(idle.send(RawFrame.close(1000)).nextClose().closeCode()).isEqualTo(1000);
			assertThat(idle.readToEnd()).isNull();
			TestServer.await("queued @OnClose").until(() -> workers(server).get("queued").equals(1));
			assertThat(workers(server)).isEqualTo(Map.of("active", 2, "queued", 1, "max", 2));
			server.bean(HeldEndpoint.class).gate.complete(null);
			server.journal().awaitEnd(idle.name());
			TestServer.await("idle workers").until(() -> workers(server).get("active").equals(0));
		}
	}

	private static void assertThatNonBlockingConnectionsOpen(TestServer server) {
		try (TestClient client = TestClient.connect(server, "/loop")) {
			assertThat(client.text("hello").next()).isEqualTo("hello");
			assertThat(server.bean(Listener.class).opened).contains(client.name());
		}
	}

	private static Map<?, ?> workers(TestServer server) {
		Health health = server.bean(WebSocketHealthIndicator.class).health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		return (Map<?, ?>) health.getDetails().get("workers");
	}

	static class Listener {

		private final List<String> opened = new CopyOnWriteArrayList<>();

		@EventListener
		void opened(ConnectionOpenedEvent event) {
			this.opened.add(TestServer.clientOf(event.connection()));
		}

	}

	@WebSocketEndpoint("/held")
	static class HeldEndpoint extends RecordingEndpoint {

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		HeldEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		void message(String text, Connection connection) {
			journal().add(connection, "held");
			this.gate.orTimeout(60, TimeUnit.SECONDS).join();
		}

	}

	@WebSocketEndpoint("/loop")
	@NonBlocking
	static class LoopEndpoint extends RecordingEndpoint {

		LoopEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text) {
			return text;
		}

	}

}
