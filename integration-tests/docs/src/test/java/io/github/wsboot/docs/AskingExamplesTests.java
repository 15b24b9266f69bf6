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
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Service;
import org.springframework.util.Assert;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the examples of the page about asking.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class AskingExamplesTests {

	private static final Pattern NUMBER = Pattern.compile("\"ask\":(\\d+)|\\[(\\d+)]");

	@LocalServerPort
	private int port;

	@Test
	void waiterShouldRingAndTakeAnOrder(@Autowired Waiter waiter) throws Exception {
		try (ExampleClient guest = ExampleClient.connect(this.port, "/tables")) {
			String table = guest.nextText();
			CompletionStage<Void> seen = waiter.ring(table);
			String notice = guest.nextText();
			assertThat(notice).startsWith("{\"type\":\"notice\",\"ask\":")
				.endsWith("\"text\":\"The kitchen closes at ten\"}");
			guest.send("{\"re\":" + number(notice) + "}");
			assertThat(await(seen)).isNull();
			CompletionStage<Waiter.Order> order = waiter.takeOrder(table);
			guest.send("{\"re\":" + number(guest.nextText()) + ",\"dish\":\"soup\"}");
			assertThat(await(order)).isEqualTo(new Waiter.Order("soup"));
		}
	}

	@Test
	void transferShouldBeConfirmedByItsClient() {
		try (ExampleClient client = ExampleClient.connect(this.port, "/transfers")) {
			client.send("{\"type\":\"transfer\",\"amount\":5}");
			client.send("{\"re\":" + number(client.nextText()) + ",\"value\":true}");
			assertThat(client.nextText()).isEqualTo("{\"type\":\"receipt\",\"state\":\"sent\"}");
		}
	}

	@Test
	void protocolShouldCarryTypesQuestionsAndAnswers() {
		try (ExampleClient client = ExampleClient.connect(this.port, "/prefixed")) {
			client.send("add {\"a\":1,\"b\":2}");
			String question = client.nextText();
			assertThat(question).isEqualTo("sure[" + number(question) + "] {\"sum\":3}");
			client.send("ok[" + number(question) + "] true");
			assertThat(client.nextText()).isEqualTo("3 it is");
		}
	}

	private static String number(String question) {
		Matcher matcher = NUMBER.matcher(question);
		assertThat(matcher.find()).as(question).isTrue();
		return (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
	}

	private static <T> T await(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
	}

	@ExampleApplication
	@Import({ Waiter.class, TableEndpoint.class, TransferEndpoint.class, PrefixedEndpoint.class })
	static class Application {

	}

	@WebSocketEndpoint("/tables")
	static class TableEndpoint {

		@OnOpen
		void seated(Connection connection) {
			connection.push(connection.id());
		}

	}

	@WebSocketEndpoint(value = "/prefixed", protocol = PrefixProtocol.class)
	static class PrefixedEndpoint {

		@OnMessage("add")
		CompletionStage<String> add(Operands operands, Connection connection) {
			Sum sum = new Sum(operands.a() + operands.b());
			return connection.ask(sum, Boolean.class).thenApply((sure) -> sum.sum() + (sure ? " it is" : " it is not"));
		}

		record Operands(int a, int b) {

		}

		@MessageType("sure")
		record Sum(int sum) {

		}

	}

	@Service
	static class Waiter {

		private final ConnectionManager connections;

		Waiter(ConnectionManager connections) {
			this.connections = connections;
		}

		CompletionStage<Void> ring(String table) {
			return this.connections.ask(table, new Notice("The kitchen closes at ten"));
		}

		CompletionStage<Order> takeOrder(String table) {
			return this.connections.ask(table, new Menu(List.of("soup", "pie")), Order.class, Duration.ofMinutes(5));
		}

		@MessageType("notice")
		record Notice(String text) {

		}

		@MessageType("menu")
		record Menu(List<String> dishes) {

		}

		record Order(String dish) {

		}

	}

	@WebSocketEndpoint("/transfers")
	static class TransferEndpoint {

		@OnMessage("transfer")
		CompletionStage<Receipt> transfer(Transfer transfer, Connection connection) {
			return connection.ask(new Confirm(transfer.amount()), Boolean.class)
				.thenApply((confirmed) -> new Receipt(confirmed ? "sent" : "cancelled"));
		}

		record Transfer(int amount) {

		}

		@MessageType("confirm")
		record Confirm(int amount) {

		}

		@MessageType("receipt")
		record Receipt(String state) {

		}

	}

	static class PrefixProtocol implements MessageProtocol {

		private static final Pattern MESSAGE = Pattern.compile("(\\w+)(?:\\[(\\w+)])? (.*)", Pattern.DOTALL);

		private final JsonMapper mapper;

		PrefixProtocol(JsonMapper mapper) {
			this.mapper = mapper;
		}

		@Override
		public InboundMessage read(String text) {
			Matcher message = MESSAGE.matcher(text);
			Assert.isTrue(message.matches(), "Not a message of this protocol");
			String id = message.group(2);
			return switch (message.group(1)) {
				case "ok" -> InboundMessage.answer(id, message.group(3));
				case "fail" -> InboundMessage.failure(id, message.group(3));
				default -> (id != null) ? InboundMessage.question(id, message.group(1), message.group(3))
						: InboundMessage.message(message.group(1), message.group(3));
			};
		}

		@Override
		public Object question(long number, @Nullable String type, Object payload) {
			return type + "[" + number + "] " + this.mapper.writeValueAsString(payload);
		}

		@Override
		public Object answer(Object id, @Nullable Object result) {
			return "ok[" + id + "] " + this.mapper.writeValueAsString(result);
		}

		@Override
		public Object failure(Object id, Throwable cause, @Nullable Object result) {
			return "fail[" + id + "] " + this.mapper.writeValueAsString(result);
		}

	}

}
