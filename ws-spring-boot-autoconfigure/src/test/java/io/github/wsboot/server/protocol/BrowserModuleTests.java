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

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.AskFailedException;
import io.github.wsboot.Connection;
import io.github.wsboot.Handshake;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Program;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the browser's module against the server, in Node with the WebSocket of the npm
 * package {@code ws}, by scripts.
 */
@PlainOnly
class BrowserModuleTests extends ServerTests {

	private static final Path SCRIPTS = Path.of("src/test/js").toAbsolutePath();

	/** Unpacked by the build. */
	private static final Path LIBRARY = Path.of("target/npm-ws").toAbsolutePath();

	private static final Pattern DELAYS = Pattern.compile("(?m)^delays ([0-9 ]+)$");

	BrowserModuleTests() {
		super(EchoEndpoint.class, GameEndpoint.class, TypedEndpoint.class, AskedEndpoint.class);
	}

	@Test
	void moduleShouldWorkWithTheServer() {
		try (Program node = node()) {
			int status = node.run(script("against-server.js"), LIBRARY.toString(), uri(server()),
					uri(server("ws.browser-client.enabled=false")));
			assertThat(status).as(node::output).isZero();
			assertThat(node.output()).contains("passed: a path without an endpoint");
		}
	}

	@Test
	void drainShouldSpreadTheReturns() {
		try (Program node = node()) {
			try (TestServer server = TestServer.start(kind(), sources(), "ws.drain.retry-after=10s")) {
				node.start(script("against-drain.js"), LIBRARY.toString(), uri(server));
				TestServer.await("connections").until(() -> {
					assertThat(node.isRunning()).as(node::output).isTrue();
					return node.output().contains("open");
				});
			}
			TestServer.await("end of Node").until(() -> !node.isRunning());
			Matcher delays = DELAYS.matcher(node.output());
			assertThat(delays.find()).as(node::output).isTrue();
			assertThat(Stream.of(delays.group(1).split(" ")).map(Integer::valueOf)).hasSize(20)
				.allMatch((delay) -> delay >= 1_000 && delay < 10_500)
				.anyMatch((delay) -> delay >= 4_000)
				.anyMatch((delay) -> delay < 8_000);
		}
	}

	private static Program node() {
		Program node = Program.find("WS_REQUIRE_NODE", "node", "nodejs");
		assertThat(LIBRARY.resolve("index.js")).as("'ws', which 'mvn generate-test-resources' unpacks").exists();
		return node;
	}

	private static String script(String name) {
		return SCRIPTS.resolve(name).toString();
	}

	private static String uri(TestServer server) {
		return "ws://localhost:" + server.port();
	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint {

		@OnMessage
		String message(String text, Connection connection, Handshake handshake) {
			if (text.startsWith("close ")) {
				connection.disconnect(new CloseStatus(Integer.parseInt(text.substring(6)), "as asked"));
			}
			return text.equals("sub-protocol") ? String.valueOf(handshake.subProtocol()) : text;
		}

	}

	@WebSocketEndpoint(value = "/game", subProtocols = { "game.v2", "game.v1" })
	static class GameEndpoint extends EchoEndpoint {

	}

	@WebSocketEndpoint("/typed")
	static class TypedEndpoint {

		@OnMessage("say")
		Line say(Say say) {
			return new Line(say.text());
		}

		@OnMessage
		byte[] reverse(ByteBuffer bytes) {
			byte[] reversed = new byte[bytes.remaining()];
			for (int i = reversed.length - 1; i >= 0; i--) {
				reversed[i] = bytes.get();
			}
			return reversed;
		}

		record Say(String text) {

		}

		@MessageType("line")
		record Line(String text) {

		}

	}

	@WebSocketEndpoint("/asked")
	static class AskedEndpoint {

		@OnMessage("price")
		Price price(Item item) {
			return new Price(item.of(), 5);
		}

		@OnMessage("nothing")
		void nothing() {
		}

		@OnMessage("ask back")
		CompletionStage<String> askBack(Item item, Connection connection) {
			return connection.ask(new Question(item.of()), Choice.class).thenApply(Choice::option);
		}

		@OnMessage("sold out")
		void soldOut() {
			throw new IllegalStateException("secret");
		}

		@OnError
		String soldOut(IllegalStateException ex) {
			return "sold out";
		}

		@OnError
		String notAnswered(AskFailedException ex) {
			return "AskFailedException";
		}

		record Item(String of) {

		}

		record Price(String of, int amount) {

		}

		@MessageType("question")
		record Question(String text) {

		}

		record Choice(String option) {

		}

	}

}
