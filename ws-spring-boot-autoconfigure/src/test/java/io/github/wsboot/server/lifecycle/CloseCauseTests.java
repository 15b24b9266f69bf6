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

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.event.EventListener;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.MessageTooLargeException;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

/**
 * Tests that {@code @OnClose} and listeners of the event get each cause for which a
 * connection really ends.
 */
@Promise("close")
class CloseCauseTests extends ServerTests {

	private static final String TOO_LARGE = "too large";

	/** Beside the table, and the last one by the tests of Spring Security. */
	private static final List<String> TESTED_ELSEWHERE = List.of("SHUTDOWN", "TIMEOUT", "AUTH_EXPIRED");

	private static final Path PAGE_FOR_CLIENTS = Path.of("../docs/clients.md");

	CloseCauseTests() {
		super(CausedEndpoint.class, Events.class);
	}

	@ParameterizedTest
	@CsvSource({ "CLIENT_CLOSES, 4000, CLIENT", "SERVER_DISCONNECTS, 4001, SERVER", "CALLBACK_FAILS, 1011, FAILURE",
			"CLIENT_DOES_NOT_READ, 1013, SLOW_CONSUMER", "CLIENT_DOES_NOT_MASK, 1002, PROTOCOL_ERROR",
			"CLIENT_SENDS_BAD_TEXT, 1007, PROTOCOL_ERROR", "CLIENT_SENDS_TOO_MUCH, 1009, PROTOCOL_ERROR",
			"CLIENT_FLOODS, 1008, POLICY", "CLIENT_VANISHES, 1006, NETWORK" })
	void causeShouldBeTold(Way way, int code, CloseCause cause) {
		TestServer server = server("ws.message.rate=100", "ws.message.max-violations=5", "ws.send.max-delay=1s",
				"ws.send.max-bytes=32MB", "ws.close-timeout=1s");
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server, "/caused").receiveBuffer(way.receiveBuffer).connect());
		Connection connection = server.connection(client.name());
		way.action.accept(client, connection);
		assertThatEnds(server.journal(), client, code, cause);
	}

	@Test
	void silenceShouldBeTold() {
		TestServer server = server("ws.heartbeat.interval=500ms", "ws.heartbeat.timeout=500ms", "ws.close-timeout=1s");
		assertThatEnds(server.journal(), raw(server, "/caused"), 1001, CloseCause.TIMEOUT);
	}

	@Test
	void shutdownShouldBeTold() {
		TestServer server = TestServer.start(kind(), List.of(CausedEndpoint.class, Events.class),
				"ws.close-timeout=1s");
		RawWebSocketClient client = raw(server, "/caused");
		server.connection(client.name());
		Journal journal = server.journal();
		server.close();
		assertThatEnds(journal, client, 1012, CloseCause.SHUTDOWN);
	}

	@ParameterizedTest
	@CsvSource({ "1002", "1007", "1009" })
	void codesOfViolationsShouldBeTheClientsIfItSendsThem(int code) {
		RawWebSocketClient client = raw("/caused");
		server().connection(client.name());
		client.send(RawFrame.close(code));
		if (kind().isDirect()) {
			assertThat(client.nextClose().closeCode()).isEqualTo(code);
			assertThatEnds(server().journal(), client, code, CloseCause.CLIENT);
			assertThat(server().journal().of(client.name())).doesNotContain(TOO_LARGE);
		}
		else {
			// The container does not say whose it is
			assertThatEnds(server().journal(), client, code, CloseCause.PROTOCOL_ERROR);
		}
	}

	@Test
	void closeFrameShouldBeTheClientsAlsoIfItGoesAtOnce() {
		RawWebSocketClient client = raw("/caused");
		server().connection(client.name());
		client.text("hold").send(RawFrame.close(4002));
		client.close();
		List<String> seen = server().journal().awaitEnd(client.name());
		if (kind().isDirect()) {
			assertThat(seen).endsWith("close 4002 CLIENT");
		}
		else {
			// The container may find the socket gone before it tells
			assertThat(seen.get(seen.size() - 1)).isIn("close 4002 CLIENT", "close 1006 NETWORK");
		}
	}

	@Test
	void everyCauseShouldBeTested() throws Exception {
		Set<String> tested = new HashSet<>(TESTED_ELSEWHERE);
		CsvSource table = CloseCauseTests.class
			.getDeclaredMethod("causeShouldBeTold", Way.class, int.class, CloseCause.class)
			.getAnnotation(CsvSource.class);
		Arrays.stream(table.value()).map((row) -> row.split(", ")[2]).forEach(tested::add);
		assertThat(CloseCause.values()).extracting(CloseCause::name).allMatch(tested::contains);
	}

	private static void assertThatEnds(Journal journal, RawWebSocketClient client, int code, CloseCause cause) {
		assertThat(code).satisfiesAnyOf((own) -> assertThat(own).isBetween(4000, 4002),
				(ours) -> assertThat(contentOf(PAGE_FOR_CLIENTS.toFile()))
					.containsPattern("(?m)^\\| " + ours + " \\|"));
		String end = "close " + code + " " + cause;
		assertThat(journal.awaitEnd(client.name())).endsWith(end);
		journal.await(client.name() + " events", end);
	}

	/**
	 * Way to end a connection.
	 */
	enum Way {

		CLIENT_CLOSES((client, connection) -> client.send(RawFrame.close(4000))),

		SERVER_DISCONNECTS((client, connection) -> connection.disconnect(new CloseStatus(4001))),

		CALLBACK_FAILS((client, connection) -> client.text("fail")),

		CLIENT_DOES_NOT_READ(1024, (client, connection) -> connection.push("x".repeat(30_000_000))),

		CLIENT_DOES_NOT_MASK((client, connection) -> client.bytes(RawFrame.text("unmasked", true).encode(false))),

		CLIENT_SENDS_BAD_TEXT(
				(client, connection) -> client.send(new RawFrame(true, RawFrame.TEXT, new byte[] { (byte) 0xFF }))),

		CLIENT_SENDS_TOO_MUCH((client, connection) -> client.text("x".repeat(70_000))),

		CLIENT_FLOODS((client, connection) -> {
			byte[] message = RawFrame.text("", true).encode(true);
			byte[][] flood = new byte[5000][];
			Arrays.fill(flood, message);
			client.bytes(RawFrame.join(flood));
		}),

		CLIENT_VANISHES((client, connection) -> client.reset());

		private final int receiveBuffer;

		private final BiConsumer<RawWebSocketClient, Connection> action;

		Way(BiConsumer<RawWebSocketClient, Connection> action) {
			this(0, action);
		}

		Way(int receiveBuffer, BiConsumer<RawWebSocketClient, Connection> action) {
			this.receiveBuffer = receiveBuffer;
			this.action = action;
		}

	}

	@WebSocketEndpoint("/caused")
	static class CausedEndpoint extends RecordingEndpoint {

		CausedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		void message(String text) {
			if (text.equals("fail")) {
				throw new IllegalStateException("asked to fail");
			}
		}

		@OnError
		void tooLarge(Connection connection, MessageTooLargeException exception) {
			journal().add(connection, TOO_LARGE);
		}

	}

	static class Events {

		private final Journal journal;

		Events(Journal journal) {
			this.journal = journal;
		}

		@EventListener
		void closed(ConnectionClosedEvent event) {
			this.journal.add(TestServer.clientOf(event.connection()) + " events",
					"close " + event.status().getCode() + " " + event.cause());
		}

	}

}
