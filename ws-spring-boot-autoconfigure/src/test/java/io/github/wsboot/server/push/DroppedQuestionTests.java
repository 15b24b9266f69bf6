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

package io.github.wsboot.server.push;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.wsboot.Connection;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushRefusedException;
import io.github.wsboot.PushResult;
import io.github.wsboot.Replies;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Answers;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for questions to a client that does not read, which its queue accepts and drops
 * later.
 */
@Promise("ask")
class DroppedQuestionTests extends ServerTests {

	/** More than the sockets' buffers hold. */
	private static final String PLUG = "x".repeat(30_000_000);

	/** Longer than any wait of a test. */
	private static final Duration LONG = Duration.ofHours(1);

	DroppedQuestionTests() {
		super(QuizEndpoint.class);
	}

	@Test
	void questionThatMakesRoomForANewerOneShouldFailAtOnce() {
		TestServer server = server("drop-oldest");
		RawWebSocketClient client = slow(server);
		Connection connection = server.connection(client.name());
		List<CompletionStage<Integer>> asks = IntStream.range(0, 5).mapToObj((i) -> ask(connection, i)).toList();
		for (CompletionStage<Integer> dropped : asks.subList(0, 3)) {
			assertThatQuestionIsDropped(Answers.awaitFailure(dropped));
		}
		assertThat(client.nextText()).isEqualTo(PLUG);
		for (CompletionStage<Integer> kept : asks.subList(3, 5)) {
			answer(client);
			assertThat(Answers.await(kept)).isEqualTo(7);
		}
	}

	@Test
	void questionThatLosesItsPlaceShouldFailAtOnce() {
		TestServer server = server("drop-newest");
		RawWebSocketClient client = slow(server);
		Connection connection = server.connection(client.name());
		// While there is a message with options, the loop decides whether there is room
		connection.push("a", PushOptions.conflate("a"));
		CompletionStage<Integer> kept = ask(connection, 1);
		assertThatQuestionIsDropped(Answers.awaitFailure(ask(connection, 2)));
		assertThat(client.nextText()).isEqualTo(PLUG);
		assertThat(client.nextText()).isEqualTo("a");
		answer(client);
		assertThat(Answers.await(kept)).isEqualTo(7);
	}

	@Test
	void audienceShouldNotWaitForWhoHasLostTheQuestion() {
		TestServer server = server("drop-oldest");
		RawWebSocketClient slow = slow(server);
		Connection slowConnection = server.connection(slow.name());
		TestClient client = connect(server, "/quiz");
		server.connection(client.name());
		CompletionStage<Replies<Integer>> all = server.connections()
			.all()
			.ask(Map.of("text", "All?"), Integer.class, LONG);
		Answers.send(client, client.next(), "\"value\":7");
		slowConnection.push("newer");
		slowConnection.push("newest");
		Replies<Integer> replies = Answers.await(all);
		assertThat(replies.replies()).containsOnlyKeys(server.connection(client.name()).id());
		assertThat(replies.failures()).containsOnlyKeys(slowConnection.id());
		assertThatQuestionIsDropped(replies.failures().get(slowConnection.id()));
	}

	private static CompletionStage<Integer> ask(Connection connection, int number) {
		return connection.ask(Map.of("text", "Question " + number), Integer.class, LONG);
	}

	private static void answer(RawWebSocketClient client) {
		client.text("{\"re\":" + Answers.number(client.nextText()) + ",\"value\":7}");
	}

	private static void assertThatQuestionIsDropped(Throwable failure) {
		assertThat(failure).isInstanceOfSatisfying(PushRefusedException.class,
				(ex) -> assertThat(ex.result()).isEqualTo(PushResult.DROPPED));
	}

	private TestServer server(String overflow) {
		return server("ws.send.overflow=" + overflow, "ws.send.max-messages=3", "ws.send.max-bytes=32MB",
				"ws.send.max-delay=10m");
	}

	/**
	 * Connect a client that does not read, and whose queue has room for two messages.
	 */
	private RawWebSocketClient slow(TestServer server) {
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server, "/quiz").receiveBuffer(1024).connect());
		assertThat(server.connection(client.name()).push(PLUG)).isEqualTo(PushResult.ACCEPTED);
		return client;
	}

	@WebSocketEndpoint("/quiz")
	static class QuizEndpoint extends RecordingEndpoint {

		QuizEndpoint(Journal journal) {
			super(journal);
		}

	}

}
