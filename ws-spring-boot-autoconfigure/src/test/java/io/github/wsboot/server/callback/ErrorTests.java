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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.method.MethodValidationException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PayloadValidationException;
import io.github.wsboot.UnhandledMessageException;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnPong;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.ClientRole;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerRole;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every exception is handled or logged, and that its text never reaches the
 * client.
 */
@Promise("errors")
@ExtendWith(OutputCaptureExtension.class)
@ClientRole
class ErrorTests extends ServerTests {

	private static final String SECRET = "secret";

	ErrorTests() {
		super(BareEndpoint.class, TypedEndpoint.class, HandlingEndpoint.class, AdvisedEndpoint.class, FirstAdvice.class,
				ValidatedEndpoint.class, ValidatedHandshakeEndpoint.class, ValidatedAndHandlingEndpoint.class);
	}

	@Test
	void malformedJsonShouldCloseWith1007() {
		assertThatCloses("/bare", "{\"text\":", 1007, "close 1007 PROTOCOL_ERROR");
	}

	@Test
	void jsonOfTheWrongShapeShouldCloseWith1007() {
		assertThatCloses("/bare", "[1, 2]", 1007, "close 1007 PROTOCOL_ERROR");
		assertThatCloses("/bare", "not json at all", 1007, "close 1007 PROTOCOL_ERROR");
		assertThatCloses("/bare", "", 1007, "close 1007 PROTOCOL_ERROR");
	}

	@Test
	void typeThatNobodyHandlesShouldCloseWith1003() {
		assertThatCloses("/advised", "{\"type\":\"unknown\"}", 1003, "close 1003 PROTOCOL_ERROR");
	}

	@Test
	void binaryMessageThatNobodyHandlesShouldCloseWith1003() {
		TestClient client = connect("/bare").binary(new byte[] { 1 });
		assertThat(client.nextClose().getCode()).isEqualTo(1003);
	}

	@Test
	void constraintViolationShouldCloseWith1008() {
		assertThatCloses("/bare", "{\"text\":\" \"}", 1008, "close 1008 POLICY");
	}

	@Promise("conversion")
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void violationOfAParameterShouldCloseWith1008(boolean adapted) {
		TestServer server = validating(adapted);
		TestClient client = connect(server, "/validated/room").text("fine").text(" ");
		assertThat(client.next()).isEqualTo("fine");
		assertThat(client.nextClose()).isEqualTo(new CloseStatus(1008, "Constraint violation"));
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 1008 POLICY");
		assertThat(connect(server, "/validated/much-too-long").text("fine").nextClose().getCode()).isEqualTo(1008);
	}

	@Promise("conversion")
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void violationOfAResultShouldBeAFailure(boolean adapted) {
		TestClient client = connect(validating(adapted), "/validated/room").text("too long to be sent");
		assertThat(client.nextClose()).isEqualTo(new CloseStatus(1011));
	}

	@ServerRole("There is no request to refuse")
	@Promise("conversion")
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void violationInAHandshakeShouldBeABadRequest(boolean adapted) {
		TestServer server = validating(adapted);
		assertThat(RawWebSocketClient.to(server, "/validated-handshake?key=wrong").exchange().response().status())
			.isEqualTo(400);
		assertThat(connect(server, "/validated-handshake?key=abc").text("fine").next()).isEqualTo("fine");
	}

	@Promise("conversion")
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void violationShouldReachTheErrorCallback(boolean adapted) {
		TestClient client = connect(validating(adapted), "/validated-handling");
		assertThat(client.text(" ").next()).isEqualTo(adapted ? "adapted" : "violation");
		assertThat(client.text("fine").next()).isEqualTo("fine");
	}

	private TestServer validating(boolean adapted) {
		return adapted ? server("spring.validation.method.adapt-constraint-violations=true") : server();
	}

	@Test
	void messagesBeforeTheBadOneShouldNotBeLost() {
		TestClient client = connect("/bare").text("{\"text\":\"one\"}").text("{\"text\":\"two\"}").text("{");
		assertThat(client.next(2)).containsExactly("one", "two");
		assertThat(client.nextClose().getCode()).isEqualTo(1007);
	}

	private void assertThatCloses(String path, String text, int code, String end) {
		TestClient client = connect(path).text(text);
		CloseStatus status = client.nextClose();
		assertThat(status.getCode()).isEqualTo(code);
		assertThat(String.valueOf(status.getReason())).doesNotContain(SECRET, "Exception", "java", "jackson");
		assertThat(server().journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, end);
	}

