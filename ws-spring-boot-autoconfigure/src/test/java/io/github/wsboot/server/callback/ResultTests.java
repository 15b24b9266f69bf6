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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnPong;
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

/**
 * Tests for parameters and results of callbacks.
 */
@ClientRole
class ResultTests extends ServerTests {

	ResultTests() {
		super(RoomEndpoint.class, AsyncEndpoint.class, TypedEndpoint.class, TextEndpoint.class, CookieEndpoint.class,
				ResourceEndpoint.class, ResourceBroadcastEndpoint.class);
	}

	/**
	 * Return a server that does not wait for long for the result of a callback whose
	 * client has closed.
	 */
	@Override
	public TestServer server(String... properties) {
		return super.server(StringUtils.addStringToArray(properties, "ws.close-timeout=1s"));
	}

	@ServerRole("Clients have no @Broadcast")
	@Test
	void broadcastShouldGoToTheEndpointOrTheRoom() {
		TestClient ada = connect("/rooms/red");
		TestClient bob = connect("/rooms/red");
		TestClient eve = connect("/rooms/blue");
		List.of(ada, bob, eve).forEach((client) -> {
			Connection connection = server().connection(client.name());
			connection.join(connection.pathVariables().get("room"));
		});
		ada.text("{\"type\":\"all\"}");
		ada.text("{\"type\":\"room\"}");
		ada.text("{\"type\":\"others\"}");
		ada.text("{\"type\":\"reply\"}");
		assertThat(ada.next(3)).containsExactly("to all", "to the room", "to the sender");
		assertThat(bob.next(3)).containsExactly("to all", "to the room", "to the others");
		assertThat(eve.next()).isEqualTo("to all");
		eve.text("{\"type\":\"reply\"}");
		assertThat(eve.next()).isEqualTo("to the sender");
	}

	@Test
	void typedMessageShouldGoToItsCallbackAndTheResultShouldBeTyped() {
		TestClient client = connect("/typed/7?flag=on");
		client.text("{\"type\":\"line\",\"text\":\"hi\"}");
		assertThat(client.next()).isEqualTo("{\"type\":\"said\",\"text\":\"hi\",\"room\":7}");
		client.text("{\"text\":\"before\",\"type\":\"line\"}");
		assertThat(client.next()).isEqualTo("{\"type\":\"said\",\"text\":\"before\",\"room\":7}");
		client.text("{\"type\":\"nothing\"}");
		client.text("{\"type\":\"other\",\"text\":\"x\"}");
		assertThat(client.next()).isEqualTo("untyped x on");
		client.text("{\"text\":\"y\"}");
		assertThat(client.next()).isEqualTo("untyped y on");
	}

