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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.ClientRole;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a paused connection is not read from.
 */
@Promise("callbacks")
@ClientRole(tls = true)
class PauseTests extends ServerTests {

	private static final String ONE_LOOP = "ws.transport.event-loops=1";

	/** Longer than any test waits. */
	private static final String PATIENT = "ws.close-timeout=60s";

	private static final int FLOOD = 400;

	PauseTests() {
		super(PlainEndpoint.class, PausingEndpoint.class);
	}

	@Test
	void pauseShouldStopMessagesAndResumeShouldBringThem() {
		TestServer server = server(ONE_LOOP);
		TestClient client = connect(server, "/plain");
		assertThat(client.text("1").next()).isEqualTo("1");
		Connection connection = server.connection(client.name());
		connection.pause();
		connection.pause();
		client.text("2").text("3");
		connection.after(Duration.ZERO, (c) -> c.push("action"));
		assertThat(client.next()).isEqualTo("action");
		awaitAWhile(server);
		assertThat(server.journal().of(client.name())).containsExactly(Journal.OPEN, "message 1");
		connection.resume();
		connection.resume();
		assertThat(client.text("4").next(3)).containsExactly("2", "3", "4");
	}

	/**
	 * Keep the server busy with other connections.
	 */
	private void awaitAWhile(TestServer server) {
		TestClient other = connect(server, "/plain");
		for (int i = 0; i < 50; i++) {
			assertThat(other.text("other").next()).isEqualTo("other");
		}
	}

	@Test
	void pauseShouldPushBackOnItsClient() throws Exception {
		RawWebSocketClient flooding = raw("/plain?silent");
		Connection connection = server().connection(flooding.name());
		connection.pause();
		String filler = " ".repeat(50_000);
		CompletableFuture<Void> flood = Background
			.run(() -> IntStream.range(0, FLOOD).forEach((i) -> flooding.text(i + filler)));
		awaitAWhile(server());
		assertThat(flood).as("flood of %s messages", FLOOD).isNotDone();
		connection.resume();
		flood.get(60, TimeUnit.SECONDS);
		server().journal().await(flooding.name(), "message " + (FLOOD - 1));
		assertThat(server().journal().of(flooding.name())).filteredOn((what) -> what.startsWith("message "))
			.containsExactlyElementsOf(IntStream.range(0, FLOOD).mapToObj((i) -> "message " + i).toList());
	}

	@Test
	void pauseInsideOnOpenShouldHoldEarlyMessages() {
		TestServer server = server();
		PausingEndpoint endpoint = server.bean(PausingEndpoint.class);
		endpoint.hold();
		RawWebSocketClient client = raw("/pausing").text("early").send(RawFrame.of(RawFrame.PING, "read"));
		assertThat(client.next().opcode()).isEqualTo(RawFrame.PONG);
		endpoint.gate.complete(null);
		Connection connection = server.connection(client.name());
		server.journal().await(client.name(), Journal.OPEN);
		connection.after(Duration.ZERO, (c) -> c.push("action"));
		assertThat(client.nextText()).isEqualTo("action");
		client.text("late");
		awaitAWhile(server);
		assertThat(server.journal().of(client.name())).containsExactly(Journal.OPEN);
		connection.resume();
		assertThat(client.nextText()).isEqualTo("early");
		assertThat(client.nextText()).isEqualTo("late");
	}

	@Test
	void disconnectShouldDropWhatWasNotRead() {
		TestServer server = server(PATIENT);
		TestClient client = connect(server, "/pausing");
		server.journal().await(client.name(), Journal.OPEN);
		client.text("dropped");
		server.connection(client.name()).disconnect(new CloseStatus(4000));
		assertThat(client.nextClose().getCode()).isEqualTo(4000);
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 4000 SERVER");
	}

	@Test
	void disconnectShouldDropWhatWasHeldSinceOnOpen() {
		TestServer server = server(PATIENT);
		PausingEndpoint endpoint = server.bean(PausingEndpoint.class);
		endpoint.hold();
		RawWebSocketClient client = raw(server, "/pausing").text("early").send(RawFrame.of(RawFrame.PING, "read"));
		assertThat(client.next().opcode()).isEqualTo(RawFrame.PONG);
		endpoint.gate.complete(null);
		server.journal().await(client.name(), Journal.OPEN);
		server.connection(client.name()).disconnect(new CloseStatus(4000));
		assertThat(client.nextClose().closeCode()).isEqualTo(4000);
		client.send(RawFrame.close(4000));
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 4000 SERVER");
	}

	@Test
	void clientThatVanishesShouldBeNoticedByPushes() {
		RawWebSocketClient client = raw("/plain");
		Connection connection = server().connection(client.name());
		connection.pause();
		client.reset();
		TestServer.await("failure of a push").until(() -> !connection.push("are you there?").isAccepted());
		assertThat(server().journal().awaitEnd(client.name())).hasSize(2);
	}

	@Test
	void afterTheEndShouldHaveNoEffect() {
		TestClient client = connect("/plain");
		Connection connection = server().connection(client.name());
		connection.pause();
		connection.terminate();
		server().journal().awaitEnd(client.name());
		connection.resume();
		connection.pause();
		assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(server().journal().of(client.name())).containsExactly(Journal.OPEN, "close 1006 SERVER");
	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint extends RecordingEndpoint {

		PlainEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text, Connection connection) {
			journal().add(connection, "message " + text.strip());
			return connection.handshake().queryParams().containsKey("silent") ? null : text;
		}

	}

	@WebSocketEndpoint("/pausing")
	static class PausingEndpoint extends RecordingEndpoint {

		private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

		PausingEndpoint(Journal journal) {
			super(journal);
		}

		void hold() {
			this.gate = new CompletableFuture<>();
		}

		@Override
		protected void open(Connection connection) {
			this.gate.orTimeout(60, TimeUnit.SECONDS).join();
			connection.pause();
			super.open(connection);
		}

		@OnMessage
		String message(String text, Connection connection) {
			journal().add(connection, "message " + text);
			return text;
		}

	}

}