	@Test
	void errorCallbackShouldAnswerAndKeepTheConnection() {
		TestClient client = connect("/handling");
		assertThat(client.text("{").next()).isEqualTo("conversion");
		assertThat(client.text("{\"text\":\" \"}").next()).isEqualTo("validation of text");
		assertThat(client.text("{\"text\":\"state\"}").next()).isEqualTo("state");
		assertThat(client.text("{\"text\":\"argument\"}").next()).isEqualTo("runtime");
		assertThat(client.text("{\"text\":\"cause\"}").next()).isEqualTo("checked");
		assertThat(client.text("{\"text\":\"stage\"}").next()).isEqualTo("state");
		assertThat(client.text("{\"text\":\"error\"}").next()).isEqualTo("error");
		assertThat(client.binary(new byte[] { 1 }).next()).isEqualTo("unhandled");
		assertThat(client.pong("x").next()).isEqualTo("state");
		assertThat(client.text("{\"text\":\"fine\"}").next()).isEqualTo("fine");
	}

	@Test
	void exceptionOfOnOpenShouldReachTheErrorCallback() {
		TestClient client = connect("/handling?fail=open");
		assertThat(client.next()).isEqualTo("state");
		assertThat(client.text("{\"text\":\"fine\"}").next()).isEqualTo("fine");
	}

	@Test
	void exceptionOfATickShouldReachTheErrorCallback() {
		TestClient client = connect("/handling");
		server().connection(client.name()).after(java.time.Duration.ZERO, (connection) -> {
			throw new IllegalStateException(SECRET);
		});
		assertThat(client.next()).isEqualTo("state");
	}

	@Test
	void exceptionOfOnCloseShouldReachTheErrorCallback() {
		TestClient client = connect("/handling?fail=close");
		server().connection(client.name());
		client.close(1000, "");
		server().journal().await(client.name() + " errors", "state");
	}

	@Test
	void adviceShouldServeWhatTheEndpointDoesNotHandle() {
		TestClient client = connect("/advised");
		assertThat(client.text("{\"type\":\"fail\",\"text\":\"state\"}").next()).isEqualTo("own");
		assertThat(client.text("{\"type\":\"fail\",\"text\":\"argument\"}").next()).isEqualTo("advice");
	}

	@Test
	void exceptionOfTheErrorCallbackShouldCloseWith1011(CapturedOutput output) {
		TestClient client = connect("/advised").text("{\"type\":\"fail\",\"text\":\"arithmetic\"}");
		assertThat(client.nextClose()).isEqualTo(new CloseStatus(1011));
		server().journal().await(client.name(), "close 1011 FAILURE");
		TestServer.await("both exceptions")
			.untilAsserted(() -> assertThat(output)
				.containsOnlyOnce(
						"FirstAdvice.failing(ArithmeticException)' of bean 'errorTests.FirstAdvice' has failed "
								+ "while it handled this exception")
				.contains("ArithmeticException: " + SECRET, "UnsupportedOperationException: " + SECRET));
	}

