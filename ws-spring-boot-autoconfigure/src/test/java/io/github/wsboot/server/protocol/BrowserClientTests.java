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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.Handshake;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the sub-protocol of the browser client: what is agreed on, and which messages
 * are the server's own.
 */
@Promise("browser-client")
class BrowserClientTests extends ServerTests {

	private static final String PROTOCOL = "Sec-WebSocket-Protocol";

	private static final String OFF = "ws.browser-client.enabled=false";

	private static final String PING = "{\"type\":\"ws.ping\"}";

	private static final String PONG = "{\"type\":\"ws.pong\"}";

	/** More than the sockets' buffers hold. */
	private static final String PLUG = "x".repeat(30_000_000);

	BrowserClientTests() {
		super(EchoEndpoint.class, GameEndpoint.class, StrictEndpoint.class, BlockedEndpoint.class,
				OpeningEndpoint.class, FedEndpoint.class);
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
	@ValueSource(strings = { "", "game.v1", "other" })
	void handshakeThatDoesNotOfferItShouldBeAnsweredAsWithoutIt(String offered) {
		assertThat(headers(server(), offered)).isEqualTo(headers(server(OFF), offered));
	}

	private static Map<String, String> headers(TestServer server, String offered) {
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/game");
		RawWebSocketClient.Response response = (offered.isEmpty() ? opening : opening.header(PROTOCOL, offered))
			.response();
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(response.headers());
		headers.keySet().removeAll(Set.of("Date", "Sec-WebSocket-Accept"));
		assertThat(headers).isNotEmpty();
		return headers;
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

	@Test
	void pingInFragmentsShouldBeAnswered() {
		RawWebSocketClient client = agreed("/echo").send(RawFrame.text("{\"type\":", false))
			.send(RawFrame.continuation("\"ws.ping\"}", true));
		assertThat(client.nextText()).isEqualTo(PONG);
	}

	@Test
	void pingShouldBeAnsweredBeforeOnOpenHasReturned() {
		OpeningEndpoint endpoint = server().bean(OpeningEndpoint.class);
		RawWebSocketClient client = agreed("/opening").text("first");
		assertThat(client.text(PING).nextText()).isEqualTo(PONG);
		endpoint.gate.countDown();
		assertThat(client.nextText()).isEqualTo("first");
	}

	@Test
	void pingsShouldCountForTheRate() {
		RawWebSocketClient client = agreed(
				server("ws.message.rate=1", "ws.message.burst=3", "ws.message.max-violations=20"), "/echo");
		for (int i = 0; i < 1_000; i++) {
			client.text(PING);
		}
		int pongs = 0;
		RawFrame next = client.next();
		while (next.opcode() == RawFrame.TEXT) {
			assertThat(next.text()).isEqualTo(PONG);
			pongs++;
			next = client.next();
		}
		// The bucket fills while the machine is busy
		assertThat(pongs).isBetween(3, 500);
		assertThat(next.closeCode()).isEqualTo(1008);
	}

	@Test
	void pingShouldNotBeTheFirstMessage() {
		RawWebSocketClient client = agreed(server("ws.first-message-timeout=2s"), "/echo");
		RawFrame next = client.text(PING).next();
		// The time may be over before the ping has come
		RawFrame last = (next.opcode() == RawFrame.TEXT) ? client.next() : next;
		assertThat(last.closeCode()).isEqualTo(1008);
	}

	@ParameterizedTest
	@EnumSource(OverflowPolicy.class)
	void pongsShouldNeitherFillTheQueueNorDropOthersNorEndTheConnection(OverflowPolicy policy) {
		TestServer server = server("ws.send.overflow=" + policy, "ws.send.max-bytes=32MB", "ws.send.max-messages=100",
				"ws.send.max-delay=10m");
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server, "/fed").header(PROTOCOL, "ws.v1").receiveBuffer(64 * 1024).connect());
		client.text("feed");
		server.journal().await(client.name(), "fed");
		for (int i = 0; i < 5_000; i++) {
			client.text(PING);
		}
		client.text("end");
		server.journal().await(client.name(), "end");
		Connection connection = server.connection(client.name());
		assertThat(connection.isEstablished()).isTrue();
		assertThat(connection.info().queuedMessages()).isBetween(50, 100);
		assertThat(connection.info().droppedMessages()).isZero();
		assertThat(client.nextText()).isEqualTo(PLUG);
		for (int i = 0; i < 50; i++) {
			assertThat(client.nextText()).isEqualTo("fed " + i);
		}
		connection.push("last");
		int pongs = 0;
		while (client.nextText().equals(PONG)) {
			pongs++;
		}
		assertThat(pongs).isBetween(1, 50);
	}

