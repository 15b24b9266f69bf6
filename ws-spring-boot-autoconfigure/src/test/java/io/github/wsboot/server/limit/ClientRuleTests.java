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

package io.github.wsboot.server.limit;

import org.junit.jupiter.api.Test;

import io.github.wsboot.Connection;
import io.github.wsboot.RateLimitException;
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

/**
 * Tests for the rules about messages and rooms of a client: rate, time of the first
 * message, number of rooms.
 */
@Promise("security")
class ClientRuleTests extends ServerTests {

	private static final String[] SLOW = { "ws.message.rate=1", "ws.message.burst=3" };

	ClientRuleTests() {
		super(RuledEndpoint.class);
	}

	@Test
	void messagesBeyondTheRateShouldBeDropped() {
		TestServer server = server(SLOW);
		RawWebSocketClient client = raw(server, "/ruled");
		for (int i = 0; i < 50; i++) {
			client.text("m" + i);
		}
		assertThat(client.nextText()).isEqualTo("m0");
		assertThat(client.nextText()).isEqualTo("m1");
		assertThat(client.nextText()).isEqualTo("m2");
		TestServer.await("error")
			.untilAsserted(() -> assertThat(server.journal().of(client.name())).contains("too many"));
		assertThat(server.connection(client.name()).isEstablished()).isTrue();
	}

	@Test
	void fragmentsShouldCountAsTheirMessageAndPingsNotAtAll() {
		RawWebSocketClient client = raw(server(SLOW), "/ruled");
		for (int i = 0; i < 20; i++) {
			client.send(RawFrame.of(RawFrame.PING, "")).send(RawFrame.of(RawFrame.PONG, ""));
			assertThat(client.next().opcode()).isEqualTo(RawFrame.PONG);
		}
		client.send(RawFrame.text("a", false));
		for (int i = 0; i < 20; i++) {
			client.send(RawFrame.continuation("b", false));
		}
		client.send(RawFrame.continuation("c", true)).text("second").text("third");
		assertThat(client.nextText()).isEqualTo("a" + "b".repeat(20) + "c");
		assertThat(client.nextText()).isEqualTo("second");
		assertThat(client.nextText()).isEqualTo("third");
	}

	@Test
	void floodShouldEndTheConnection() {
		TestServer server = server("ws.message.rate=1", "ws.message.burst=1", "ws.message.max-violations=20",
				"ws.close-timeout=1s");
		RawWebSocketClient client = raw(server, "/ruled");
		for (int i = 0; i < 30; i++) {
			client.text("m");
		}
		RawFrame last = client.next();
		while (last.opcode() == RawFrame.TEXT) {
			last = client.next();
		}
		assertThat(last.closeCode()).isEqualTo(1008);
		assertThat(server.journal().awaitEnd(client.name())).containsOnlyOnce("too many").endsWith("close 1008 POLICY");
	}

	@Test
	void silentClientShouldBeClosed() {
		TestServer server = server("ws.first-message-timeout=1s", "ws.close-timeout=1s");
		RawWebSocketClient speaker = raw(server, "/ruled");
		speaker.text("hello");
		assertThat(speaker.nextText()).isEqualTo("hello");
		RawWebSocketClient silent = raw(server, "/ruled");
		silent.send(RawFrame.of(RawFrame.PONG, ""));
		assertThat(silent.nextClose().closeCode()).isEqualTo(1008);
		assertThat(server.journal().awaitEnd(silent.name())).endsWith("close 1008 POLICY");
		assertThat(server.connection(speaker.name()).isEstablished()).isTrue();
	}

	@Test
	void roomsOfAConnectionShouldBeBounded() {
		TestServer server = server("ws.max-rooms-per-connection=2");
		RawWebSocketClient client = raw(server, "/ruled");
		client.text("join a").text("join b").text("join b").text("join c").text("leave a").text("join c");
		assertThat(client.nextText()).isEqualTo("true");
		assertThat(client.nextText()).isEqualTo("true");
		assertThat(client.nextText()).isEqualTo("false");
		assertThat(client.nextText()).isEqualTo("full");
		assertThat(client.nextText()).isEqualTo("true");
		assertThat(client.nextText()).isEqualTo("true");
		assertThat(server.connection(client.name()).rooms()).containsExactlyInAnyOrder("b", "c");
		assertThat(server.connections().room("c").count()).isEqualTo(1);
		assertThat(server.connections().room("a").count()).isZero();
	}

	@WebSocketEndpoint("/ruled")
	static class RuledEndpoint extends RecordingEndpoint {

		RuledEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text, Connection connection) {
			if (text.startsWith("join ")) {
				return String.valueOf(connection.join(text.substring("join ".length())));
			}
			return text.startsWith("leave ") ? String.valueOf(connection.leave(text.substring("leave ".length())))
					: text;
		}

		@OnError
		void tooMany(RateLimitException exception, Connection connection) {
			journal().add(connection, "too many");
		}

		@OnError
		String full(IllegalStateException exception) {
			return exception.getMessage().contains("'ws.max-rooms-per-connection'") ? "full" : "?";
		}

	}

}
