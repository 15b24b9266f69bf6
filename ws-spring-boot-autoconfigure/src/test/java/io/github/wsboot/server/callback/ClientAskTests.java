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

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.annotation.JsonView;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatusCode;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.web.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.wsboot.Connection;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.extension.ExceptionStatus;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for questions of clients that have agreed to the sub-protocol for it: each is
 * answered once, whatever comes of its callback.
 */
@Promise("ask")
class ClientAskTests extends ServerTests {

	private static final String AGREED = "ws.v1";

	ClientAskTests() {
		super(ShopEndpoint.class, StrictEndpoint.class, LoopEndpoint.class, TextEndpoint.class, ReceiptHandler.class,
				Denied.class);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			object       | {"re":17,"name":"tea"}
			text         | {"re":17,"value":"tea"}
			list         | {"re":17,"value":["tea","milk"]}
			number       | {"re":17,"value":5}
			bytes        | {"re":17,"value":"AQI="}
			view         | {"re":17,"name":"tea"}
			optional     | {"re":17,"name":"tea"}
			stage        | {"re":17,"name":"tea"}
			mono         | {"re":17,"name":"tea"}
			void         | {"re":17}
			null         | {"re":17}
			nothing      | {"re":17}
			empty stage  | {"re":17}
			empty mono   | {"re":17}
			handler      | {"re":17}
			""")
	void resultShouldBeTheAnswer(String type, String answer) {
		TestClient client = agreed("/shop");
		assertThat(ask(client, type, 17).next()).isEqualTo(answer);
		assertNothingElse(client);
	}

	@ParameterizedTest
	@ValueSource(strings = { "7", "\"7\"", "\"a b\"", "9223372036854775807", "123456789012345678901234567890", "-1" })
	void idShouldComeBackAsItIs(String id) {
		TestClient client = agreed("/shop");
		client.text("{\"ask\":" + id + ",\"type\":\"object\"}");
		assertThat(client.next()).isEqualTo("{\"re\":" + id + ",\"name\":\"tea\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "1.5", "null", "{}", "[1]" })
	void otherIdsShouldMeanNothing(String id) {
		TestClient client = agreed("/shop");
		client.text("{\"ask\":" + id + ",\"type\":\"object\"}");
		assertThat(client.next()).isEqualTo("{\"type\":\"tea\",\"name\":\"tea\"}");
	}

	@Test
	void questionsWithTheSameIdShouldEachBeAnswered() {
		TestClient client = agreed("/shop");
		ask(client, "object", 1);
		ask(client, "text", 1);
		assertThat(client.next(2)).containsExactly("{\"re\":1,\"name\":\"tea\"}", "{\"re\":1,\"value\":\"tea\"}");
	}

	@Test
	void fieldShouldMeanNothingWithoutTheSubProtocol() {
		TestClient client = connect("/shop");
		assertThat(ask(client, "object", 17).next()).isEqualTo("{\"type\":\"tea\",\"name\":\"tea\"}");
		assertThat(ask(client, "echo", 17).next()).isEqualTo("{\"ask\":17,\"type\":\"echo\"}");
	}

	@Test
	void nestedFieldShouldMeanNothing() {
		TestClient client = agreed("/shop");
		String message = "{\"type\":\"echo\",\"price\":{\"ask\":17}}";
		assertThat(client.text(message).next()).isEqualTo(message);
	}

	@Test
	void namesOfTheFieldsShouldBeTheApplications() {
		TestServer server = server("ws.message.ask-field=id", "ws.message.reply-field=to",
				"ws.message.type-field=kind");
		TestClient client = connect(server, "/shop", AGREED);
		assertThat(client.text("{\"kind\":\"object\",\"id\":\"x\"}").next())
			.isEqualTo("{\"to\":\"x\",\"name\":\"tea\"}");
	}

	@Test
	void broadcastShouldReachTheOthersAndLeaveTheAnswerEmpty() {
		TestClient other = connect("/shop");
		server().connection(other.name());
		TestClient client = agreed("/shop");
		ask(client, "broadcast", 17);
		assertThat(client.next()).isEqualTo("{\"re\":17}");
		assertThat(other.next()).isEqualTo("{\"type\":\"tea\",\"name\":\"tea\"}");
		assertNothingElse(client);
	}

	@Test
	void answerShouldKeepItsPlaceAmongPushes() {
		TestClient client = agreed("/shop");
		ask(client, "pushing", 17);
		assertThat(client.next(2)).containsExactly("before", "{\"re\":17,\"name\":\"tea\"}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			failing         | {"re":17,"error":{"code":"IllegalStateException"}}
			failing stage   | {"re":17,"error":{"code":"IllegalStateException"}}
			failing mono    | {"re":17,"error":{"code":"IllegalStateException"}}
			cancelled stage | {"re":17,"error":{"code":"CancellationException"}}
			stream          | {"re":17,"error":{"code":"IllegalStateException"}}
			resource        | {"re":17,"error":{"code":"IllegalStateException"}}
			reserved        | {"re":17,"error":{"code":"IllegalArgumentException"}}
			reserved error  | {"re":17,"error":{"code":"IllegalArgumentException"}}
			validated       | {"re":17,"error":{"code":"PayloadValidationException"}}
			converted       | {"re":17,"error":{"code":"PayloadConversionException"}}
			quiet           | {"re":17,"error":null}
			late            | {"re":17,"error":"later"}
			""")
	void resultOfOnErrorShouldBeTheFailure(String type, String answer) {
		TestClient client = agreed("/shop");
		assertThat(ask(client, type, 17).next()).isEqualTo(answer);
		assertNothingElse(client);
	}