	@Test
	void pushOfAReservedTypeShouldBeRefused() {
		RawWebSocketClient client = agreed("/echo");
		Connection connection = server().connection(client.name());
		assertThatIllegalArgumentException().isThrownBy(() -> connection.push(new Mine()))
			.withMessageContaining("'ws.mine'");
		assertThatIllegalArgumentException().isThrownBy(() -> server().connections().broadcast(new Mine()));
		TestServer off = server(OFF);
		RawWebSocketClient plain = raw(off, "/echo");
		assertThat(off.connection(plain.name()).push(new Mine())).isEqualTo(PushResult.ACCEPTED);
		assertThat(plain.nextText()).isEqualTo("{\"type\":\"ws.mine\"}");
	}

	@Test
	void endOfTheServerShouldSpreadTheReturnOfItsClients() {
		TestServer server = start("ws.drain.retry-after=30s");
		List<TestClient> agreed = connect(server, 40, "ws.v1");
		List<TestClient> others = connect(server, 5, "other");
		server.close();
		Set<String> reasons = new HashSet<>();
		for (TestClient client : agreed) {
			CloseStatus status = client.nextClose();
			assertThat(status.getCode()).isEqualTo(1012);
			assertThat(status.getReason()).matches("retry-after=([1-9]|[12][0-9]|30)");
			reasons.add(status.getReason());
		}
		assertThat(reasons).hasSizeGreaterThan(1);
		assertThat(others).allSatisfy((client) -> assertThat(client.nextClose()).isEqualTo(new CloseStatus(1012)));
	}

	@Test
	void endOfTheServerShouldAskForNothingIfNothingIsAskedFor() {
		TestServer server = start("ws.drain.retry-after=0");
		List<TestClient> agreed = connect(server, 2, "ws.v1");
		server.close();
		assertThat(agreed).allSatisfy((client) -> assertThat(client.nextClose()).isEqualTo(new CloseStatus(1012)));
	}

	/**
	 * Start a server that the test closes itself.
	 */
	private TestServer start(String property) {
		return TestServer.start(kind(), List.of(EchoEndpoint.class), property);
	}

	private List<TestClient> connect(TestServer server, int count, String offered) {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			TestClient client = connect(server, "/echo", offered);
			server.connection(client.name());
			clients.add(client);
		}
		return clients;
	}

	private RawWebSocketClient.Opening to(String path) {
		return RawWebSocketClient.to(server(), path);
	}

	private static void await(CountDownLatch gate) {
		try {
			assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
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
		String message(String text, Connection connection) {
			journal().add(connection, "blocked");
			await(this.gate);
			return "done";
		}

	}

	@WebSocketEndpoint("/opening")
	static class OpeningEndpoint extends EchoEndpoint {

		private final CountDownLatch gate = new CountDownLatch(1);

		OpeningEndpoint(Journal journal) {
			super(journal);
		}

		@Override
		protected void open(Connection connection) {
			super.open(connection);
			await(this.gate);
		}

	}

	@WebSocketEndpoint("/fed")
	static class FedEndpoint extends RecordingEndpoint {

		FedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		void message(String text, Connection connection) {
			if (text.equals("feed")) {
				connection.push(PLUG);
				IntStream.range(0, 50).forEach((i) -> connection.push("fed " + i));
				journal().add(connection, "fed");
			}
			else {
				journal().add(connection, text);
			}
		}

	}

	@MessageType("ws.mine")
	record Mine() {

	}

}
