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

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

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
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Answers;
import io.github.wsboot.server.ClientRole;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerRole;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@ClientRole
class AskTests extends ServerTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	AskTests() {
		super(PlainEndpoint.class, AskingEndpoint.class, OpeningEndpoint.class, LoopEndpoint.class);
	}

	@Promise("ask")
	@Test
	void askShouldCompleteWithTheAnswer() {
		TestClient client = connect("/plain");
		CompletionStage<Choice> choice = connection(client).ask(new Question("Tea?"), Choice.class);
		String question = client.next();
		assertThat(question)
			.isEqualTo("{\"type\":\"question\",\"ask\":" + Answers.number(question) + ",\"text\":\"Tea?\"}");
		Answers.send(client, question, "\"option\":\"milk\"");
		assertThat(Answers.await(choice)).isEqualTo(new Choice("milk"));
	}

	@Promise("ask")
	@Test
	void answerShouldBeReadByTheClass() {
		TestClient client = connect("/plain");
		assertThat(ask(client, Boolean.class, "\"value\":true")).isTrue();
		assertThat(ask(client, String.class, "\"value\":\"yes\"")).isEqualTo("yes");
		assertThat(ask(client, Integer.class, "\"value\":5")).isEqualTo(5);
		assertThat(ask(client, BigDecimal.class, "\"value\":0.10")).isEqualTo(new BigDecimal("0.10"));
		assertThat(ask(client, int[].class, "\"value\":[1,2]")).containsExactly(1, 2);
		assertThat(ask(client, Object.class, "\"value\":5")).isEqualTo(Map.of("value", 5));
		assertThat(ask(client, Void.class, "\"value\":[]")).isNull();
	}

	@Test
	void textOfAJsonObjectShouldBeAQuestion() {
		TestClient client = connect("/plain");
		CompletionStage<Void> seen = connection(client).ask("{\"text\":\"Fire drill\"}");
		String question = client.next();
		assertThat(question).isEqualTo("{\"ask\":" + Answers.number(question) + ",\"text\":\"Fire drill\"}");
		Answers.send(client, question, "\"any\":1");
		assertThat(Answers.await(seen)).isNull();
	}

	@Promise("ask")
	@Test
	void whatIsNoObjectShouldBeRefusedAndReachNobody() {
		TestClient client = connect("/plain");
		Connection connection = connection(client);
		for (Object payload : List.of("text", "[1]", List.of(1), 5, new byte[1], Map.of("ask", 1), Map.of("re", 1))) {
			assertThatIllegalArgumentException().isThrownBy(() -> connection.ask(payload));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> connection.ask(null));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> connection.ask(new Question("x"), Choice.class, Duration.ZERO));
		connection.push("nothing before");
		assertThat(client.next()).isEqualTo("nothing before");
	}

	@Promise("ask")
	@Test
	void whatIsNotAnsweredShouldFailInTimeAndBeIgnoredLater() {
		TestClient client = connect("/plain");
		CompletionStage<Choice> choice = connection(client).ask(new Question("Tea?"), Choice.class,
				Duration.ofMillis(50));
		String question = client.next();
		assertThat(Answers.awaitFailure(choice)).isInstanceOf(AskTimeoutException.class);
		Answers.send(client, question, "\"option\":\"late\"");
		assertThat(client.text("hello").next()).isEqualTo("echo hello");
	}

	@Promise("ask")
	@Test
	void clientShouldAnswerOnlyWhatItWasAsked() {
		TestClient client = connect("/plain");
		TestClient other = connect("/plain");
		CompletionStage<Choice> choice = connection(client).ask(new Question("Tea?"), Choice.class, LONG);
		CompletionStage<Choice> otherChoice = connection(other).ask(new Question("Tea?"), Choice.class, LONG);
		String question = client.next();
		Answers.send(other, question, "\"option\":\"forged\"");
		Answers.send(client, question, "\"option\":\"own\"");
		Answers.send(client, question, "\"option\":\"again\"");
		assertThat(Answers.await(choice)).isEqualTo(new Choice("own"));
		Answers.send(other, other.next(), "\"option\":\"other\"");
		assertThat(Answers.await(otherChoice)).isEqualTo(new Choice("other"));
		assertThat(client.text("hello").next()).isEqualTo("echo hello");
	}

	@Promise("ask")
	@Test
	void whileAnAskWaitsAnswersToAnythingElseShouldBeIgnored() {
		TestClient client = connect("/plain");
		CompletionStage<Choice> choice = connection(client).ask(new Question("Tea?"), Choice.class, LONG);
		String question = client.next();
		long number = Long.parseLong(Answers.number(question));
		for (long other : List.of(0L, number - 1, number + 1, Long.MAX_VALUE)) {
			client.text("{\"re\":" + other + ",\"option\":\"unknown\"}");
		}
		Answers.send(client, question, "\"option\":\"milk\"");
		assertThat(Answers.await(choice)).isEqualTo(new Choice("milk"));
		assertThat(client.text("hello").next()).isEqualTo("echo hello");
	}

	@Promise("ask")
	@Test
	void onceNoAskWaitsOnlyNumbersThatWereAskedShouldMakeAnAnswer() {
		TestClient client = connect("/plain");
		CompletionStage<Choice> choice = connection(client).ask(new Question("Tea?"), Choice.class, LONG);
		String question = client.next();
		Answers.send(client, question, "\"option\":\"milk\"");
		Answers.await(choice);
		long number = Long.parseLong(Answers.number(question));
		Answers.send(client, question, "\"option\":\"doubled\"");
		for (long other : List.of(number - 1, number + 1)) {
			String message = "{\"re\":" + other + "}";
			assertThat(client.text(message).next()).isEqualTo("echo " + message);
		}
	}

	@Test
	void fieldOfAnAnswerShouldMeanNothingToWhoWasNeverAsked() {
		TestClient client = connect("/plain");
		connection(client);
		assertThat(client.text("{\"re\":1}").next()).isEqualTo("echo {\"re\":1}");
	}

	@Promise("ask")
	@Test
	void errorOfTheClientShouldFailTheAsk() {
		TestClient client = connect("/plain");
		CompletionStage<Choice> choice = connection(client).ask(new Question("Tea?"), Choice.class, LONG);
		Answers.send(client, client.next(), "\"error\":{\"code\":5}");
		assertThat(Answers.awaitFailure(choice)).isInstanceOfSatisfying(AskFailedException.class,
				(ex) -> assertThat(ex.content()).isEqualTo("{\"code\":5}"));
	}

	@Promise("ask")
	@Test
	void answerThatDoesNotFitShouldFailTheAskAndKeepTheConnection() {
		TestClient client = connect("/plain");
		CompletionStage<Choice> choice = connection(client).ask(new Question("Tea?"), Choice.class, LONG);
		Answers.send(client, client.next(), "\"option\":{}");
		assertThat(Answers.awaitFailure(choice)).isInstanceOf(PayloadConversionException.class);
		assertThat(client.text("hello").next()).isEqualTo("echo hello");
	}

	@Promise("ask")
	@Test
	void endOfTheConnectionShouldFailTheAskAtOnce() {
		TestClient client = connect("/plain");
		Connection connection = connection(client);
		CompletionStage<Choice> choice = connection.ask(new Question("Tea?"), Choice.class, LONG);
		client.close(1000, "");
		assertThat(Answers.awaitFailure(choice)).isInstanceOf(ConnectionEndedException.class);
		server().journal().awaitEnd(client.name());
		assertThat(Answers.awaitFailure(connection.ask(new Question("Tea?"))))
			.isInstanceOf(ConnectionEndedException.class);
		assertThat(Answers.awaitFailure(server().connections().ask(connection.id(), new Question("Tea?"))))
			.isInstanceOfSatisfying(PushRefusedException.class,
					(ex) -> assertThat(ex.result()).isEqualTo(PushResult.NOT_FOUND));
	}

	@Promise("ask")
	@Test
	void disconnectShouldFailTheAskAtOnce() {
		for (boolean terminate : new boolean[] { false, true }) {
			TestClient client = connect("/plain");
			Connection connection = connection(client);
			CompletionStage<Choice> choice = connection.ask(new Question("Tea?"), Choice.class, LONG);
			if (terminate) {
				connection.terminate();
			}
			else {
				connection.disconnect(CloseStatus.NORMAL);
			}
			assertThat(Answers.awaitFailure(choice)).isInstanceOf(ConnectionEndedException.class);
		}
	}

	@Promise("ask")
	@Test
	void tooManyAsksShouldBeRefused() {
		TestServer server = server("ws.ask.max-pending=2", "ws.ask.max-pending-total=3");
		TestClient client = connect(server, "/plain");
		TestClient other = connect(server, "/plain");
		Connection connection = server.connection(client.name());
		List<CompletionStage<Void>> asks = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			asks.add(connection.ask(new Question("" + i)));
		}
		assertThat(Answers.awaitFailure(asks.get(2))).isInstanceOfSatisfying(PushRefusedException.class, (ex) -> {
			assertThat(ex.result()).isEqualTo(PushResult.OVERLOADED);
			assertThat(ex).hasMessageContaining("'ws.ask.max-pending'");
		});
		Connection otherConnection = server.connection(other.name());
		CompletionStage<Void> third = otherConnection.ask(new Question("a"));
		assertThat(Answers.awaitFailure(otherConnection.ask(new Question("b"))))
			.isInstanceOf(PushRefusedException.class)
			.hasMessageContaining("'ws.ask.max-pending-total'");
		Answers.send(client, client.next(), "\"x\":1");
		Answers.await(asks.get(0));
		CompletionStage<Void> again = connection.ask(new Question("again"));
		Answers.send(client, client.next(), "\"x\":1");
		Answers.send(client, client.next(), "\"x\":1");
		Answers.send(other, other.next(), "\"x\":1");
		Answers.await(asks.get(1));
		Answers.await(again);
		Answers.await(third);
	}

	@Promise("ask")
	@Test
	void askShouldKeepTheOrderOfPushes() {
		TestClient client = connect("/plain");
		Connection connection = connection(client);
		connection.push("before");
		CompletionStage<Void> seen = connection.ask(new Question("between"));
		connection.push("after");
		assertThat(client.next()).isEqualTo("before");
		String question = client.next();
		assertThat(question).contains("between");
		assertThat(client.next()).isEqualTo("after");
		Answers.send(client, question, "\"x\":1");
		Answers.await(seen);
	}

	@Promise("ask")
	@Test
	void audienceShouldBeAskedWithOneMessage() {
		List<TestClient> clients = connect(3, "/plain");
		List<String> ids = clients.stream().map((client) -> connection(client).id()).toList();
		clients.forEach((client) -> connection(client).join("jury"));
		CompletionStage<Replies<Choice>> all = server().connections()
			.room("jury")
			.ask(new Question("Guilty?"), Choice.class, LONG);
		List<String> questions = clients.stream().map(TestClient::next).toList();
		assertThat(questions).containsOnly(questions.get(0));
		Answers.send(clients.get(0), questions.get(0), "\"option\":\"yes\"");
		Answers.send(clients.get(1), questions.get(1), "\"error\":null");
		clients.get(2).close();
		Replies<Choice> replies = Answers.await(all);
		assertThat(replies.replies()).containsExactly(Map.entry(ids.get(0), new Choice("yes")));
		assertThat(replies.failures()).containsOnlyKeys(ids.get(1), ids.get(2));
		assertThat(replies.failures().get(ids.get(1))).isInstanceOf(AskFailedException.class);
		assertThat(replies.failures().get(ids.get(2))).isInstanceOf(ConnectionEndedException.class);
		assertThat(Answers.await(server().connections().room("nobody").ask(new Question("?"), Choice.class)).replies())
			.isEmpty();
	}

	@Promise("ask")
	@Test
	void callbackShouldWaitForItsOwnClient() {
		TestClient client = connect("/asking");
		connection(client);
		client.text("wait");
		Answers.send(client, client.next(), "\"option\":\"milk\"");
		assertThat(client.next()).isEqualTo("waited for milk");
		client.text("stage");
		Answers.send(client, client.next(), "\"option\":\"sugar\"");
		assertThat(client.next()).isEqualTo("got sugar");
	}

	@Promise("ask")
	@Test
	void asManyCallbacksAsWorkersShouldWaitForTheirClients() {
		TestServer server = server("ws.worker.max-threads=2");
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			clients.add(connect(server, "/asking").text("wait"));
		}
		List<String> questions = clients.stream().map(TestClient::next).toList();
		for (int i = 0; i < 2; i++) {
			Answers.send(clients.get(i), questions.get(i), "\"option\":\"" + i + "\"");
			assertThat(clients.get(i).next()).isEqualTo("waited for " + i);
		}
		clients.forEach((client) -> client.text("time out"));
		for (TestClient client : clients) {
			assertThat(client.next()).contains("ask");
			assertThat(client.next()).isEqualTo("AskTimeoutException");
		}
	}

	@Promise("ask")
	@Test
	void openingCallbackShouldWaitForItsOwnClient() {
		TestClient client = connect("/opening");
		Answers.send(client, client.next(), "\"option\":\"first\"");
		assertThat(client.next()).isEqualTo("opened with first");
	}

	@Promise("ask")
	@Test
	void fullMailboxShouldStillLetAnAnswerThrough() {
		TestServer server = server("ws.receive.max-pending-messages=4");
		TestClient client = connect(server, "/asking");
		client.text("wait");
		String question = client.next();
		for (int i = 0; i < 5; i++) {
			client.text("queued " + i);
		}
		Answers.send(client, question, "\"option\":\"milk\"");
		assertThat(client.next()).isEqualTo("waited for milk");
		for (int i = 0; i < 5; i++) {
			assertThat(client.next()).isEqualTo("echo queued " + i);
		}
	}

	@Promise("ask")
	@Test
	void askOfAFullMailboxShouldReadOn() {
		TestServer server = server("ws.receive.max-pending-messages=4");
		TestClient client = connect(server, "/asking");
		client.text("latch");
		assertThat(client.next()).isEqualTo("latched");
		for (int i = 0; i < 5; i++) {
			client.text("queued " + i);
		}
		server.bean(AskingEndpoint.class).latch.countDown();
		Answers.send(client, client.next(), "\"option\":\"milk\"");
		assertThat(client.next()).isEqualTo("waited for milk");
		assertThat(client.next(5)).containsExactly("echo queued 0", "echo queued 1", "echo queued 2", "echo queued 3",
				"echo queued 4");
	}

	@Promise("ask")
	@Test
	void mailboxThatIsFullTwiceShouldFailItsAsks() {
		TestServer server = server("ws.receive.max-pending-messages=4");
		TestClient client = connect(server, "/asking");
		client.text("wait");
		client.next();
		for (int i = 0; i < 20; i++) {
			client.text("queued " + i);
		}
		assertThat(client.next()).isEqualTo("ConnectionBlockedException");
		for (int i = 0; i < 20; i++) {
			assertThat(client.next()).isEqualTo("echo queued " + i);
		}
	}

	@Promise("ask")
	@Test
	void pausedConnectionShouldFailItsAsks() {
		TestClient client = connect("/plain");
		Connection connection = connection(client);
		CompletionStage<Choice> before = connection.ask(new Question("before"), Choice.class, LONG);
		connection.pause();
		assertThat(Answers.awaitFailure(before)).isInstanceOf(ConnectionBlockedException.class);
		assertThat(Answers.awaitFailure(connection.ask(new Question("while"), Choice.class, LONG)))
			.isInstanceOf(ConnectionBlockedException.class);
		connection.resume();
		assertThat(client.next()).contains("before");
		CompletionStage<Choice> after = connection.ask(new Question("after"), Choice.class, LONG);
		String question = client.next();
		assertThat(question).contains("after");
		Answers.send(client, question, "\"option\":\"yes\"");
		assertThat(Answers.await(after)).isEqualTo(new Choice("yes"));
	}

	@Promise("ask")
	@Test
	void loopShouldNotWaitButReturnTheStage() {
		TestClient client = connect("/loop");
		client.text("join");
		assertThat(client.next()).contains("ask");
		assertThat(client.next()).contains("ask");
		assertThat(client.next()).isEqualTo("IllegalStateException");
		client.text("stage");
		Answers.send(client, client.next(), "\"option\":\"milk\"");
		assertThat(client.next()).isEqualTo("got milk");
	}

	@Promise("ask")
	@Test
	void dependentStagesShouldRunOnThreadsOfTheirOwn() {
		TestClient client = connect("/plain");
		CompletableFuture<String> thread = new CompletableFuture<>();
		connection(client).ask(new Question("Tea?"), Choice.class, LONG)
			.thenAccept((choice) -> thread.complete(Thread.currentThread().getName()));
		Answers.send(client, client.next(), "\"option\":\"milk\"");
		assertThat(Answers.await(thread)).startsWith("ws-ask-");
	}

	@Promise("ask")
	@ServerRole("Servers may stay silent")
	@Test
	void answerShouldNotBeTheFirstMessage() {
		TestServer server = server("ws.first-message-timeout=3s");
		TestClient client = connect(server, "/plain");
		server.connection(client.name()).ask(new Question("?"), Choice.class, LONG);
		Answers.send(client, client.next(), "\"option\":\"x\"");
		assertThat(client.nextClose().getCode()).isEqualTo(1008);
	}

	@Promise("ask")
	@ServerRole("Servers may stay silent")
	@Test
	void answerThatIsLateShouldNotBeTheFirstMessage() {
		TestServer server = server("ws.first-message-timeout=3s");
		TestClient client = connect(server, "/plain");
		CompletionStage<Choice> choice = server.connection(client.name())
			.ask(new Question("?"), Choice.class, Duration.ofMillis(20));
		String question = client.next();
		Answers.awaitFailure(choice);
		Answers.send(client, question, "\"option\":\"late\"");
		assertThat(client.nextClose().getCode()).isEqualTo(1008);
	}

	@Promise("ask")
	@Test
	void blockedDependentsShouldNotHoldUpTasksOfTheServer() throws Exception {
		TestServer server = server("ws.worker.max-threads=2");
		CountDownLatch latch = new CountDownLatch(1);
		CountDownLatch blocked = new CountDownLatch(2);
		try {
			for (TestClient client : List.of(connect(server, "/plain"), connect(server, "/plain"))) {
				server.connection(client.name()).ask(new Question("?"), Choice.class, LONG).thenRun(() -> {
					blocked.countDown();
					awaitQuietly(latch);
				});
				Answers.send(client, client.next(), "\"option\":\"x\"");
			}
			assertThat(blocked.await(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
			// The event that comes before its first callback is one of those tasks
			TestClient other = connect(server, "/loop").text("stage");
			assertThat(other.next()).contains("ask");
		}
		finally {
			latch.countDown();
		}
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Connection connection(TestClient client) {
		return server().connection(client.name());
	}

	private <T> T ask(TestClient client, Class<T> type, String answer) {
		CompletionStage<T> stage = connection(client).ask(new Question("?"), type, LONG);
		Answers.send(client, client.next(), answer);
		return Answers.await(stage);
	}

	@MessageType("question")
	record Question(String text) {

	}

	record Choice(String option) {

	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint extends RecordingEndpoint {

		PlainEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String said(String text) {
			return "echo " + text;
		}

	}

	@WebSocketEndpoint("/asking")
	static class AskingEndpoint extends RecordingEndpoint {

		final CountDownLatch latch = new CountDownLatch(1);

		AskingEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		Object said(String text, Connection connection) throws InterruptedException {
			return switch (text) {
				case "wait" -> "waited for " + await(connection.ask(new Question("Tea?"), Choice.class, LONG));
				case "time out" -> await(connection.ask(new Question("Tea?"), Choice.class, Duration.ofMillis(50)));
				case "stage" -> connection.ask(new Question("Tea?"), Choice.class, LONG)
					.thenApply((choice) -> "got " + choice.option());
				case "latch" -> {
					connection.push("latched");
					assertThat(this.latch.await(TestServer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
					yield "waited for " + await(connection.ask(new Question("Tea?"), Choice.class, LONG));
				}
				default -> "echo " + text;
			};
		}

		private static String await(CompletionStage<Choice> choice) {
			return choice.toCompletableFuture().join().option();
		}

		@OnError
		String failed(CompletionException ex) {
			return ex.getCause().getClass().getSimpleName();
		}

	}

	@WebSocketEndpoint("/opening")
	static class OpeningEndpoint {

		@OnOpen
		void opened(Connection connection) {
			Choice choice = connection.ask(new Question("Tea?"), Choice.class, LONG).toCompletableFuture().join();
			connection.push("opened with " + choice.option());
		}

	}

	@NonBlocking
	@WebSocketEndpoint("/loop")
	static class LoopEndpoint {

		@OnMessage
		Object said(String text, Connection connection) {
			CompletionStage<String> stage = connection.ask(new Question("Tea?"), Choice.class, LONG)
				.thenApply((choice) -> "got " + choice.option());
			if (!text.equals("join")) {
				return stage;
			}
			assertThatIllegalStateException()
				.isThrownBy(() -> connection.ask(new Question("Tea?"), Choice.class, LONG).toCompletableFuture().get());
			return stage.toCompletableFuture().join();
		}

		@OnError
		String failed(IllegalStateException ex) {
			return ex.getClass().getSimpleName();
		}

	}

}
