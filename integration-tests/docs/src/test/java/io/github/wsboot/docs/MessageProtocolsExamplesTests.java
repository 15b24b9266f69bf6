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

package io.github.wsboot.docs;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.AskFailedException;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.docs.JsonRpcProtocol.MalformedException;
import io.github.wsboot.docs.JsonRpcProtocol.Problem;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the examples of the page about protocols of messages.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class MessageProtocolsExamplesTests {

	@Autowired
	private ConnectionManager connections;

	@LocalServerPort
	private int port;

	@Test
	void questionsOfAPageShouldBeAnswered() {
		try (ExampleClient page = ExampleClient.connect(this.port, "/shop",
				(handshake) -> handshake.subprotocols("ws.v1"))) {
			page.send("{\"type\":\"price\",\"ask\":1,\"of\":\"tea\"}");
			assertThat(page.nextText()).isEqualTo("{\"re\":1,\"amount\":4,\"currency\":\"EUR\"}");
			page.send("{\"type\":\"price\",\"ask\":2,\"of\":\"gold\"}");
			assertThat(page.nextText()).isEqualTo("{\"re\":2,\"error\":{\"code\":\"sold-out\"}}");
			page.send("{\"type\":\"seen\",\"ask\":3}");
			assertThat(page.nextText()).isEqualTo("{\"re\":3}");
		}
	}

	@Test
	void requestsOfJsonRpcShouldBeAnswered() {
		try (ExampleClient client = ExampleClient.connect(this.port, "/rpc")) {
			client.send(
					"{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":{\"minuend\":42,\"subtrahend\":23},\"id\":3}");
			assertThat(client.nextText()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":19}");
			client.send("{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":[\"a notification\"]}");
			client.send("{\"jsonrpc\":\"2.0\",\"method\":\"foobar\",\"id\":\"1\"}");
			assertThat(client.nextText()).isEqualTo(
					"{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}");
			client.send("{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":\"x\",\"id\":\"2\"}");
			assertThat(client.nextText()).isEqualTo(
					"{\"jsonrpc\":\"2.0\",\"id\":\"2\",\"error\":{\"code\":-32602,\"message\":\"Invalid params\"}}");
			client.send("{\"jsonrpc\":\"2.0\",\"method\":\"foobar,");
			assertThat(client.nextText())
				.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"Parse error\"}}");
			client.send("[{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"id\":1}]");
			assertThat(client.nextText()).isEqualTo(
					"{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"Invalid Request\"}}");
		}
	}

	@Test
	void clientOfJsonRpcShouldBeAsked() throws Exception {
		try (ExampleClient client = ExampleClient.connect(this.port, "/rpc")) {
			client.send(
					"{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":{\"minuend\":1,\"subtrahend\":1},\"id\":0}");
			client.nextText();
			Connection connection = this.connections.connections()
				.filter((candidate) -> candidate.endpoint().equals("/rpc"))
				.findFirst()
				.orElseThrow();
			CompletionStage<Version> version = connection.ask(new AskVersion("library"), Version.class);
			JsonNode request = JsonMapper.shared().readTree(client.nextText());
			assertThat(request.get("method").asString()).isEqualTo("version");
			assertThat(request.get("params").toString()).isEqualTo("{\"of\":\"library\"}");
			client.send("{\"jsonrpc\":\"2.0\",\"result\":{\"major\":5},\"id\":" + request.get("id") + "}");
			assertThat(version.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(new Version(5));
			CompletionStage<Version> refused = connection.ask(new AskVersion("nothing"), Version.class);
			JsonNode second = JsonMapper.shared().readTree(client.nextText());
			client.send(
					"{\"jsonrpc\":\"2.0\",\"error\":{\"code\":1,\"message\":\"no\"},\"id\":" + second.get("id") + "}");
			assertThat(refused.toCompletableFuture()).failsWithin(Duration.ofSeconds(10))
				.withThrowableThat()
				.withCauseInstanceOf(AskFailedException.class);
		}
	}

	@MessageType("version")
	record AskVersion(String of) {

	}

	record Version(int major) {

	}

	@WebSocketEndpoint("/shop")
	static class ShopEndpoint {

		@OnMessage("price")
		Price price(Item item) {
			if (item.of().equals("gold")) {
				throw new SoldOutException();
			}
			return new Price(4, "EUR");
		}

		@OnMessage("seen")
		void seen() {
		}

		@OnError
		Map<String, String> soldOut(SoldOutException ex) {
			return Map.of("code", "sold-out");
		}

	}

	record Item(String of) {

	}

	record Price(int amount, String currency) {

	}

	static class SoldOutException extends RuntimeException {

	}

	@WebSocketEndpoint(value = "/rpc", protocol = JsonRpcProtocol.class)
	static class CalculatorEndpoint {

		@OnMessage("subtract")
		int subtract(Operands operands) {
			return operands.minuend() - operands.subtrahend();
		}

		@OnMessage("log")
		void log(String params) {
			// A notification is not answered
		}

		@OnError
		Map<String, @Nullable Object> malformed(MalformedException ex) {
			return JsonRpcProtocol.response(null, "error", ex.problem);
		}

		@OnError
		Problem failed(ArithmeticException ex) {
			return new Problem(-32000, "Cannot compute this");
		}

		record Operands(int minuend, int subtrahend) {

		}

	}

	@ExampleApplication
	@Import({ ShopEndpoint.class, CalculatorEndpoint.class })
	static class Application {

	}

}
