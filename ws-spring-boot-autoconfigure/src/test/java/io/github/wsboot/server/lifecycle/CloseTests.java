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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.ConnectionOpenedEvent;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.ClientRole;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerRole;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests that every connection gets exactly one {@code @OnClose}, whatever ends it. When
 * the server stops, an assertion for all connections checks that nothing came after it.
 */
@Promise("close")
@ClientRole(tls = true)
class CloseTests extends ServerTests {

	private static final String IMPATIENT = "ws.close-timeout=1s";

	/** Its last but one character would be the bytes 122 to 125. */
	private static final CloseStatus TOO_LONG = new CloseStatus(4000, "x".repeat(121) + "😀y");

	CloseTests() {
		super(PlainEndpoint.class, InspectingEndpoint.class, Events.class);
	}

	@Test
	void closeByTheClientShouldBeToldWithItsCode() {
		RawWebSocketClient client = raw("/plain");
		client.send(new RawFrame(true, RawFrame.CLOSE, new byte[] { 0x0F, (byte) 0xA0, 'b', 'y', 'e' }));
		assertThat(client.nextClose().closeCode()).isEqualTo(4000);
		assertThatEnds(client.name(), "close 4000 CLIENT");
	}

	@Test
	void closeByTheClientWithoutACodeShouldBeTold() {
		RawWebSocketClient client = raw("/plain");
		client.send(new RawFrame(true, RawFrame.CLOSE, new byte[0]));
		client.nextClose();
		List<String> seen = server().journal().awaitEnd(client.name());
		assertThat(seen.get(seen.size() - 1)).isIn("close 1005 CLIENT", "close 1000 CLIENT");
	}

	@Test
	void endOfTheTcpConnectionShouldBeTold() {
		RawWebSocketClient client = raw("/plain");
		server().connection(client.name());
		client.finish();
		assertThatEnds(client.name(), "close 1006 NETWORK");
	}

	@Test
	void resetOfTheTcpConnectionShouldBeTold() {
		RawWebSocketClient client = raw("/plain");
		server().connection(client.name());
		client.reset();
		assertThatEnds(client.name(), "close 1006 NETWORK");
	}

	@Test
	void disconnectShouldTellTheClient() {
		TestClient client = connect("/plain");
		Connection connection = server().connection(client.name());
		assertThat(server().connections().disconnect(connection.id(), new CloseStatus(4001, "bye"))).isTrue();
		assertThat(server().connections().disconnect(connection.id())).isFalse();
		assertThat(client.nextClose()).isEqualTo(new CloseStatus(4001, "bye"));
		assertThatEnds(client.name(), "close 4001 SERVER");
	}

