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

package io.github.wsboot.endpoint.invocation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.InboundMessage;
import io.github.wsboot.UnhandledMessageException;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.Calls;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.extension.ExceptionStatus;
import io.github.wsboot.message.JsonProtocol;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallbackInvoker}, {@link MessageInvoker} and
 * {@link UnhandledFailures}: each exception reaches somebody, errors of the JVM and those
 * that are hard to handle included.
 */
@Promise("errors")
@ExtendWith(OutputCaptureExtension.class)
class CallbackFailureTests {

	@AfterEach
	void logAsEver() {
		logAt(null);
	}

	@Test
	void errorWhileTheCallbackIsChosenShouldReachOnError() {
		try (EndpointTester tester = EndpointTester
			.create((created) -> created.register(Typed.class).protocol(new FailingProtocol()))) {
			tester.connect("/typed").text("{}", "{}").await("no type", "no type");
			tester.connect("/typed").binary((byte) 1).await("none");
		}
	}

	@Test
	void errorWhileTheCallbackIsChosenShouldCloseIfNobodyHandlesIt(CapturedOutput output) {
		try (EndpointTester tester = EndpointTester
			.create((created) -> created.register(TypedOnly.class).protocol(new FailingProtocol()))) {
			assertThat(tester.connect("/typed-only").text("{}").awaitCloseCode()).isEqualTo(1011);
			assertThat(output).contains("failed and no @OnError took the exception");
		}
	}

	@Test
	void errorOfAConverterShouldReachOnError() {
		try (EndpointTester tester = EndpointTester.of(Typed.class, FailingConverter.class)) {
			tester.connect("/typed").text("{\"type\":\"point\"}").await("no converter");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "message", "cause" })
	void exceptionThatCannotBeLoggedShouldClose(String broken, CapturedOutput output) {
		try (EndpointTester tester = EndpointTester.of(Failing.class)) {
			assertThat(tester.connect("/failing").text(broken).awaitCloseCode()).isEqualTo(1011);
			tester.calls().await("closed");
			assertThat(output).contains("failed and no @OnError took the exception, a '" + Unspeakable.class.getName()
					+ "' that cannot be logged");
		}
	}

