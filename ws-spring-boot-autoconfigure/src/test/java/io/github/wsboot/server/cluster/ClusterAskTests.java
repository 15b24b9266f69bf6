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

package io.github.wsboot.server.cluster;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.AskFailedException;
import io.github.wsboot.AskTimeoutException;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionBlockedException;
import io.github.wsboot.ConnectionEndedException;
import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushRefusedException;
import io.github.wsboot.PushResult;
import io.github.wsboot.Replies;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.member.ClusterCounters;
import io.github.wsboot.cluster.member.ClusterCounters.Direction;
import io.github.wsboot.server.Answers;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for asks from one node to the connections of another.
 */
@Promise("ask")
class ClusterAskTests extends ClusterTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final String MADE_UP = "AAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA";

	private static final Price PRICE = new Price(new BigDecimal("0.10"), new BigInteger("12345678901234567890"));

	private static final String WRITTEN_PRICE = "{\"amount\":0.10,\"units\":12345678901234567890}";

	private TestServer a;

	private TestServer b;

	ClusterAskTests() {
		super(PlainEndpoint.class, RpcEndpoint.class);
	}

	@BeforeEach
	void startNodes() {
		List<TestServer> nodes = nodes("a", "b");
		this.a = nodes.get(0);
		this.b = nodes.get(1);
	}

	@AfterEach
	void openGate() {
		Rpc.gate.complete(null);
	}

	@Test
	void askByIdShouldReachTheNodeOfTheConnectionAndReturnItsAnswer() {
		TestClient client = connect(this.b, "/plain");
		CompletionStage<Choice> choice = ask(id(client), new Question("T\u00e9?"), Choice.class);
		String question = client.next();
		assertThat(question)
			.isEqualTo("{\"type\":\"question\",\"ask\":" + Answers.number(question) + ",\"text\":\"T\u00e9?\"}");
		Answers.send(client, question, "\"option\":\"m\u00eblk\"");
		assertThat(Answers.await(choice)).isEqualTo(new Choice("m\u00eblk"));
	}

	@Test
	void answerShouldBeReadByTheClass() {
		TestClient client = connect(this.b, "/plain");
		String id = id(client);
		assertThat(ask(id, client, Boolean.class, "\"value\":true")).isTrue();
		assertThat(ask(id, client, String.class, "\"value\":\"yes\"")).isEqualTo("yes");
		assertThat(ask(id, client, Object.class, "\"value\":5")).isEqualTo(Map.of("value", 5));
		assertThat(ask(id, client, Void.class, "\"value\":5")).isNull();
	}

	@Test
	void exactNumbersShouldKeepTheirDigits() {
		TestClient client = connect(this.b, "/plain");
		String id = id(client);
		CompletionStage<Price> price = ask(id, PRICE, Price.class);
		String question = client.next();
		assertThat(question).endsWith(WRITTEN_PRICE.substring(1));
		Answers.send(client, question, WRITTEN_PRICE.substring(1, WRITTEN_PRICE.length() - 1));
		assertThat(Answers.await(price)).isEqualTo(PRICE);
		assertThat(ask(id, client, BigDecimal.class, "\"value\":0.10")).isEqualTo(PRICE.amount());
		assertThat(ask(id, client, BigInteger.class, "\"value\":12345678901234567890")).isEqualTo(PRICE.units());
	}

	@Test
	void protocolOfTheEndpointShouldCarryIdValueAndErrorBetweenNodes() {
		TestClient client = connect(this.b, "/rpc");
		String id = id(client);
		CompletionStage<Price> price = ask(id, new Question("?"), Price.class);
		String first = client.next();
		assertThat(first)
			.isEqualTo("{\"id\":\"" + Rpc.id(first) + "\",\"method\":\"question\",\"params\":{\"text\":\"?\"}}");
		CompletionStage<BigDecimal> amount = ask(id, PRICE, BigDecimal.class);
		String second = client.next();
		assertThat(second)
			.isEqualTo("{\"id\":\"" + Rpc.id(second) + "\",\"method\":null,\"params\":" + WRITTEN_PRICE + "}");
		CompletionStage<String> text = ask(id, "a text", String.class);
		String third = client.next();
		assertThat(third).contains("\"params\":\"a text\"");
		client.text("{\"id\":\"" + Rpc.id(third) + "\",\"result\":\"yes\"}");
		client.text("{\"id\":\"" + Rpc.id(second) + "\",\"result\":0.10}");
		client.text("{\"id\":\"" + Rpc.id(first) + "\",\"result\":" + WRITTEN_PRICE + "}");
		assertThat(Answers.await(text)).isEqualTo("yes");
		assertThat(Answers.await(amount)).isEqualTo(PRICE.amount());
		assertThat(Answers.await(price)).isEqualTo(PRICE);
		CompletionStage<Price> failed = ask(id, new Question("!"), Price.class);
		client.text("{\"id\":\"" + Rpc.id(client.next()) + "\",\"error\":{\"code\":-32000}}");
		assertThat(Answers.awaitFailure(failed)).isInstanceOfSatisfying(AskFailedException.class,
				(ex) -> assertThat(ex.content()).isEqualTo("{\"code\":-32000}"));
	}

	@Test
	void slowProtocolShouldHoldUpOnlyItsConnection() {
		TestClient asked = connect(this.b, "/rpc");
		TestClient other = connect(this.b, "/plain");
		String id = id(asked);
		Rpc.gate = new CompletableFuture<>();
		CompletionStage<String> answer = ask(id, new Question("1"), String.class);
		TestServer.await("the protocol").until(() -> Rpc.gate.getNumberOfDependents() > 0);
		CompletionStage<String> next = ask(id, new Question("2"), String.class);
		this.a.connections().push(id, "after");
		this.a.connections().push(id(other), "to another one");
		assertThat(other.next()).isEqualTo("to another one");
		this.a.connections().broadcast("to all");
		assertThat(other.next()).isEqualTo("to all");
		long heartbeats = heartbeats();
		TestServer.await("heartbeats").until(() -> heartbeats() >= heartbeats + 2);
		assertThat(asked.hasNext()).isFalse();
		this.a.connections().disconnect(id, new CloseStatus(4001));
		this.a.connections().push(id(other), "last");
		assertThat(other.next()).isEqualTo("last");
		Rpc.gate.complete(null);
		assertThat(asked.next()).contains("\"1\"");
		assertThat(asked.next()).contains("\"2\"");
		assertThat(asked.next()).isEqualTo("after");
		assertThat(asked.next()).isEqualTo("to all");
		assertThat(asked.nextClose().getCode()).isEqualTo(4001);
		assertThat(Answers.awaitFailure(answer)).isInstanceOf(ConnectionEndedException.class);
		assertThat(Answers.awaitFailure(next)).isInstanceOf(ConnectionEndedException.class);
	}

	private long heartbeats() {
		return this.b.bean(ClusterCounters.class)
			.messages(Direction.RECEIVE, ClusterCounters.Kind.HEARTBEAT, Topic.Kind.ALL);
	}

	@Test
	void failuresShouldBeTheSameAsOnOneNode() {
		TestClient client = connect(this.b, "/plain");
		Connection connection = this.b.connection(client.name());
		CompletionStage<Choice> failed = ask(connection.id(), new Question("1"), Choice.class);
		Answers.send(client, client.next(), "\"error\":{\"code\":5}");
		assertThat(Answers.awaitFailure(failed)).isInstanceOfSatisfying(AskFailedException.class,
				(ex) -> assertThat(ex.content()).isEqualTo("{\"code\":5}"));
		CompletionStage<Choice> unfit = ask(connection.id(), new Question("2"), Choice.class);
		Answers.send(client, client.next(), "\"option\":{}");
		assertThat(Answers.awaitFailure(unfit)).isInstanceOf(PayloadConversionException.class);
		assertThat(Answers.awaitFailure(
				this.a.connections().ask(connection.id(), new Question("3"), Choice.class, Duration.ofMillis(50))))
			.isInstanceOf(AskTimeoutException.class);
		assertThat(client.next()).contains("3");
		CompletionStage<Choice> blocked = ask(connection.id(), new Question("4"), Choice.class);
		assertThat(client.next()).contains("4");
		connection.pause();
		assertThat(Answers.awaitFailure(blocked)).isInstanceOf(ConnectionBlockedException.class);
		connection.resume();
		CompletionStage<Choice> ended = ask(connection.id(), new Question("5"), Choice.class);
		assertThat(client.next()).contains("5");
		connection.terminate();
		assertThat(Answers.awaitFailure(ended)).isInstanceOf(ConnectionEndedException.class);
		TestServer.await("the end").until(() -> !this.b.connections().exists(connection.id()));
		assertThat(Answers.awaitFailure(ask(connection.id(), new Question("6"), Choice.class))).isInstanceOfSatisfying(
				PushRefusedException.class, (ex) -> assertThat(ex.result()).isEqualTo(PushResult.NOT_FOUND));
	}

	@Test
	void whatIsNoQuestionThereShouldFail() {
		TestClient client = connect(this.b, "/plain");
		String id = id(client);
		assertThat(Answers.awaitFailure(ask(id, List.of(1), Choice.class))).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("JSON object");
		assertThatIllegalArgumentException().isThrownBy(() -> ask(id, new byte[1], Choice.class));
		assertThatIllegalArgumentException().isThrownBy(() -> ask(id, null, Choice.class));
	}

	@Test
	void whatNoNodeHasShouldBeRefused() {
		TestServer.await("settled membership")
			.until(() -> this.a.connections().push(MADE_UP, "x") == PushResult.NOT_FOUND);
		assertThat(Answers.awaitFailure(ask(MADE_UP, new Question("?"), Choice.class))).isInstanceOfSatisfying(
				PushRefusedException.class, (ex) -> assertThat(ex.result()).isEqualTo(PushResult.NOT_FOUND));
	}

	@Test
	void askShouldKeepTheOrderOfPushes() {
		TestClient client = connect(this.b, "/plain");
		String id = id(client);
		this.a.connections().push(id, "before");
		CompletionStage<Choice> choice = ask(id, new Question("between"), Choice.class);
		this.a.connections().push(id, "after");
		assertThat(client.next()).isEqualTo("before");
		String question = client.next();
		assertThat(question).contains("between");
		assertThat(client.next()).isEqualTo("after");
		Answers.send(client, question, "\"option\":\"x\"");
		Answers.await(choice);
	}

	@Test
	void endOfTheNodeShouldFailItsAsks() {
		TestServer c = temporaryNode("c", PATIENT);
		List.of(this.a, this.b, c).forEach((node) -> awaitNodes(node, "a", "b", "c"));
		TestClient client = connect(c, "/plain");
		CompletionStage<Choice> choice = ask(c.connection(client.name()).id(), new Question("?"), Choice.class);
		client.next();
		c.close();
		assertThat(Answers.awaitFailure(choice)).isInstanceOf(ConnectionEndedException.class);
		List.of(this.a, this.b).forEach((node) -> awaitNodes(node, "a", "b"));
	}

	@Test
	void audienceShouldAskThisNodeOnly() {
		TestClient here = connect(this.a, "/plain");
		TestClient there = connect(this.b, "/plain");
		String id = this.a.connection(here.name()).id();
		id(there);
		CompletionStage<Replies<Choice>> replies = this.a.connections()
			.all()
			.ask(new Question("?"), Choice.class, LONG);
		Answers.send(here, here.next(), "\"option\":\"x\"");
		assertThat(Answers.await(replies).replies()).containsOnlyKeys(id);
		this.a.connections().broadcast("after");
		assertThat(there.next()).isEqualTo("after");
	}

	private <T> CompletionStage<T> ask(String id, Object payload, Class<T> type) {
		return this.a.connections().ask(id, payload, type, LONG);
	}

	private <T> T ask(String id, TestClient client, Class<T> type, String answer) {
		CompletionStage<T> stage = ask(id, new Question("?"), type);
		Answers.send(client, client.next(), answer);
		return Answers.await(stage);
	}

	private String id(TestClient client) {
		return this.b.connection(client.name()).id();
	}

	@MessageType("question")
	record Question(String text) {

	}

	record Choice(String option) {

	}

	record Price(BigDecimal amount, BigInteger units) {

	}

	/** Ids are texts that begin with a letter. */
	static class Rpc implements MessageProtocol {

		private static final ObjectReader READER = JsonMapper.shared()
			.reader()
			.with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

		/** Held by a test until questions may be written. */
		private static volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

		static String id(String question) {
			return READER.readTree(question).get("id").asString();
		}

		@Override
		public InboundMessage read(String text) {
			JsonNode message = READER.readTree(text);
			String number = message.get("id").asString().substring(1);
			return message.has("error") ? InboundMessage.failure(number, message.get("error"))
					: InboundMessage.answer(number, message.get("result"));
		}

		@Override
		public Object question(long number, @Nullable String type, Object payload) {
			gate.copy().orTimeout(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
			Map<String, @Nullable Object> question = new LinkedHashMap<>();
			question.put("id", "q" + number);
			question.put("method", type);
			question.put("params", payload);
			return question;
		}

		@Override
		public Object answer(Object id, @Nullable Object result) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object failure(Object id, Throwable cause, @Nullable Object result) {
			throw new UnsupportedOperationException();
		}

	}

	@WebSocketEndpoint(value = "/rpc", protocol = Rpc.class)
	static class RpcEndpoint {

		@OnMessage
		void said(String text) {
		}

	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint {

		@OnMessage
		String said(String text) {
			return "echo " + text;
		}

	}

}