	@Test
	void argumentsShouldComeFromTheHandshake() {
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server(), "/text?q=a%20b+c&many=1&many=2")
			.header("X-Custom", "custom")
			.connect());
		client.text("?");
		assertThat(client.nextText()).isEqualTo("a b c|[1, 2]|custom|default");
	}

	@ServerRole("Clients keep no cookies")
	@Test
	void cookieShouldComeFromTheHandshake() {
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server(), "/cookie").header("Cookie", "theme=dark; other=x").connect());
		client.text("?");
		assertThat(client.nextText()).isEqualTo("dark");
	}

	@Test
	void blankAndEmptyTextsShouldBeMessages() {
		TestClient client = connect("/text");
		client.text("").text(" ").text("\n");
		assertThat(client.next(3)).containsExactly("[]", "[ ]", "[\n]");
	}

	@Promise("callbacks")
	@Test
	void stageShouldHoldTheMailbox() {
		assertThatNextMessageWaits("stage");
	}

	@Promise("callbacks")
	@Test
	void monoShouldHoldTheMailbox() {
		assertThatNextMessageWaits("mono");
	}

	private void assertThatNextMessageWaits(String how) {
		RawWebSocketClient client = raw("/async");
		client.text(how).text("echo").send(RawFrame.of(RawFrame.PING, "read"));
		assertThat(client.next().opcode()).isEqualTo(RawFrame.PONG);
		server().journal().await(client.name(), how);
		assertThat(server().journal().of(client.name())).containsExactly(Journal.OPEN, how);
		server().bean(AsyncEndpoint.class).complete(client.name(), "done");
		assertThat(client.nextText()).isEqualTo("done");
		assertThat(client.nextText()).isEqualTo("echo");
	}

	@Promise("callbacks")
	@Test
	void stageShouldBeCancelledWhenTheConnectionCloses() {
		TestClient client = connect("/async").text("stage");
		server().journal().await(client.name(), "stage");
		client.close(1000, "");
		assertThat(server().journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "stage",
				"close 1000 CLIENT");
		// A cancellation is reported on another thread than @OnClose
		TestServer.await("cancellation")
			.untilAsserted(() -> assertThat(server().bean(AsyncEndpoint.class).stage(client.name())).isCancelled());
	}

	@Promise("callbacks")
	@Test
	void monoShouldBeCancelledWhenTheConnectionCloses() {
		TestClient client = connect("/async").text("mono");
		server().journal().await(client.name(), "mono");
		client.close(1000, "");
		server().journal().awaitEnd(client.name());
		server().journal().await(client.name() + " mono", "cancelled");
	}

	@Test
	void emptyResultsShouldSendNothing() {
		TestClient client = connect("/async");
		client.text("null").text("empty mono").text("empty stage").text("echo");
		assertThat(client.next()).isEqualTo("echo");
	}

	@Promise("conversion")
	@Test
	void resourceShouldBeOneBinaryMessage() {
		TestClient client = connect("/resource");
		assertThat(client.text("100000").nextBytes()).hasSize(100_000).containsOnly(7);
		assertThat(client.text("0").nextBytes()).isEmpty();
	}

	@ServerRole("Clients have no @Broadcast")
	@Promise("conversion")
	@Test
	void resourceShouldBeBroadcast() {
		TestClient client = connect("/resource-broadcast");
		TestClient other = connect("/resource-broadcast");
		server().connection(other.name());
		client.text("{\"type\":\"all\"}");
		assertThat(client.nextBytes()).containsExactly(1, 2);
		assertThat(other.nextBytes()).containsExactly(1, 2);
	}

	@Promise("conversion")
	@ParameterizedTest
	@ValueSource(strings = { "2000000", "missing" })
	void resourceThatIsTooLargeOrMissingShouldBeAFailure(String what) {
		TestClient client = connect("/resource").text(what);
		assertThat(client.nextClose().getCode()).isEqualTo(1011);
	}

	@Test
	void pongShouldReachItsCallback() {
		TestClient client = connect("/async");
		Connection connection = server().connection(client.name());
		connection.ping(ByteBuffer.wrap("are you there".getBytes(StandardCharsets.UTF_8)));
		assertThat(client.next()).isEqualTo("pong are you there");
		assertThat(client.pong("unasked").next()).isEqualTo("pong unasked");
	}

	@ServerRole("Clients have no @Broadcast")
	@WebSocketEndpoint("/rooms/{room}")
	static class RoomEndpoint extends RecordingEndpoint {

		RoomEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("all")
		@Broadcast
		String all() {
			return "to all";
		}

		@OnMessage("room")
		@Broadcast(room = "{room}")
		String room() {
			return "to the room";
		}

		@OnMessage("others")
		@Broadcast(room = "{room}", self = false)
		String others() {
			return "to the others";
		}

		@OnMessage("reply")
		String reply() {
			return "to the sender";
		}

	}

	record Line(String text) {
	}

	@MessageType("said")
	record Said(String text, int room) {
	}

	@WebSocketEndpoint("/typed/{room}")
	static class TypedEndpoint extends RecordingEndpoint {

		TypedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("line")
		Said line(Line line, @PathVariable int room) {
			return new Said(line.text(), room);
		}

		@OnMessage("nothing")
		void nothing() {
			journal().add("typed callback", "nothing");
		}

		@OnMessage
		String untyped(@Payload Line line, @RequestParam String flag) {
			return "untyped " + line.text() + " " + flag;
		}

	}

	@WebSocketEndpoint("/text")
	static class TextEndpoint extends RecordingEndpoint {

		TextEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String text(String text, @RequestParam(required = false) String q,
				@RequestParam(required = false) List<Integer> many,
				@RequestHeader(name = "X-Custom", required = false) String custom,
				@RequestParam(defaultValue = "default") String other) {
			return text.equals("?") ? q + "|" + many + "|" + custom + "|" + other : "[" + text + "]";
		}

	}

	@ServerRole("Clients keep no cookies")
	@WebSocketEndpoint("/cookie")
	static class CookieEndpoint extends RecordingEndpoint {

		CookieEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String theme(String text, @CookieValue(required = false) String theme) {
			return theme;
		}

	}

	@WebSocketEndpoint("/resource")
	static class ResourceEndpoint extends RecordingEndpoint {

		ResourceEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		Resource content(String what) {
			if (what.equals("missing")) {
				return new FileSystemResource(what);
			}
			byte[] content = new byte[Integer.parseInt(what)];
			Arrays.fill(content, (byte) 7);
			return new ByteArrayResource(content);
		}

	}

	@ServerRole("Clients have no @Broadcast")
	@WebSocketEndpoint("/resource-broadcast")
	static class ResourceBroadcastEndpoint extends RecordingEndpoint {

		ResourceBroadcastEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("all")
		@Broadcast
		ByteArrayResource all() {
			return new ByteArrayResource(new byte[] { 1, 2 });
		}

	}

	@WebSocketEndpoint("/async")
	static class AsyncEndpoint extends RecordingEndpoint {

		private final Map<String, CompletableFuture<String>> stages = new ConcurrentHashMap<>();

		private final Map<String, Sinks.One<String>> sinks = new ConcurrentHashMap<>();

		AsyncEndpoint(Journal journal) {
			super(journal);
		}

		CompletableFuture<String> stage(String client) {
			return this.stages.get(client);
		}

		void complete(String client, String value) {
			if (this.stages.containsKey(client)) {
				this.stages.get(client).complete(value);
			}
			else {
				this.sinks.get(client).tryEmitValue(value).orThrow();
			}
		}

		@OnMessage
		Object message(String text, Connection connection) {
			String client = TestServer.clientOf(connection);
			return switch (text) {
				case "stage" -> stage(client, connection);
				case "mono" -> mono(client, connection);
				case "null" -> null;
				case "empty mono" -> Mono.empty();
				case "empty stage" -> CompletableFuture.completedFuture(null);
				default -> text;
			};
		}

		private CompletionStage<String> stage(String client, Connection connection) {
			CompletableFuture<String> stage = new CompletableFuture<>();
			this.stages.put(client, stage);
			journal().add(connection, "stage");
			return stage;
		}

		private Mono<String> mono(String client, Connection connection) {
			Sinks.One<String> sink = Sinks.one();
			this.sinks.put(client, sink);
			return sink.asMono()
				.doOnSubscribe((subscription) -> journal().add(connection, "mono"))
				.doOnCancel(() -> journal().add(client + " mono", "cancelled"));
		}

		@OnPong
		String pong(byte[] payload) {
			return "pong " + new String(payload, StandardCharsets.UTF_8);
		}

	}

}
