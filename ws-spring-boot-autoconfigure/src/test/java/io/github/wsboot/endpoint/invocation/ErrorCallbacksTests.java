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

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.annotation.Order;

import io.github.wsboot.Connection;
import io.github.wsboot.MessageTooLargeException;
import io.github.wsboot.PayloadValidationException;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.Calls;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrorCallbacks} and for exceptions without one.
 */
@ExtendWith(OutputCaptureExtension.class)
class ErrorCallbacksTests {

	@Test
	void shouldChooseTheMostSpecificType() {
		try (EndpointTester tester = EndpointTester.of(Failing.class)) {
			tester.connect("/failing").text("file", "io", "state").await("file", "io", "any state");
		}
	}

	@Test
	void shouldLookTheCauseUp() {
		try (EndpointTester tester = EndpointTester.of(CauseOnly.class)) {
			tester.connect("/cause").text("a").await("io cause");
		}
	}

	@Test
	void shouldAskTheBeanThenAdviceInItsOrder() {
		try (EndpointTester tester = EndpointTester.of(Late.class, Early.class, Failing.class, Unprepared.class)) {
			tester.connect("/failing").text("file").await("file");
			tester.connect("/unprepared").text("state").await("early");
			tester.connect("/unprepared").text("argument").await("late");
		}
	}

	@Test
	void withoutMatchShouldLogAndClose(CapturedOutput output) {
		try (EndpointTester tester = EndpointTester.of(Unprepared.class)) {
			TestClient client = tester.connect("/unprepared").text("state");
			assertThat(client.awaitClose().getCode()).isEqualTo(1011);
			assertThat(client.awaitClose().getReason()).as("nothing of the exception").isNull();
			assertThat(output).containsOnlyOnce("no @OnError took the exception");
		}
	}

	@Test
	void withoutMatchAndWithPolicyLogShouldStay(CapturedOutput output) {
		try (EndpointTester tester = EndpointTester
			.create((customized) -> customized.logFailures().register(Unprepared.class))) {
			tester.connect("/unprepared").text("state", "fine").await("fine");
			assertThat(output).containsOnlyOnce("no @OnError took the exception");
		}
	}

	@Test
	void whenTheErrorCallbackFailsShouldNotCallItAgain() {
		try (EndpointTester tester = EndpointTester.of(FailingHandler.class)) {
			assertThat(tester.connect("/failing-handler").text("a").awaitCloseCode()).isEqualTo(1011);
			tester.calls().await("handler", "closed");
		}
	}

	@Test
	void shouldHandleFailedStages() {
		try (EndpointTester tester = EndpointTester.of(FailedStage.class)) {
			tester.connect("/failed-stage").text("a", "b").await("failed", "failed");
		}
	}

	@Test
	void shouldHandleErrorsOfTheJvm() {
		try (EndpointTester tester = EndpointTester.of(Overflowing.class)) {
			tester.connect("/overflowing").text("a").await("handled");
		}
	}

	@Test
	void brokenConstraintShouldCloseWith1008() {
		try (EndpointTester tester = EndpointTester.of(Validated.class)) {
			TestClient client = tester.connect("/validated").text("{\"text\":\"\"}");
			assertThat(client.awaitClose().getCode()).isEqualTo(1008);
			assertThat(client.awaitClose().getReason()).doesNotContain("blank");
			assertThat(client.received()).isEmpty();
		}
	}

	@Test
	void brokenConstraintShouldReachItsCallback() {
		try (EndpointTester tester = EndpointTester.of(ValidatedAndHandled.class)) {
			tester.connect("/validated-handled").text("{\"text\":\"\"}", "{\"text\":\"a\"}").await("invalid text", "a");
		}
	}