	@Test
	void broadcastOfOnErrorShouldLeaveTheFailureEmpty() {
		TestClient other = connect("/shop");
		server().connection(other.name());
		TestClient client = agreed("/shop");
		assertThat(ask(client, "shown to all", 17).next()).isEqualTo("{\"re\":17,\"error\":null}");
		assertThat(other.next()).isEqualTo("sold out");
		assertNothingElse(client);
	}

	@ParameterizedTest
	@ValueSource(strings = { "unknown", "validated", "converted" })
	void faultOfTheClientShouldBeAnsweredAndKeepTheConnection(String type) {
		TestClient client = agreed("/strict");
		assertThat(ask(client, type, 17).next()).isEqualTo("{\"re\":17,\"error\":null}");
		assertThat(ask(client, "fine", 18).next()).isEqualTo("{\"re\":18}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "failing", "failing stage", "failing twice" })
	void failureOfTheApplicationShouldBeAnsweredBeforeThePolicyDecides(String type) {
		TestClient client = agreed("/strict");
		assertThat(ask(client, type, 17).next()).isEqualTo("{\"re\":17,\"error\":null}");
		assertThat(client.nextClose().getCode()).isEqualTo(1011);
		TestClient kept = connect(server("ws.failure=log"), "/strict", AGREED);
		assertThat(ask(kept, type, 17).next()).isEqualTo("{\"re\":17,\"error\":null}");
		assertThat(ask(kept, "fine", 18).next()).isEqualTo("{\"re\":18}");
	}

	@Test
	void exceptionWithAStatusShouldBeAnsweredBeforeItCloses() {
		TestClient client = agreed("/strict");
		assertThat(ask(client, "denied", 17).next()).isEqualTo("{\"re\":17,\"error\":null}");
		assertThat(client.nextClose().getCode()).isEqualTo(4499);
	}

	@Test
	void answerThatIsTooLargeShouldFail() {
		TestClient client = connect(server("ws.send.max-bytes=1KB"), "/shop", AGREED);
		assertThat(ask(client, "large", 17).next())
			.isEqualTo("{\"re\":17,\"error\":{\"code\":\"IllegalStateException\"}}");
	}

	@Test
	void loopShouldAnswer() {
		TestClient client = agreed("/loop");
		assertThat(ask(client, "now", 17).next()).isEqualTo("{\"re\":17,\"value\":\"now\"}");
		assertThat(ask(client, "later", 18).next()).isEqualTo("{\"re\":18,\"value\":\"later\"}");
		assertThat(ask(client, "failing", 19).next()).isEqualTo("{\"re\":19,\"error\":\"IllegalStateException\"}");
	}

	@Test
	void callbackWithoutATypeShouldTakeQuestions() {
		TestClient client = agreed("/text");
		assertThat(client.text("{\"ask\":17}").next()).isEqualTo("{\"re\":17,\"value\":\"{\\\"ask\\\":17}\"}");
		assertThat(client.text("{\"ask\":17").next()).isEqualTo("{\"ask\":17");
		assertThat(client.text("[{\"ask\":17}]").next()).isEqualTo("[{\"ask\":17}]");
		assertThat(client.text("{\"re\":17}").next()).isEqualTo("{\"re\":17}");
	}

	@Test
	void bothSidesShouldAskAtOnce() {
		TestClient client = agreed("/shop");
		Connection connection = server().connection(client.name());
		CompletableFuture<Tea> choice = connection.ask(Map.of("text", "Which?"), Tea.class).toCompletableFuture();
		String question = client.next();
		String number = question.replaceAll("\\D", "");
		ask(client, "object", Integer.parseInt(number));
		assertThat(client.next()).isEqualTo("{\"re\":" + number + ",\"name\":\"tea\"}");
		client.text("{\"re\":" + number + ",\"name\":\"milk\"}");
		assertThat(choice.orTimeout(60, TimeUnit.SECONDS).join().name()).isEqualTo("milk");
	}

	@Test
	void callbackShouldAskItsOwnClientBeforeItAnswers() {
		TestClient client = agreed("/shop");
		ask(client, "asking", 17);
		String number = client.next().replaceAll("\\D", "");
		client.text("{\"re\":" + number + ",\"name\":\"milk\"}");
		assertThat(client.next()).isEqualTo("{\"re\":17,\"name\":\"milk\"}");
	}

	@Test
	void afterTheEndNothingShouldBeAnswered() {
		TestClient client = agreed("/shop");
		ask(client, "closing", 17);
		assertThat(client.nextClose().getCode()).isEqualTo(4000);
		TestClient pending = agreed("/shop");
		ask(pending, "never", 17);
		server().journal().await(pending.name(), "never");
		server().connection(pending.name()).disconnect(CloseStatus.NORMAL);
		assertThat(pending.nextClose().getCode()).isEqualTo(1000);
	}

	@Test
	void questionBeyondTheRateShouldBeDroppedAsAnyMessage() {
		TestServer server = server("ws.message.rate=1", "ws.message.burst=1");
		TestClient client = connect(server, "/shop", AGREED);
		ask(client, "object", 1);
		ask(client, "object", 2);
		assertThat(client.next(2)).containsExactly("{\"re\":1,\"name\":\"tea\"}", "{\"code\":\"RateLimitException\"}");
	}

	private TestClient agreed(String path) {
		return connect(path, AGREED);
	}

	private static TestClient ask(TestClient client, String type, int id) {
		return client.text("{\"ask\":" + id + ",\"type\":\"" + type + "\"}");
	}

	private static void assertNothingElse(TestClient client) {
		assertThat(ask(client, "text", 0).next()).isEqualTo("{\"re\":0,\"value\":\"tea\"}");
	}

	private static <T> CompletableFuture<T> inFuture(T value) {
		return CompletableFuture.supplyAsync(() -> value);
	}

	@MessageType("tea")
	record Tea(@NotBlank String name) {

	}

	record Reserved(String re) {

	}

	record ReservedError(String value, String error) {

	}

	record Receipt(int amount) {

	}

	record Secret(@JsonView(Object.class) String name, @JsonView(Secret.class) String recipe) {

	}

	static class SoldOutException extends RuntimeException {

	}

	static class LateException extends RuntimeException {

	}

	static class DeniedException extends RuntimeException {

	}

	static class Denied implements ExceptionStatus {

		@Override
		public @Nullable HttpStatusCode ofHandshake(Throwable exception) {
			return null;
		}

		@Override
		public @Nullable CloseStatus ofConnection(Throwable exception) {
			return (exception instanceof DeniedException) ? new CloseStatus(4499, "denied") : null;
		}

	}

	static class QuietException extends RuntimeException {

	}

	@WebSocketEndpoint("/shop")
	static class ShopEndpoint extends RecordingEndpoint {

		ShopEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("object")
		Tea object() {
			return new Tea("tea");
		}

		@OnMessage("text")
		String text() {
			return "tea";
		}

		@OnMessage("echo")
		String echo(String text) {
			return text;
		}

		@OnMessage("list")
		List<String> list() {
			return List.of("tea", "milk");
		}

		@OnMessage("number")
		int number() {
			return 5;
		}

		@OnMessage("bytes")
		byte[] bytes() {
			return new byte[] { 1, 2 };
		}

		@OnMessage("view")
		@JsonView(Object.class)
		Secret view() {
			return new Secret("tea", "secret");
		}

		@OnMessage("optional")
		Optional<Tea> optional() {
			return Optional.of(new Tea("tea"));
		}

		@OnMessage("stage")
		CompletionStage<Tea> stage() {
			return inFuture(new Tea("tea"));
		}

		@OnMessage("mono")
		Mono<Tea> mono() {
			return Mono.fromFuture(inFuture(new Tea("tea")));
		}

		@OnMessage("void")
		void nothing() {
		}

		@OnMessage("null")
		Tea none() {
			return null;
		}

		@OnMessage("nothing")
		Optional<Tea> absent() {
			return Optional.empty();
		}

		@OnMessage("empty stage")
		CompletionStage<Void> emptyStage() {
			return inFuture(null);
		}

		@OnMessage("empty mono")
		Mono<Tea> emptyMono() {
			return Mono.empty();
		}

		@OnMessage("handler")
		Receipt receipt() {
			return new Receipt(5);
		}

		@OnMessage("broadcast")
		@Broadcast(self = false)
		Tea broadcast() {
			return new Tea("tea");
		}

		@OnMessage("pushing")
		Tea pushing(Connection connection) {
			connection.push("before");
			return new Tea("tea");
		}

		@OnMessage("large")
		String large() {
			return "x".repeat(2000);
		}

		@OnMessage("asking")
		CompletionStage<Tea> asking(Connection connection) {
			return connection.ask(Map.of("text", "Which?"), Tea.class);
		}

		@OnMessage("closing")
		Tea closing(Connection connection) {
			connection.disconnect(new CloseStatus(4000));
			return new Tea("tea");
		}

		@OnMessage("never")
		CompletionStage<Tea> never(Connection connection) {
			journal().add(connection, "never");
			return new CompletableFuture<>();
		}

		@OnMessage("failing")
		void failing() {
			throw new IllegalStateException("secret");
		}

		@OnMessage("failing stage")
		CompletionStage<Tea> failingStage() {
			return CompletableFuture.supplyAsync(() -> {
				throw new IllegalStateException("secret");
			});
		}

		@OnMessage("failing mono")
		Mono<Tea> failingMono() {
			return Mono.error(new IllegalStateException("secret"));
		}

		@OnMessage("cancelled stage")
		CompletionStage<Tea> cancelledStage() {
			CompletableFuture<Tea> cancelled = new CompletableFuture<>();
			cancelled.cancel(true);
			return cancelled;
		}

		@OnMessage("stream")
		Flux<Tea> stream() {
			return Flux.just(new Tea("tea"));
		}

		@OnMessage("resource")
		Resource resource() {
			return new ByteArrayResource(new byte[1]);
		}

		@OnMessage("reserved")
		Reserved reserved() {
			return new Reserved("x");
		}

		@OnMessage("reserved error")
		ReservedError reservedError() {
			return new ReservedError("x", null);
		}

		@OnMessage("validated")
		void validated(@Valid Tea tea) {
		}

		@OnMessage("converted")
		void converted(List<Tea> tea) {
		}

		@OnMessage("quiet")
		void quiet() {
			throw new QuietException();
		}

		@OnMessage("late")
		void late() {
			throw new LateException();
		}

		@OnMessage("shown to all")
		void shownToAll() {
			throw new SoldOutException();
		}

		@OnError
		Map<String, String> failed(Exception ex) {
			return Map.of("code", ex.getClass().getSimpleName());
		}

		@OnError
		void quietly(QuietException ex) {
		}

		@OnError
		CompletionStage<String> later(LateException ex) {
			return inFuture("later");
		}

		@OnError
		@Broadcast(self = false)
		String soldOut(SoldOutException ex) {
			return "sold out";
		}

	}

	@WebSocketEndpoint("/strict")
	static class StrictEndpoint {

		@OnMessage("fine")
		void fine() {
		}

		@OnMessage("validated")
		void validated(@Valid Tea tea) {
		}

		@OnMessage("converted")
		void converted(List<Tea> tea) {
		}

		@OnMessage("failing")
		void failing() {
			throw new IllegalStateException("secret");
		}

		@OnMessage("failing stage")
		CompletionStage<Tea> failingStage() {
			return CompletableFuture.failedStage(new IllegalStateException("secret"));
		}

		@OnMessage("denied")
		void denied() {
			throw new DeniedException();
		}

		@OnMessage("failing twice")
		void failingTwice() {
			throw new SoldOutException();
		}

		@OnError
		void failed(SoldOutException ex) {
			throw new IllegalStateException("secret again");
		}

	}

	@NonBlocking
	@WebSocketEndpoint("/loop")
	static class LoopEndpoint {

		@OnMessage("now")
		String now() {
			return "now";
		}

		@OnMessage("later")
		CompletionStage<String> soon() {
			return inFuture("later");
		}

		@OnMessage("failing")
		void failing() {
			throw new IllegalStateException("secret");
		}

		@OnError
		String failed(IllegalStateException ex) {
			return ex.getClass().getSimpleName();
		}

	}

	@WebSocketEndpoint("/text")
	static class TextEndpoint {

		@OnMessage
		String said(String text) {
			return text;
		}

	}

	static class ReceiptHandler implements WebSocketEndpointConfigurer, HandlerMethodReturnValueHandler {

		@Override
		public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
			handlers.add(this);
		}

		@Override
		public boolean supportsReturnType(MethodParameter returnType) {
			return returnType.getParameterType() == Receipt.class;
		}

		@Override
		public void handleReturnValue(Object value, MethodParameter returnType, Message<?> message) {
			// Writes it elsewhere
		}

	}

}
