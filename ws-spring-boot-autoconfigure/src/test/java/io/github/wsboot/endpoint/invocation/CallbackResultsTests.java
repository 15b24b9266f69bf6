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

import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.OverridingClassLoader;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;

import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.Calls;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallbackResults} and {@link PublisherResult}: replies, at once or
 * later.
 */
class CallbackResultsTests {

	@Test
	void shouldReplyWithAnyPayload() {
		try (EndpointTester tester = EndpointTester.of(Replies.class)) {
			tester.connect("/replies")
				.text("text", "bytes", "object", "list", "nothing", "text")
				.await("text", "BINARY:bytes", "{\"a\":1}", "[1,2]", "text");
		}
	}

	@Test
	void whenAReplyCannotBeConvertedShouldCallOnError() {
		try (EndpointTester tester = EndpointTester.of(Replies.class)) {
			tester.connect("/replies").text("cycle", "text").await("error", "text");
		}
	}

	@Test
	void resultsOfTheJdkShouldNotKeepAnUndeployedApplicationInMemory() throws Exception {
		WeakReference<ClassLoader> judged = undeployAfter((application) -> {
			Method reject = application.loadClass("io.github.wsboot.endpoint.callback.UnsupportedResults")
				.getDeclaredMethod("reject", Object.class);
			reject.setAccessible(true);
			reject.invoke(null, "text");
		});
		WeakReference<ClassLoader> adapted = undeployAfter((application) -> {
			Class<?> type = application.loadClass(CallbackResults.class.getName());
			Constructor<?> constructor = type.getDeclaredConstructor();
			Field adapters = type.getDeclaredField("adapters");
			constructor.setAccessible(true);
			adapters.setAccessible(true);
			((ClassValue<?>) adapters.get(constructor.newInstance())).get(String.class);
		});
		Awaitility.await("garbage collection").untilAsserted(() -> {
			System.gc();
			assertThat(judged.get()).isNull();
			assertThat(adapted.get()).isNull();
		});
	}

	private static WeakReference<ClassLoader> undeployAfter(ThrowingConsumer<ClassLoader> use) {
		ClassLoader application = new OverridingClassLoader(CallbackResultsTests.class.getClassLoader()) {

			@Override
			protected boolean isEligibleForOverriding(String className) {
				return className.startsWith("io.github.wsboot.");
			}

		};
		use.accept(application);
		return new WeakReference<>(application);
	}

	@Test
	void shouldHoldTheNextMessageUntilAStageIsDone() {
		try (EndpointTester tester = EndpointTester.of(Stages.class)) {
			Stages stages = tester.context().getBean(Stages.class);
			TestClient client = tester.connect("/stages").text("a", "b");
			tester.calls().await("open");
			stages.open.complete("opened");
			tester.calls().await("open", "a");
			client.await("opened");
			stages.first.complete("first");
			client.await("opened", "first", "b");
			tester.calls().await("open", "a", "b");
		}
	}

	@Test
	void shouldCancelStagesWhenTheConnectionCloses() {
		try (EndpointTester tester = EndpointTester.of(Stages.class)) {
			Stages stages = tester.context().getBean(Stages.class);
			TestClient client = tester.connect("/stages").text("a");
			tester.calls().await("open");
			client.close();
			tester.calls().await("open", "a", "closed");
			assertThat(stages.open).isCancelled();
			assertThat(stages.first).isCancelled();
		}
	}

	@Test
	void whenAStageCannotBeCancelledShouldCloseAllTheSame() {
		try (EndpointTester tester = EndpointTester.of(Stubborn.class)) {
			TestClient client = tester.connect("/stubborn").text("a");
			tester.calls().await("a");
			client.close();
			tester.calls().await("a", "closed");
		}
	}

	@Test
	void shouldReplyWithTheValueOfAMono() {
		try (EndpointTester tester = EndpointTester.of(Monos.class)) {
			tester.connect("/monos").text("value", "empty", "error", "value").await("value", "failed", "value");
		}
	}

	@Test
	void shouldHoldTheNextMessageUntilAMonoIsDone() {
		try (EndpointTester tester = EndpointTester.of(Monos.class)) {
			TestClient client = tester.connect("/monos").text("never", "value");
			Monos monos = tester.context().getBean(Monos.class);
			Awaitility.await("subscription").until(monos.never::wasSubscribed);
			assertThat(client.received()).isEmpty();
			client.close();
			Awaitility.await("cancellation").until(monos.never::wasCancelled);
			tester.calls().await("closed");
		}
	}

	@Test
	void shouldSendTheElementsOfAFluxAndNotHold() {
		try (EndpointTester tester = EndpointTester.of(Fluxes.class)) {
			TestClient client = tester.connect("/fluxes").text("open", "ping").await("pong");
			Fluxes fluxes = tester.context().getBean(Fluxes.class);
			fluxes.publisher.next("1", "2").complete();
			client.await("pong", "1", "2");
		}
	}