	@Test
	void exceptionStatusThatFailsShouldNotHideTheException(CapturedOutput output) {
		try (EndpointTester tester = EndpointTester.of(FailingTwice.class, FailingStatus.class, KnownStatus.class)) {
			assertThat(tester.connect("/twice").text("again").awaitCloseCode()).isEqualTo(1011);
			assertThat(output).contains("FailingStatus' has failed to find the status of an exception")
				.contains("failed and no @OnError took the exception");
			assertThat(tester.connect("/twice").text("known").awaitCloseCode()).isEqualTo(4000);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "now", "later" })
	void exceptionOfOnErrorShouldNotHideTheOneItHandles(String how, CapturedOutput output) {
		try (EndpointTester tester = EndpointTester.of(FailingTwice.class)) {
			assertThat(tester.connect("/twice").text(how).awaitCloseCode()).isEqualTo(1011);
			assertThat(output).containsOnlyOnce("while it handled this exception")
				.contains("IllegalStateException: first " + how, "UnsupportedOperationException: second " + how)
				.contains("Callback 'CallbackFailureTests.FailingTwice.failed(IllegalStateException)' of bean ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "again", "as cause", "close" })
	void exceptionThatOnErrorRaisesAgainShouldBeLoggedOnce(String how, CapturedOutput output) {
		try (EndpointTester tester = EndpointTester.of(FailingTwice.class)) {
			tester.connect("/twice").text(how).awaitCloseCode();
			assertThat(output.toString().contains("while it handled this exception")).isEqualTo(how.equals("close"));
			assertThat(output).containsOnlyOnce("IllegalStateException: first " + how);
		}
	}

	@Test
	void failedActionShouldBeNamed(CapturedOutput output) {
		try (EndpointTester tester = EndpointTester
			.create((created) -> created.register(Failing.class).logFailures())) {
			tester.connect("/failing").connection().after(Duration.ZERO, (connection) -> {
				throw new IllegalArgumentException("expected by the test");
			});
			Awaitility.await("log")
				.untilAsserted(() -> assertThat(output)
					.contains("An action of Connection.every or Connection.after (Connection["));
			assertThat(output).doesNotContain("'null'");
		}
	}

	@Test
	void messageThatNobodyTakesShouldBeLoggedWithTheTypesThereAre(CapturedOutput output) {
		logAt(LogLevel.DEBUG);
		try (EndpointTester tester = EndpointTester.of(Types.class)) {
			String type = "stop\\nWARN forged" + "x".repeat(200);
			assertThat(
					tester.connect("/types").text("{\"type\":\"" + type + "\",\"text\":\"secret\"}").awaitCloseCode())
				.isEqualTo(1003);
			assertThat(tester.connect("/types").text("{\"type\":\"again\"}").awaitCloseCode()).isEqualTo(1003);
			assertThat(tester.connect("/types").text("[\"secret\"]").awaitCloseCode()).isEqualTo(1003);
			assertThat(tester.connect("/types").binary((byte) 1).awaitCloseCode()).isEqualTo(1003);
			assertThat(lines(output, "WARN", "with 1003")).hasSize(1)
				.first(InstanceOfAssertFactories.STRING)
				.contains("of the type 'stop\\u000aWARN forgedxxx", "x...', only those of the types [go, turn]");
			assertThat(lines(output, "DEBUG", "with 1003")).hasSize(3)
				.anyMatch((line) -> line.contains("of the type 'again', only those of the types [go, turn]"))
				.anyMatch((line) -> line.contains("without a type, only those of the types [go, turn]"))
				.anyMatch((line) -> line.contains("No callback takes binary messages"));
			assertThat(output).doesNotContain("secret", "x".repeat(150));
		}
	}

	@Test
	void valueThatDoesNotFitShouldBeWarnedOfOnceAMinute(CapturedOutput output) {
		logAt(LogLevel.DEBUG);
		try (EndpointTester tester = EndpointTester.of(Numbered.class)) {
			for (int i = 0; i < 3; i++) {
				assertThat(tester.client("/numbered/{number}")
					.variable("number", "secret")
					.connect()
					.text("a")
					.awaitCloseCode()).isEqualTo(1008);
			}
			assertThat(lines(output, "WARN", "with 1008")).hasSize(1);
			assertThat(lines(output, "DEBUG", "with 1008")).hasSize(2);
			assertThat(output).doesNotContain("secret");
		}
	}

	@Test
	void messageThatCannotBeReadShouldBeLoggedWithItsPlace(CapturedOutput output) {
		logAt(LogLevel.DEBUG);
		try (EndpointTester tester = EndpointTester.of(Types.class)) {
			assertThat(tester.connect("/types").text("{\"type\":\"no\",\"secret\"}").awaitCloseCode()).isEqualTo(1007);
			assertThat(tester.connect("/types").text("{\"type\":\"turn\",\n \"x\":\"secret\"}").awaitCloseCode())
				.isEqualTo(1007);
			assertThat(lines(output, "WARN", "with 1007")).hasSize(1)
				.first(InstanceOfAssertFactories.STRING)
				.contains("The message is not well-formed JSON (line 1, column 22)");
			assertThat(lines(output, "DEBUG", "with 1007")).hasSize(1)
				.first(InstanceOfAssertFactories.STRING)
				.contains("Cannot read the message as '" + Point.class.getName() + "' (line 2, column 6)");
			assertThat(output).doesNotContain("secret");
		}
	}

	@Test
	void messageThatIsTooLargeShouldBeWarnedOfOnceAMinute(CapturedOutput output) {
		logAt(LogLevel.DEBUG);
		try (EndpointTester tester = EndpointTester
			.create((created) -> created.register(Types.class).maxTextSize(10))) {
			for (int i = 0; i < 3; i++) {
				assertThat(tester.connect("/types").text("more than ten").awaitCloseCode()).isEqualTo(1009);
			}
			assertThat(lines(output, "WARN", "endpoint=/types")).hasSize(1);
			assertThat(lines(output, "DEBUG", "endpoint=/types")).hasSize(2);
		}
	}

	@Test
	void statusWhoseReasonVariesShouldBeWarnedOfOnceAMinute(CapturedOutput output) {
		try (EndpointTester tester = EndpointTester.of(FailingTwice.class, VaryingStatus.class)) {
			for (int i = 0; i < 3; i++) {
				assertThat(tester.connect("/twice").text("varying " + i).awaitCloseCode()).isEqualTo(4001);
			}
			assertThat(lines(output, "WARN", "with 4001")).hasSize(1);
		}
	}

	@Test
	void exceptionOfAConverterShouldBeLoggedAtDebug(CapturedOutput output) {
		logAt(LogLevel.DEBUG);
		try (EndpointTester tester = EndpointTester.of(Types.class, ThrowingConverter.class)) {
			assertThat(tester.connect("/types").text("{\"type\":\"turn\"}").awaitCloseCode()).isEqualTo(1007);
			assertThat(lines(output, "WARN", "with 1007")).hasSize(1)
				.first(InstanceOfAssertFactories.STRING)
				.endsWith("Cannot read the message as '" + Point.class.getName() + "'");
			assertThat(lines(output, "DEBUG", "was not read, since its converter has failed")).hasSize(1);
			assertThat(output).contains("IllegalStateException: expected by the test");
		}
	}

	private static void logAt(@Nullable LogLevel level) {
		LoggingSystem.get(CallbackFailureTests.class.getClassLoader())
			.setLogLevel(UnhandledFailures.class.getName(), level);
	}

	private static List<String> lines(CapturedOutput output, String level, String part) {
		return output.toString().lines().filter((line) -> line.contains(level + " ") && line.contains(part)).toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/cancelled", "/cancelled-later" })
	void cancellationInOnCloseShouldReachOnError(String path) {
		try (EndpointTester tester = EndpointTester.of(Cancelled.class, CancelledLater.class)) {
			tester.connect(path).close();
			tester.calls().await("cancelled");
		}
	}

	@Test
	void resultOfOnErrorShouldBeWaitedForAfterOnClose() {
		try (EndpointTester tester = EndpointTester.of(SlowError.class)) {
			tester.connect("/slow-error").close();
			SlowError endpoint = tester.context().getBean(SlowError.class);
			tester.calls().await("error");
			assertThat(endpoint.result).isNotDone();
			assertThat(tester.events()).noneMatch(EndpointTester::isClosed);
			endpoint.result.complete(null);
			Awaitility.await("end").until(() -> tester.events().stream().anyMatch(EndpointTester::isClosed));
		}
	}

	@WebSocketEndpoint("/typed")
	static class Typed {

		@OnMessage("point")
		String point(Point point) {
			return "point";
		}

		@OnError
		String failed(NoClassDefFoundError ex) {
			return String.valueOf(ex.getMessage());
		}

		@OnError
		String failed(UnhandledMessageException ex) {
			return "none";
		}

	}

	record Point(int x) {

	}

	@WebSocketEndpoint("/typed-only")
	static class TypedOnly {

		@OnMessage("any")
		void any() {
		}

	}

	private static final class FailingProtocol implements JsonProtocol {

		@Override
		public @Nullable String readType(String text) {
			throw new NoClassDefFoundError("no type");
		}

		@Override
		public @Nullable String locateSyntaxError(String text) {
			return null;
		}

		@Override
		public Class<?> writtenType() {
			return Object.class;
		}

		@Override
		public Object write(Object payload, String type, @Nullable MethodParameter declared) {
			return payload;
		}

		@Override
		public Object write(Object value, MethodParameter declared) {
			return value;
		}

		@Override
		public Object readPart(String text) {
			return text;
		}

		@Override
		public boolean mayAnswer(String text) {
			return false;
		}

		@Override
		public boolean mayAsk(String text) {
			return false;
		}

		@Override
		public InboundMessage read(String text) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object question(long number, @Nullable String type, Object payload) {
			throw new UnsupportedOperationException();
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

	static class FailingConverter implements WebSocketEndpointConfigurer {

		@Override
		public void configureMessageConverters(List<MessageConverter> converters) {
			converters.add(0, new MessageConverter() {

				@Override
				public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
					throw new NoClassDefFoundError("no converter");
				}

				@Override
				public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
					return null;
				}

			});
		}

	}

	static class ThrowingConverter implements WebSocketEndpointConfigurer {

		@Override
		public void configureMessageConverters(List<MessageConverter> converters) {
			converters.add(0, new MessageConverter() {

				@Override
				public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
					throw new IllegalStateException("expected by the test");
				}

				@Override
				public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
					return null;
				}

			});
		}

	}

	@WebSocketEndpoint("/numbered/{number}")
	static class Numbered {

		@OnMessage
		void said(String text, @PathVariable int number) {
		}

	}

	@WebSocketEndpoint("/types")
	static class Types {

		@OnMessage("go")
		void go(String text) {
		}

		@OnMessage("turn")
		void turn(Point point) {
		}

	}

	@WebSocketEndpoint("/twice")
	static class FailingTwice {

		@OnMessage
		void said(String text) {
			throw new IllegalStateException("first " + text);
		}

		@OnError
		@Nullable CompletionStage<Void> failed(IllegalStateException ex) {
			String how = String.valueOf(ex.getMessage()).substring("first ".length());
			return switch (how) {
				case "now" -> throw new UnsupportedOperationException("second now");
				case "later" -> CompletableFuture.failedFuture(new UnsupportedOperationException("second later"));
				case "as cause" -> throw new UnsupportedOperationException("second", ex);
				case "close" -> throw new UnhandledMessageException("second");
				default -> throw ex;
			};
		}

	}

	@Order(1)
	static class FailingStatus implements ExceptionStatus {

		@Override
		public @Nullable HttpStatusCode ofHandshake(Throwable exception) {
			return null;
		}

		@Override
		public @Nullable CloseStatus ofConnection(Throwable exception) {
			throw new UnsupportedOperationException("expected by the test");
		}

	}

	@Order(2)
	static class KnownStatus implements ExceptionStatus {

		@Override
		public @Nullable HttpStatusCode ofHandshake(Throwable exception) {
			return null;
		}

		@Override
		public @Nullable CloseStatus ofConnection(Throwable exception) {
			return "first known".equals(exception.getMessage()) ? new CloseStatus(4000) : null;
		}

	}

	static class VaryingStatus implements ExceptionStatus {

		@Override
		public @Nullable HttpStatusCode ofHandshake(Throwable exception) {
			return null;
		}

		@Override
		public @Nullable CloseStatus ofConnection(Throwable exception) {
			return new CloseStatus(4001, exception.getMessage());
		}

	}

	@WebSocketEndpoint("/failing")
	static class Failing {

		private final Calls calls;

		Failing(Calls calls) {
			this.calls = calls;
		}

		@OnMessage
		void said(String text) {
			throw new Unspeakable(text);
		}

		@OnError
		String failed(IllegalStateException ex) {
			return "failed";
		}

		@OnClose
		void closed() {
			this.calls.add("closed");
		}

	}

	static class Unspeakable extends RuntimeException {

		private final String broken;

		Unspeakable(String broken) {
			this.broken = broken;
		}

		@Override
		public String getMessage() {
			if (this.broken.equals("message")) {
				throw new NoClassDefFoundError("no message");
			}
			return "expected by the test";
		}

		@Override
		public synchronized @Nullable Throwable getCause() {
			if (this.broken.equals("cause")) {
				throw new NoClassDefFoundError("no cause");
			}
			return null;
		}

	}

	@WebSocketEndpoint("/cancelled")
	static class Cancelled {

		private final Calls calls;

		Cancelled(Calls calls) {
			this.calls = calls;
		}

		@OnClose
		void closed() {
			throw new CancellationException("expected by the test");
		}

		@OnError
		void failed(CancellationException ex) {
			this.calls.add("cancelled");
		}

	}

	@WebSocketEndpoint("/cancelled-later")
	static class CancelledLater {

		private final Calls calls;

		CancelledLater(Calls calls) {
			this.calls = calls;
		}

		@OnClose
		CompletionStage<Void> closed() {
			return CompletableFuture.failedFuture(new CancellationException("expected by the test"));
		}

		@OnError
		void failed(CancellationException ex) {
			this.calls.add("cancelled");
		}

	}

	@WebSocketEndpoint("/slow-error")
	static class SlowError {

		private final CompletableFuture<Void> result = new CompletableFuture<>();

		private final Calls calls;

		SlowError(Calls calls) {
			this.calls = calls;
		}

		@OnClose
		void closed() {
			throw new IllegalStateException("expected by the test");
		}

		@OnError
		CompletionStage<Void> failed(IllegalStateException ex) {
			this.calls.add("error");
			return this.result;
		}

	}

}
