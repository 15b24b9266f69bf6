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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.AskFailedException;
import io.github.wsboot.AskTimeoutException;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionBlockedException;
import io.github.wsboot.ConnectionEndedException;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushRefusedException;
import io.github.wsboot.PushResult;
import io.github.wsboot.Replies;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
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

	private TestServer a;

	private TestServer b;

	ClusterAskTests() {
		super(PlainEndpoint.class);
	}

	@BeforeEach
	void startNodes() {
		List<TestServer> nodes = nodes("a", "b");
		this.a = nodes.get(0);
		this.b = nodes.get(1);
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

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint {

		@OnMessage
		String said(String text) {
			return "echo " + text;
		}

	}

}