	@Test
	void messageThatNobodyTakesShouldBeLoggedWithTheTypesThereAre(CapturedOutput output) {
		logAt(LogLevel.DEBUG);
		for (String type : List.of("stop\\nWARN forged", "again")) {
			assertThatCloses("/typed", "{\"type\":\"" + type + "\",\"text\":\"" + SECRET + "\"}", 1003,
					"close 1003 PROTOCOL_ERROR");
		}
		assertThat(connect("/typed").binary(new byte[] { 1 }).nextClose().getCode()).isEqualTo(1003);
		TestServer.await("log").untilAsserted(() -> {
			assertThat(lines(output, "WARN", "with 1003")).singleElement(InstanceOfAssertFactories.STRING)
				.endsWith(
						"No callback takes text messages of the type 'stop\\u000aWARN forged', only those of the types "
								+ "[go, turn]");
			assertThat(lines(output, "DEBUG", "with 1003")).hasSize(2)
				.anyMatch((line) -> line.endsWith("of the type 'again', only those of the types [go, turn]"))
				.anyMatch((line) -> line.endsWith("No callback takes binary messages"));
		});
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void messageThatCannotBeReadShouldBeLoggedWithItsPlace(CapturedOutput output) {
		logAt(LogLevel.DEBUG);
		assertThatCloses("/typed", "{\"type\":\"no\",\"" + SECRET + "\"}", 1007, "close 1007 PROTOCOL_ERROR");
		assertThatCloses("/typed", "{\"type\":\"turn\",\n \"x\":\"" + SECRET + "\"}", 1007,
				"close 1007 PROTOCOL_ERROR");
		TestServer.await("log").untilAsserted(() -> {
			assertThat(lines(output, "WARN", "with 1007")).singleElement(InstanceOfAssertFactories.STRING)
				.endsWith("The message is not well-formed JSON (line 1, column 22)");
			assertThat(lines(output, "DEBUG", "with 1007")).singleElement(InstanceOfAssertFactories.STRING)
				.endsWith("Cannot read the message as '" + Turn.class.getName() + "' (line 2, column 6)");
		});
		assertThat(output).doesNotContain(SECRET);
	}

	@AfterEach
	void logAsEver() {
		logAt(null);
	}

	private static void logAt(LogLevel level) {
		LoggingSystem.get(ErrorTests.class.getClassLoader())
			.setLogLevel("io.github.wsboot.endpoint.invocation.UnhandledFailures", level);
	}

	/**
	 * Return the lines about one endpoint, as the connections of an earlier test may be
	 * logged late.
	 */
	private static List<String> lines(CapturedOutput output, String level, String part) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains(level + " ") && line.contains("endpoint=/typed,") && line.contains(part))
			.toList();
	}

	private static Object fail(String how) throws Exception {
		return switch (how) {
			case "state" -> throw new IllegalStateException(SECRET);
			case "argument" -> throw new IllegalArgumentException(SECRET);
			case "arithmetic" -> throw new ArithmeticException(SECRET);
			case "cause" -> throw new Exception(SECRET, new CheckedException());
			case "error" -> throw new AssertionError(SECRET);
			case "stage" -> CompletableFuture.failedFuture(new IllegalStateException(SECRET));
			default -> how;
		};
	}

	record Turn(int x) {
	}

	record Line(@NotBlank String text) {
	}

	static class CheckedException extends Exception {

		private static final long serialVersionUID = 1L;

	}

	@WebSocketEndpoint("/bare")
	static class BareEndpoint extends RecordingEndpoint {

		BareEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String line(@Valid Line line) {
			return line.text();
		}

	}

	@WebSocketEndpoint("/typed")
	static class TypedEndpoint extends RecordingEndpoint {

		TypedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("go")
		void go(String text) {
		}

		@OnMessage("turn")
		void turn(Turn turn) {
		}

	}

	@WebSocketEndpoint("/handling")
	static class HandlingEndpoint extends RecordingEndpoint {

		HandlingEndpoint(Journal journal) {
			super(journal);
		}

		@Override
		@OnOpen
		protected void open(Connection connection) {
			super.open(connection);
			failAt("open", connection);
		}

		@Override
		@OnClose
		protected void close(Connection connection, CloseStatus status, io.github.wsboot.CloseCause cause) {
			super.close(connection, status, cause);
			failAt("close", connection);
		}

		private static void failAt(String callback, Connection connection) {
			if (callback.equals(connection.handshake().queryParams().getFirst("fail"))) {
				throw new IllegalStateException(SECRET);
			}
		}

		@OnMessage
		CompletionStage<?> line(@Valid Line line) throws Exception {
			Object result = fail(line.text());
			return (result instanceof CompletionStage<?> stage) ? stage : CompletableFuture.completedStage(result);
		}

		@OnPong
		void pong() {
			throw new IllegalStateException(SECRET);
		}

		@OnError
		String conversion(PayloadConversionException exception) {
			return "conversion";
		}

		@OnError
		String validation(PayloadValidationException exception) {
			return "validation of " + exception.getErrors().getFieldErrors().get(0).getField();
		}

		@OnError(UnhandledMessageException.class)
		String unhandled() {
			return "unhandled";
		}

		@OnError
		String state(IllegalStateException exception, Connection connection) {
			if (!connection.isEstablished()) {
				journal().add(TestServer.clientOf(connection) + " errors", "state");
			}
			return "state";
		}

		@OnError
		String runtime(RuntimeException exception) {
			return "runtime";
		}

		@OnError
		String checked(CheckedException exception) {
			return "checked";
		}

		@OnError
		String error(Error error) {
			return "error";
		}

	}

	@Validated
	@WebSocketEndpoint("/validated/{room}")
	static class ValidatedEndpoint extends RecordingEndpoint {

		ValidatedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		@Size(max = 10)
		String message(@NotBlank String text, @PathVariable @Size(max = 4) String room) {
			return text;
		}

	}

	@ServerRole("There is no request to refuse")
	@Validated
	@WebSocketEndpoint("/validated-handshake")
	static class ValidatedHandshakeEndpoint extends RecordingEndpoint {

		ValidatedHandshakeEndpoint(Journal journal) {
			super(journal);
		}

		@OnHandshake
		void handshake(@RequestParam(required = false) @Size(max = 3) String key) {
		}

		@OnMessage
		String message(String text) {
			return text;
		}

	}

	@Validated
	@WebSocketEndpoint("/validated-handling")
	static class ValidatedAndHandlingEndpoint extends RecordingEndpoint {

		ValidatedAndHandlingEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(@NotBlank String text) {
			return text;
		}

		@OnError
		String violation(ConstraintViolationException exception) {
			return "violation";
		}

		@OnError
		String adapted(MethodValidationException exception) {
			return "adapted";
		}

	}

	@WebSocketEndpoint("/advised")
	static class AdvisedEndpoint extends RecordingEndpoint {

		AdvisedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("fail")
		Object failing(Line line) throws Exception {
			return fail(line.text());
		}

		@OnError
		String own(IllegalStateException exception) {
			return "own";
		}

	}

	@WebSocketAdvice
	static class FirstAdvice {

		@OnError({ IllegalStateException.class, IllegalArgumentException.class })
		String advice() {
			return "advice";
		}

		@OnError
		String failing(ArithmeticException exception) {
			throw new UnsupportedOperationException(SECRET);
		}

	}

}
