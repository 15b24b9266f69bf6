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

package io.github.wsboot.server.protocol;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.Connection;
import io.github.wsboot.Handshake;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the sub-protocol of the browser client: what is agreed on, and which messages
 * are the server's own.
 */
class BrowserClientTests extends ServerTests {

	private static final String PROTOCOL = "Sec-WebSocket-Protocol";

	private static final String OFF = "ws.browser-client.enabled=false";

	private static final String PING = "{\"type\":\"ws.ping\"}";

	private static final String PONG = "{\"type\":\"ws.pong\"}";

	BrowserClientTests() {
		super(EchoEndpoint.class, GameEndpoint.class, StrictEndpoint.class, BlockedEndpoint.class);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			# path | offered                                  | answered      | own sub-protocol
			echo   | ws.v1                                    | ws.v1         | -
			echo   | ws.v1, ws.v1,, ws.v1                     | ws.v1         | -
			echo   | game.v1+ws.v1, game.v1, ws.v1            | ws.v1         | -
			echo   | game.v1+ws.v1, game.v1                   | -             | -
			echo   | other                                    | -             | -
			echo   | WS.v1, ws.v2, ws.v1.1, +ws.v1            | -             | -
			game   | game.v1+ws.v1, game.v1, ws.v1            | game.v1+ws.v1 | game.v1
			game   | ws.v1, game.v1, game.v1+ws.v1            | game.v1+ws.v1 | game.v1
			game   | game.v1+ws.v1, game.v2+ws.v1, ws.v1      | game.v2+ws.v1 | game.v2
			game   | game.v1+ws.v1, game.v2, ws.v1            | game.v2       | game.v2
			game   | game.v1, ws.v1                           | game.v1       | game.v1
			game   | chess.v1+ws.v1, chess.v1, ws.v1          | ws.v1         | -
			game   | game.v1                                  | game.v1       | game.v1
			game   | game.v1+ws.v1+ws.v1, ws.v1               | ws.v1         | -
			strict | game.v1+ws.v1, game.v1, ws.v1            | game.v1+ws.v1 | game.v1
			""")
	void subProtocolShouldBeAgreedOnBesideThatOfTheEndpoint(String path, String offered, @Nullable String answered,
			@Nullable String own) {
		RawWebSocketClient.Exchange exchange = to("/" + path).header(PROTOCOL, offered).exchange();
		closeLater(exchange.client());
		assertThat(exchange.response().status()).isEqualTo(101);
		assertThat(exchange.response().header(PROTOCOL)).isEqualTo(answered);
		assertThat(exchange.client().text("sub-protocol").nextText()).isEqualTo(String.valueOf(own));
		boolean spoken = answered != null && answered.endsWith("ws.v1");
		assertThat(exchange.client().text(PING).nextText()).isEqualTo(spoken ? PONG : PING);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			echo   | ws.v1                         | -       | -
			game   | game.v1+ws.v1, game.v1, ws.v1 | game.v1 | game.v1
			game   | game.v1                       | game.v1 | game.v1
			""")
	void withTheBrowserClientSwitchedOffOnlyTheEndpointsOwnShouldBeAgreedOn(String path, String offered,
			@Nullable String answered, @Nullable String own) {
		RawWebSocketClient.Exchange exchange = RawWebSocketClient.to(server(OFF), "/" + path)
			.header(PROTOCOL, offered)
			.exchange();
		closeLater(exchange.client());
		assertThat(exchange.response().header(PROTOCOL)).isEqualTo(answered);
		assertThat(exchange.client().text("sub-protocol").nextText()).isEqualTo(String.valueOf(own));
		assertThat(exchange.client().text(PING).nextText()).isEqualTo(PING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws.v1", "chess.v1+ws.v1, chess.v1, ws.v1" })
	void requiredSubProtocolShouldBeTheEndpointsOwn(String offered) {
		assertThat(to("/strict").header(PROTOCOL, offered).response().status()).isEqualTo(400);
	}

	@Test
	void handshakeCallbackShouldSeeTheEndpointsOwnSubProtocols() {
		RawWebSocketClient.Exchange exchange = to("/strict").header(PROTOCOL, "chess.v1+ws.v1, game.v1+ws.v1")
			.line(PROTOCOL, "chess.v1, game.v1, ws.v1")
			.exchange();
		closeLater(exchange.client());
		assertThat(exchange.response().header("X-Offered")).isEqualTo("[chess.v1, game.v1]");
		assertThat(exchange.response().header("X-Agreed")).isEqualTo("game.v1");
	}

	@ParameterizedTest
	@ValueSource(strings = { PING, " { \"type\" : \"ws.ping\" } ", "{\"at\":1,\"type\":\"ws.ping\"}",
			"{\"type\":\"\\u0077s.ping\"}", "{\"t\\u0079pe\":\"ws\\u002eping\",\"x\":[]}" })
	void pingShouldBeAnsweredWhateverItsJsonLooksLike(String ping) {
		assertThat(agreed("/echo").text(ping).nextText()).isEqualTo(PONG);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"say\",\"of\":{\"type\":\"ws.ping\"}}", "{\"type\":\"wsping\"}",
			"{\"type\":{\"type\":\"ws.ping\"}}", "[{\"type\":\"ws.ping\"}]", "\"ws.ping\"", "ws.ping",
			"{\"text\":\"\\\"type\\\":\\\"ws.ping\\\"\"}", "{\"kind\":\"ws.ping\"}", "{\"type\":\"ws.ping" })
	void otherMessagesShouldReachTheCallback(String message) {
		assertThat(agreed("/echo").text(message).nextText()).isEqualTo(message);
	}

	@Test
	void unknownReservedTypeShouldBeIgnored() {
		RawWebSocketClient client = agreed("/echo").text("{\"type\":\"ws.later\"}").text("next");
		assertThat(client.nextText()).isEqualTo("next");
	}

	@Test
	void prefixShouldBeReservedInTheFieldOfTheApplication() {
		RawWebSocketClient client = agreed(server("ws.message.type-field=kind"), "/echo");
		client.text("{\"kind\":\"ws.later\"}").text("next");
		assertThat(client.nextText()).isEqualTo("next");
		assertThat(client.text(PING).nextText()).isEqualTo(PONG);
	}

	@Test
	void pingShouldBeAnsweredWhileACallbackIsBusy() {
		BlockedEndpoint endpoint = server().bean(BlockedEndpoint.class);
		RawWebSocketClient client = agreed("/blocked").text("block");
		server().journal().await(client.name(), "blocked");
		assertThat(client.text(PING).nextText()).isEqualTo(PONG);
		endpoint.gate.countDown();
		assertThat(client.nextText()).isEqualTo("done");
	}

	private RawWebSocketClient.Opening to(String path) {
		return RawWebSocketClient.to(server(), path);
	}

	private RawWebSocketClient agreed(String path) {
		return agreed(server(), path);
	}

	private RawWebSocketClient agreed(TestServer server, String path) {
		return closeLater(RawWebSocketClient.to(server, path).header(PROTOCOL, "ws.v1").connect());
	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint extends RecordingEndpoint {

		EchoEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text, Handshake handshake) {
			return text.equals("sub-protocol") ? String.valueOf(handshake.subProtocol()) : text;
		}

	}

	@WebSocketEndpoint(value = "/game", subProtocols = { "game.v2", "game.v1" })
	static class GameEndpoint extends EchoEndpoint {

		GameEndpoint(Journal journal) {
			super(journal);
		}

	}

	@WebSocketEndpoint(value = "/strict", subProtocols = { "game.v2", "game.v1" }, requireSubProtocol = true)
	static class StrictEndpoint extends EchoEndpoint {

		StrictEndpoint(Journal journal) {
			super(journal);
		}

		@OnHandshake
		void check(HandshakeContext context) {
			context.responseHeaders().set("X-Offered", context.offeredSubProtocols().toString());
			context.responseHeaders().set("X-Agreed", String.valueOf(context.subProtocol()));
		}

	}

	@WebSocketEndpoint("/blocked")
	static class BlockedEndpoint extends RecordingEndpoint {

		private final CountDownLatch gate = new CountDownLatch(1);

		BlockedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text, Connection connection) throws InterruptedException {
			journal().add(connection, "blocked");
			assertThat(this.gate.await(60, TimeUnit.SECONDS)).isTrue();
			return "done";
		}

	}

}