	@Promise("order")
	@Test
	void disconnectShouldSendWhatWasAcceptedFirst() {
		TestClient client = connect("/plain");
		Connection connection = server().connection(client.name());
		IntStream.range(0, 500).forEach((i) -> connection.push(String.valueOf(i)));
		connection.disconnect();
		assertThat(connection.push("late")).isEqualTo(PushResult.CLOSED);
		assertThat(client.remaining())
			.containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(String::valueOf).toList());
		assertThatEnds(client.name(), "close 1000 SERVER");
	}

	@Test
	void disconnectInsideOnOpenShouldWork() {
		TestClient client = connect("/plain?disconnect=true");
		assertThat(client.nextClose().getCode()).isEqualTo(1000);
		assertThatEnds(client.name(), "close 1000 SERVER");
	}

	@Test
	void disconnectShouldRejectWhatMustNotBeSent() {
		Connection connection = server().connection(connect("/plain").name());
		assertThatIllegalArgumentException().isThrownBy(() -> connection.disconnect(new CloseStatus(1005)));
		assertThatIllegalArgumentException().isThrownBy(() -> connection.disconnect(new CloseStatus(1006)));
		assertThatIllegalArgumentException().isThrownBy(() -> connection.disconnect(new CloseStatus(2000)));
		assertThat(connection.isEstablished()).isTrue();
	}

	@Test
	void reasonThatIsTooLongShouldBeCutAtACharacter() {
		ConnectionManager connections = server().connections();
		assertThatReasonIsCut((connection) -> connection.disconnect(TOO_LONG));
		assertThatReasonIsCut((connection) -> connections.disconnect(connection.id(), TOO_LONG));
		assertThatReasonIsCut((connection) -> connections.endpoint("/plain").disconnect(TOO_LONG));
		assertThatReasonIsCut((connection) -> connection.after(Duration.ZERO, (c) -> c.disconnect(TOO_LONG)));
	}

	private void assertThatReasonIsCut(Consumer<Connection> disconnect) {
		TestClient client = connect("/plain");
		disconnect.accept(server().connection(client.name()));
		assertThat(client.nextClose()).isEqualTo(new CloseStatus(4000, "x".repeat(121)));
		assertThatEnds(client.name(), "close 4000 SERVER");
	}

	@Test
	void reasonThatIsTooLongShouldCloseAlsoWhereFailuresAreOnlyLogged() {
		TestServer server = server("ws.failure=log");
		assertThat(connect(server, "/plain").text("too long").nextClose().getReason()).isEqualTo("x".repeat(121));
	}

	@Test
	void protocolErrorShouldBeTold() {
		RawWebSocketClient client = raw("/plain");
		client.bytes(RawWebSocketClient.encode(RawFrame.text("unmasked", true), false));
		assertThat(client.nextClose().closeCode()).isEqualTo(1002);
		assertThatEnds(client.name(), "close 1002 PROTOCOL_ERROR");
	}

	@Test
	void clientThatNeverAnswersTheCloseFrameShouldBeGivenUp() {
		TestServer server = server(IMPATIENT);
		RawWebSocketClient client = raw(server, "/plain");
		server.connection(client.name()).disconnect(new CloseStatus(4000));
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 4000 SERVER");
		assertThat(client.nextClose().closeCode()).isEqualTo(4000);
		assertThat(client.readToEnd()).isNull();
	}

	@Test
	void closeFrameShouldBeAnsweredAlthoughACallbackDoesNotReturn() {
		TestServer server = server(IMPATIENT);
		PlainEndpoint endpoint = server.bean(PlainEndpoint.class);
		RawWebSocketClient client = raw(server, "/plain").text("block").send(RawFrame.close(4000));
		assertThat(client.nextClose().closeCode()).isEqualTo(4000);
		assertThat(client.readToEnd()).isNull();
		endpoint.gate.complete(null);
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 4000 CLIENT");
	}

	@Test
	void clientThatNeverReadsShouldBeGivenUp() {
		TestServer server = server(IMPATIENT, "ws.send.max-bytes=32MB");
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server, "/plain").receiveBuffer(1024).connect());
		Connection connection = server.connection(client.name());
		assertThat(connection.push("x".repeat(30_000_000))).isEqualTo(PushResult.ACCEPTED);
		connection.disconnect();
		assertThat(connection.state()).isIn(ConnectionState.CLOSING, ConnectionState.CLOSED);
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 1000 SERVER");
		assertThat(connection.info().queuedBytes()).isZero();
	}

	@Promise("errors")
	@Test
	void failureOfACallbackShouldCloseByDefault() {
		TestClient client = connect("/plain").text("fail");
		CloseStatus status = client.nextClose();
		assertThat(status.getCode()).isEqualTo(1011);
		assertThat(status.getReason()).isNull();
		assertThatEnds(client.name(), "close 1011 FAILURE");
	}

	@Promise("errors")
	@Test
	void failureOfACallbackShouldKeepTheConnectionIfSoConfigured() {
		TestServer server = server("ws.failure=log");
		TestClient client = connect(server, "/plain").text("fail").text("hello");
		assertThat(client.next()).isEqualTo("hello");
	}

	@Test
	void onCloseShouldFindTheIdUnregisteredAndTheConnectionReadable() {
		TestClient client = connect("/inspecting/lobby");
		TestClient other = connect("/inspecting/lobby");
		server().journal().await(other.name(), "tick");
		Connection connection = server().connection(client.name());
		server().journal().await(client.name(), "tick");
		client.close(1000, "");
		server().journal().awaitEnd(client.name());
		assertThat(server().bean(InspectingEndpoint.class).observed(connection.id()))
			.containsEntry("isEstablished", false)
			.containsEntry("exists", false)
			.containsEntry("found", false)
			.containsEntry("push by id", PushResult.NOT_FOUND)
			.containsEntry("push", PushResult.CLOSED)
			.containsEntry("state", ConnectionState.CLOSED)
			.containsEntry("rooms", Set.of("lobby"))
			.containsEntry("attribute", "kept")
			.containsEntry("user", "ada")
			.containsEntry("join", false)
			.containsEntry("others in the room", 1);
		assertThat(connection.whenWritable().toCompletableFuture()).isDone();
	}

	@ServerRole("Nothing is published about single outgoing connections")
	@Test
	void eventsShouldTellOfOpeningAndClosing() {
		TestClient client = connect("/plain?events=fail").text("hello");
		assertThat(client.next()).isEqualTo("hello");
		client.close(4000, "");
		server().journal().awaitEnd(client.name());
		server().journal().await(client.name() + " events", "closed 4000 CLIENT");
		assertThat(server().journal().of(client.name() + " events")).containsExactly("opened", "closed 4000 CLIENT");
	}

	private void assertThatEnds(String client, String how) {
		assertThat(server().journal().awaitEnd(client)).containsExactly(Journal.OPEN, how);
	}

	static class Events {

		private final Journal journal;

		Events(Journal journal) {
			this.journal = journal;
		}

		@EventListener
		void opened(ConnectionOpenedEvent event) {
			this.journal.add(TestServer.clientOf(event.connection()) + " events", "opened");
		}

		@EventListener
		void closed(ConnectionClosedEvent event) {
			this.journal.add(TestServer.clientOf(event.connection()) + " events",
					"closed " + event.status().getCode() + " " + event.cause());
			if (event.connection().handshake().queryParams().containsKey("events")) {
				throw new IllegalStateException("A listener that fails does no harm");
			}
		}

	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint extends RecordingEndpoint {

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		PlainEndpoint(Journal journal) {
			super(journal);
		}

		@Override
		@OnOpen
		protected void open(Connection connection) {
			super.open(connection);
			if (connection.handshake().queryParams().containsKey("disconnect")) {
				connection.disconnect();
			}
		}

		@OnMessage
		String message(String text, Connection connection) {
			if (text.equals("fail")) {
				throw new IllegalStateException("secret");
			}
			if (text.equals("block")) {
				this.gate.orTimeout(60, TimeUnit.SECONDS).join();
			}
			if (text.equals("too long")) {
				connection.disconnect(TOO_LONG);
			}
			return text;
		}

	}

	@WebSocketEndpoint("/inspecting/{room}")
	static class InspectingEndpoint {

		private final Map<String, Map<String, Object>> observed = new ConcurrentHashMap<>();

		private final ConnectionManager connections;

		private final Journal journal;

		InspectingEndpoint(ConnectionManager connections, Journal journal) {
			this.connections = connections;
			this.journal = journal;
		}

		Map<String, Object> observed(String id) {
			return this.observed.get(id);
		}

		@OnOpen
		void open(Connection connection) {
			this.journal.open(connection);
			connection.join(connection.pathVariables().get("room"));
			connection.attributes().put("key", "kept");
			connection.bindUser("ada");
			connection.every(Duration.ofMillis(1), (c) -> this.journal.add(c, "tick"));
		}

		@OnTick(fixedRate = 1)
		void tick(Connection connection) {
			this.journal.add(connection, "annotated tick");
		}

		@OnClose
		void close(Connection connection, CloseStatus status, CloseCause cause) {
			Map<String, Object> facts = new ConcurrentHashMap<>();
			facts.put("isEstablished", connection.isEstablished() || this.connections.isEstablished(connection.id()));
			facts.put("exists", this.connections.exists(connection.id()));
			facts.put("found", this.connections.connections().anyMatch(connection::equals));
			facts.put("push by id", this.connections.push(connection.id(), "x"));
			facts.put("push", connection.push("x"));
			facts.put("state", connection.state());
			facts.put("rooms", connection.rooms());
			facts.put("attribute", connection.attributes().get("key"));
			facts.put("user", connection.user());
			facts.put("join", connection.join("another"));
			facts.put("others in the room", this.connections.room("lobby").count());
			this.observed.put(connection.id(), facts);
			this.journal.close(connection, status, cause);
		}

	}

}