	@Test
	void shouldCancelAFluxWhenTheConnectionCloses() {
		try (EndpointTester tester = EndpointTester.of(Fluxes.class)) {
			TestClient client = tester.connect("/fluxes").text("open", "ping").await("pong");
			client.close();
			Awaitility.await("cancellation").until(tester.context().getBean(Fluxes.class).publisher::wasCancelled);
		}
	}

	@Test
	void whenAFluxFailsShouldCallOnError() {
		try (EndpointTester tester = EndpointTester.of(Fluxes.class)) {
			TestClient client = tester.connect("/fluxes").text("open", "ping").await("pong");
			tester.context().getBean(Fluxes.class).publisher.error(new IllegalStateException("expected"));
			client.await("pong", "failed");
		}
	}

	@Test
	void shouldConsumeAFluxNoFasterThanItsClientReads() {
		try (EndpointTester tester = EndpointTester.of(Fluxes.class)) {
			TestClient client = tester.connect("/fluxes").stopReading().text("endless", "ping");
			Awaitility.await("queue half full").until(() -> client.connection().info().queuedMessages() > 50);
			Fluxes fluxes = tester.context().getBean(Fluxes.class);
			assertThat(client.connection().info().queuedMessages()).isLessThan(60);
			client.read();
			Awaitility.await("more").until(() -> client.received().size() > 200);
			assertThat(client.connection().isEstablished()).isTrue();
			client.close();
			Awaitility.await("end").until(() -> fluxes.ended);
		}
	}

	@Test
	void shouldBoundTheStreamsOfAConnection() {
		try (EndpointTester tester = EndpointTester.of(Fluxes.class)) {
			tester.connect("/fluxes").text("never", "never", "never").await("failed");
		}
	}

	@WebSocketEndpoint("/replies")
	static class Replies {

		@OnMessage
		@Nullable Object said(String text) {
			return switch (text) {
				case "bytes" -> "bytes".getBytes();
				case "object" -> java.util.Map.of("a", 1);
				case "list" -> List.of(1, 2);
				case "nothing" -> null;
				case "cycle" -> cycle();
				default -> text;
			};
		}

		private static List<Object> cycle() {
			List<Object> cycle = new java.util.ArrayList<>();
			cycle.add(cycle);
			return cycle;
		}

		@OnError
		String failed(io.github.wsboot.PayloadConversionException ex) {
			return ex.isInbound() ? "inbound" : "error";
		}

	}

	@WebSocketEndpoint("/stages")
	static class Stages {

		private final CompletableFuture<String> open = new CompletableFuture<>();

		private final CompletableFuture<String> first = new CompletableFuture<>();

		private final Calls calls;

		Stages(Calls calls) {
			this.calls = calls;
		}

		@OnOpen
		CompletionStage<String> open() {
			this.calls.add("open");
			return this.open;
		}

		@OnMessage
		CompletionStage<String> said(String text) {
			this.calls.add(text);
			return text.equals("a") ? this.first : CompletableFuture.completedFuture(text);
		}

		@OnClose
		void closed() {
			this.calls.add("closed");
		}

	}

	@WebSocketEndpoint("/stubborn")
	static class Stubborn {

		private final Calls calls;

		Stubborn(Calls calls) {
			this.calls = calls;
		}

		@OnMessage
		CompletionStage<String> said(String text) {
			this.calls.add(text);
			return new CompletableFuture<>() {

				@Override
				public boolean cancel(boolean mayInterruptIfRunning) {
					throw new UnsupportedOperationException("expected by the test");
				}

			};
		}

		@OnClose
		void closed() {
			this.calls.add("closed");
		}

	}

	@WebSocketEndpoint("/monos")
	static class Monos {

		private final TestPublisher<String> never = TestPublisher.create();

		private final Calls calls;

		Monos(Calls calls) {
			this.calls = calls;
		}

		@OnMessage
		Mono<String> said(String text) {
			return switch (text) {
				case "empty" -> Mono.empty();
				case "error" -> Mono.error(new IllegalStateException("expected"));
				case "never" -> this.never.mono();
				default -> Mono.just(text);
			};
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

	@WebSocketEndpoint("/fluxes")
	static class Fluxes {

		private final TestPublisher<String> publisher = TestPublisher.createCold();

		private volatile boolean ended;

		@OnMessage
		Object said(String text) {
			return switch (text) {
				case "open" -> this.publisher.flux();
				case "endless" -> Flux.generate((sink) -> sink.next("x")).doOnCancel(() -> this.ended = true);
				case "never" -> Flux.never();
				default -> "pong";
			};
		}

		@OnError
		String failed(IllegalStateException ex) {
			return "failed";
		}

	}

}
