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

package io.github.wsboot.endpoint.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;

import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.Calls;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OnClose @OnClose} callbacks with an asynchronous result.
 */
@ExtendWith(OutputCaptureExtension.class)
class CloseResultTests {

	@Promise("close")
	@ParameterizedTest
	@ValueSource(strings = { "Stage", "NonBlockingStage", "StubbornStage", "Single", "Stream", "FailedStage" })
	void resultThatNeverCompletesShouldBeGivenUp(String kind, CapturedOutput output) throws Exception {
		Class<?> endpoint = Class.forName(CloseResultTests.class.getName() + "$" + kind);
		try (EndpointTester tester = EndpointTester
			.create((created) -> created.register(endpoint).closeCallbackTimeout(Duration.ofMillis(1)))) {
			tester.connect("/close").close();
			awaitEnd(tester);
			assertThat(output).contains("Callback 'CloseResultTests." + kind + ".closed()' for Connection[id=")
				.contains("has not completed its result within 'ws.close-callback-timeout' (PT0.001S)");
			assertThat(output).doesNotContain("no @OnError took the exception");
		}
	}

	@Test
	void resultThatCompletesInTimeShouldBeWaitedFor(CapturedOutput output) {
		try (EndpointTester tester = EndpointTester.of(Stage.class)) {
			tester.connect("/close").close();
			tester.calls().await("closed");
			assertThat(isEnded(tester)).isFalse();
			tester.context().getBean(Stage.class).result.complete(null);
			awaitEnd(tester);
			assertThat(output).doesNotContain("ws.close-callback-timeout");
		}
	}

	@Test
	void elementsOfAStreamShouldBeWaitedFor() {
		try (EndpointTester tester = EndpointTester.of(Elements.class)) {
			TestClient other = tester.connect("/close");
			tester.connect("/close").close();
			other.await("1", "2");
			awaitEnd(tester);
		}
	}

	@Promise("errors")
	@Test
	void errorOfAStreamShouldReachOnError() {
		try (EndpointTester tester = EndpointTester.of(FailingElements.class)) {
			tester.connect("/close").close();
			tester.calls().await("failed");
			awaitEnd(tester);
		}
	}

	@Promise("errors")
	@Test
	void errorOfAStreamThatComesAfterTheEndShouldBeLogged(CapturedOutput output) {
		try (EndpointTester tester = EndpointTester.of(Entangled.class)) {
			TestClient client = tester.connect("/close").text("one", "two", "said").await("said");
			client.close();
			Awaitility.await("WARN").until(() -> output.getOut().contains("failed after the end"));
			assertThat(output).contains("no @OnError took the exception");
			awaitEnd(tester);
		}
	}

	private static void awaitEnd(EndpointTester tester) {
		Awaitility.await("end").until(() -> isEnded(tester));
	}

	private static boolean isEnded(EndpointTester tester) {
		return tester.events().stream().anyMatch(EndpointTester::isClosed);
	}

	@WebSocketEndpoint("/close")
	static class Stage {

		private final CompletableFuture<Void> result = new CompletableFuture<>();

		private final Calls calls;

		Stage(Calls calls) {
			this.calls = calls;
		}

		@OnClose
		CompletionStage<Void> closed() {
			this.calls.add("closed");
			return this.result;
		}

	}

	@WebSocketEndpoint("/close")
	@NonBlocking
	static class NonBlockingStage {

		@OnClose
		CompletionStage<Void> closed() {
			return new CompletableFuture<>();
		}

	}

	@WebSocketEndpoint("/close")
	static class StubbornStage {

		@OnClose
		CompletionStage<Void> closed() {
			return new CompletableFuture<>() {

				@Override
				public boolean cancel(boolean mayInterruptIfRunning) {
					throw new UnsupportedOperationException("expected by the test");
				}

			};
		}

	}

	@WebSocketEndpoint("/close")
	static class Single {

		@OnClose
		Mono<Void> closed() {
			return Mono.never();
		}

	}

	@WebSocketEndpoint("/close")
	static class Stream {

		@OnClose
		@Broadcast
		Flux<String> closed() {
			return Flux.never();
		}

	}

	@WebSocketEndpoint("/close")
	static class FailedStage {

		@OnClose
		CompletionStage<Void> closed() {
			return CompletableFuture.failedFuture(new IllegalStateException("expected by the test"));
		}

		@OnError
		CompletionStage<Void> failed(IllegalStateException ex) {
			return new CompletableFuture<>();
		}

	}

	@WebSocketEndpoint("/close")
	static class Elements {

		@OnClose
		@Broadcast
		Flux<String> closed() {
			return Flux.just("1", "2");
		}

	}

	@WebSocketEndpoint("/close")
	static class FailingElements {

		private final Calls calls;

		FailingElements(Calls calls) {
			this.calls = calls;
		}

		@OnClose
		@Broadcast
		Flux<String> closed() {
			return Flux.error(new IllegalStateException("expected by the test"));
		}

		@OnError
		void failed(IllegalStateException ex) {
			this.calls.add("failed");
		}

	}

	/**
	 * The stream that is cancelled second fails, whichever it is.
	 */
	@WebSocketEndpoint("/close")
	static class Entangled {

		private final TestPublisher<String> one = TestPublisher.create();

		private final TestPublisher<String> two = TestPublisher.create();

		@OnMessage
		Object said(String text) {
			return switch (text) {
				case "one" -> this.one.flux().doOnCancel(() -> fail(this.two));
				case "two" -> this.two.flux().doOnCancel(() -> fail(this.one));
				default -> text;
			};
		}

		private static void fail(TestPublisher<String> publisher) {
			publisher.error(new IllegalStateException("failed after the end"));
		}

	}

}
