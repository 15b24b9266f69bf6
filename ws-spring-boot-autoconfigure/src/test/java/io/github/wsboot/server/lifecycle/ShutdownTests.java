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

package io.github.wsboot.server.lifecycle;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.DrainFinishedEvent;
import io.github.wsboot.DrainStartedEvent;
import io.github.wsboot.HandshakeRejectedEvent;
import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.connection.ConnectionDrain;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a graceful stop of the server. Each test stops a server of its own.
 */
@Tag("boot")
class ShutdownTests extends ServerTests {

	private static final List<Class<?>> SOURCES = List.of(Resource.class, Events.class, GuardedEndpoint.class,
			LateEndpoint.class);

	@Promise({ "close", "life-cycle" })
	@Test
	void clientsShouldBeToldAndOnCloseShouldRunBeforeBeansAreDestroyed() {
		TestServer server = TestServer.start(kind(), SOURCES);
		List<TestClient> clients = List.of(TestClient.connect(server, "/guarded"),
				TestClient.connect(server, "/guarded"), TestClient.connect(server, "/guarded"));
		clients.forEach((client) -> server.connection(client.name()).push("last words"));
		Journal journal = server.journal();
		Events events = server.bean(Events.class);
		server.close();
		for (TestClient client : clients) {
			assertThat(client.next()).isEqualTo("last words");
			assertThat(client.nextClose().getCode()).isEqualTo(1012);
			assertThat(journal.of(client.name())).containsExactly(Journal.OPEN, "resource is alive",
					"close 1012 SHUTDOWN");
		}
		assertThat(events.seen).containsExactly(new DrainStartedEvent(3), new DrainFinishedEvent(3, 0, 0));
	}

	@Promise({ "life-cycle", "handshake" })
	@Test
	void handshakeShouldBeRefusedWhileTheServerDrains() throws Exception {
		TestServer server = TestServer.start(kind(), SOURCES);
		GuardedEndpoint endpoint = server.bean(GuardedEndpoint.class);
		Events events = server.bean(Events.class);
		try (TestClient client = TestClient.connect(server, "/guarded?hold=true")) {
			server.connection(client.name());
			CompletableFuture<Void> closing = Background.run(server::close);
			server.journal().await(client.name(), "resource is alive");
			RawWebSocketClient.Response response = RawWebSocketClient.to(server, "/guarded").response();
			assertThat(response.status()).isEqualTo(503);
			assertThat(response.header("Retry-After")).isNotNull();
			TestServer.await("event")
				.untilAsserted(() -> assertThat(events.seen).hasAtLeastOneElementOfType(HandshakeRejectedEvent.class)
					.filteredOn(HandshakeRejectedEvent.class::isInstance)
					.allSatisfy((event) -> assertThat(((HandshakeRejectedEvent) event).reason())
						.isEqualTo(HandshakeRejection.DRAINING)));
			endpoint.gate.complete(null);
			closing.get(60, TimeUnit.SECONDS);
		}
	}

	@Promise({ "life-cycle", "close" })
	@Test
	void handshakeThatTheDrainOvertakesShouldEndInAProperClose() throws Exception {
		TestServer server = TestServer.start(kind(), SOURCES);
		Journal journal = server.journal();
		LateEndpoint endpoint = server.bean(LateEndpoint.class);
		ConnectionDrain drain = server.bean(ConnectionDrain.class);
		CompletableFuture<TestClient> connecting = Background.supply(() -> TestClient.connect(server, "/late"));
		endpoint.began.get(60, TimeUnit.SECONDS);
		CompletableFuture<Void> closing = Background.run(server::close);
		TestServer.await("drain").until(drain::isDraining);
		endpoint.gate.complete(null);
		try (TestClient client = connecting.get(60, TimeUnit.SECONDS)) {
			assertThat(client.nextClose().getCode()).isEqualTo(1012);
			closing.get(60, TimeUnit.SECONDS);
			assertThat(journal.of(client.name())).containsExactly(Journal.OPEN, "close 1012 SHUTDOWN");
		}
	}

	@Promise("close")
	@Test
	void callbackThatNeverEndsShouldNotKeepTheServerFromStopping() throws Exception {
		TestServer server = TestServer.start(kind(), SOURCES, "ws.drain.timeout=1s");
		Events events = server.bean(Events.class);
		try (TestClient client = TestClient.connect(server, "/guarded?hold=true")) {
			server.connection(client.name());
			GuardedEndpoint endpoint = server.bean(GuardedEndpoint.class);
			Background.run(server.context()::close).get(60, TimeUnit.SECONDS);
			endpoint.gate.complete(null);
			assertThat(events.seen).contains(new DrainFinishedEvent(1, 1, 1));
		}
	}

	@WebSocketEndpoint("/late")
	static class LateEndpoint {

		private final Journal journal;

		private final CompletableFuture<Void> began = new CompletableFuture<>();

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		LateEndpoint(Journal journal) {
			this.journal = journal;
		}

		@OnHandshake
		void check() {
			this.began.complete(null);
			this.gate.copy().orTimeout(60, TimeUnit.SECONDS).join();
		}

		@OnOpen
		void open(Connection connection) {
			this.journal.open(connection);
		}

		@OnClose
		void close(Connection connection, CloseStatus status, CloseCause cause) {
			this.journal.close(connection, status, cause);
		}

	}

	@WebSocketEndpoint("/guarded")
	static class GuardedEndpoint {

		private final Journal journal;

		private final Resource resource;

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		GuardedEndpoint(Journal journal, Resource resource) {
			this.journal = journal;
			this.resource = resource;
		}

		@OnOpen
		void open(Connection connection) {
			this.journal.open(connection);
		}

		@OnClose
		void close(Connection connection, CloseStatus status, CloseCause cause) {
			this.journal.add(connection, "resource is " + (this.resource.destroyed ? "destroyed" : "alive"));
			if (connection.handshake().queryParams().containsKey("hold")) {
				// Does not react to an interrupt
				this.gate.copy().orTimeout(60, TimeUnit.SECONDS).join();
			}
			this.journal.close(connection, status, cause);
		}

	}

	static class Resource implements DisposableBean {

		private volatile boolean destroyed;

		@Override
		public void destroy() {
			this.destroyed = true;
		}

	}

	static class Events {

		private final List<Object> seen = new CopyOnWriteArrayList<>();

		@EventListener({ DrainStartedEvent.class, DrainFinishedEvent.class, HandshakeRejectedEvent.class })
		void published(Object event) {
			this.seen.add(event);
		}

	}

}