	@Test
	void tooLargeMessageShouldReachItsCallbackOnceAndClose() {
		try (EndpointTester tester = EndpointTester
			.create((customized) -> customized.maxTextSize(10).register(TooLarge.class))) {
			TestClient client = tester.connect("/too-large").text("1234567890", "ééééé");
			client.text("éééééé", "12345678901");
			assertThat(client.awaitCloseCode()).isEqualTo(1009);
			tester.calls().await("1234567890", "ééééé", "too large", "closed");
		}
	}

	@WebSocketEndpoint("/failing")
	static class Failing {

		@OnMessage
		void said(String text) throws IOException {
			switch (text) {
				case "file" -> throw new FileNotFoundException("expected");
				case "io" -> throw new IOException("expected");
				default -> throw new IllegalStateException("expected");
			}
		}

		@OnError
		String any(RuntimeException ex) {
			return "any state";
		}

		@OnError
		String io(IOException ex) {
			return "io";
		}

		@OnError
		String file(FileNotFoundException ex, Connection connection) {
			return "file";
		}

	}

	@WebSocketEndpoint("/cause")
	static class CauseOnly {

		@OnMessage
		void said(String text) {
			throw new IllegalStateException("wrapper", new IOException("cause"));
		}

		@OnError
		String io(IOException ex) {
			return "io " + ex.getMessage();
		}

	}

	@WebSocketEndpoint("/unprepared")
	static class Unprepared {

		@OnMessage
		String said(String text) {
			switch (text) {
				case "state" -> throw new IllegalStateException("a secret");
				case "argument" -> throw new IllegalArgumentException("a secret");
				default -> {
					return text;
				}
			}
		}

	}

	@Order(2)
	@WebSocketAdvice
	static class Late {

		@OnError
		String failed(RuntimeException ex) {
			return "late";
		}

	}

	@Order(1)
	@WebSocketAdvice
	static class Early {

		@OnError
		String failed(IllegalStateException ex) {
			return "early";
		}

	}

	@WebSocketEndpoint("/failing-handler")
	static class FailingHandler {

		private final Calls calls;

		FailingHandler(Calls calls) {
			this.calls = calls;
		}

		@OnMessage
		void said(String text) {
			throw new IllegalStateException("expected");
		}

		@OnError
		void failed(RuntimeException ex) {
			this.calls.add("handler");
			throw new IllegalStateException("again");
		}

		@OnClose
		void closed() {
			this.calls.add("closed");
		}

	}

	@WebSocketEndpoint("/failed-stage")
	static class FailedStage {

		@OnMessage
		CompletionStage<String> said(String text) {
			return text.equals("a") ? CompletableFuture.failedFuture(new IllegalStateException("expected"))
					: CompletableFuture.supplyAsync(() -> {
						throw new IllegalStateException("expected");
					});
		}

		@OnError
		String failed(IllegalStateException ex) {
			return "failed";
		}

	}

	@WebSocketEndpoint("/overflowing")
	static class Overflowing {

		@OnMessage
		void said(String text) {
			throw new StackOverflowError();
		}

		@OnError
		String failed(StackOverflowError ex) {
			return "handled";
		}

	}

	record Line(@NotBlank String text) {

	}

	@WebSocketEndpoint("/validated")
	static class Validated {

		@OnMessage
		String said(@Valid Line line) {
			return line.text();
		}

	}

	@WebSocketEndpoint("/validated-handled")
	static class ValidatedAndHandled {

		@OnMessage
		String said(@Valid Line line) {
			return line.text();
		}

		@OnError
		String invalid(PayloadValidationException ex) {
			return "invalid " + ex.getErrors().getFieldErrors().get(0).getField();
		}

	}

	@WebSocketEndpoint("/too-large")
	static class TooLarge {

		private final Calls calls;

		TooLarge(Calls calls) {
			this.calls = calls;
		}

		@OnMessage
		void said(String text) {
			this.calls.add(text);
		}

		@OnError
		void tooLarge(MessageTooLargeException ex) {
			this.calls.add("too large");
		}

		@OnClose
		void closed() {
			this.calls.add("closed");
		}

	}

}
