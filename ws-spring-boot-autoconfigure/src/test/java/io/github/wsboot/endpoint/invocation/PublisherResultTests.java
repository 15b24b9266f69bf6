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

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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
 * Tests for {@link PublisherResult} with publishers that fail in unusual ways:
 * {@code @OnError} is called, and the connection can have as many streams as before.
 */
@Promise("errors")
class PublisherResultTests {

	/** More streams than a connection may have at once. */
	private static final int ROUNDS = 4;

	@Test
	void errorOfAStreamThatHasWaitedForItsClientShouldReachOnErrorAndGiveThePlaceBack() {
		try (EndpointTester tester = EndpointTester.of(Publishers.class)) {
			TestClient client = tester.connect("/publishers");
			for (int round = 1; round <= ROUNDS; round++) {
				int failures = round;
				client.stopReading().text("error later");
				Awaitility.await("full queue").until(() -> client.connection().info().queuedMessages() > 45);
				client.read();
				Awaitility.await("@OnError").until(() -> failures(client, "NoClassDefFoundError") == failures);
			}
			assertThat(client.connection().isEstablished()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "second request", "subscribe" })
	void errorOfAPublisherShouldReachOnErrorAndGiveThePlaceBack(String kind) {
		try (EndpointTester tester = EndpointTester.of(Publishers.class)) {
			TestClient client = tester.connect("/publishers");
			for (int round = 1; round <= ROUNDS; round++) {
				int failures = round;
				client.text(kind);
				Awaitility.await("@OnError").until(() -> failures(client, "expected") == failures);
			}
			assertThat(client.received()).doesNotContain("late");
			assertThat(client.connection().isEstablished()).isTrue();
		}
	}

	private static long failures(TestClient client, String message) {
		return client.received().stream().filter(message::equals).count();
	}

	@Promise("close")
	@ParameterizedTest
	@ValueSource(strings = { "mono that cannot be cancelled", "stage that cannot be cancelled" })
	void resultThatCannotBeCancelledShouldNotKeepTheConnectionFromItsEnd(String kind) {
		try (EndpointTester tester = EndpointTester.of(Publishers.class)) {
			TestClient client = tester.connect("/publishers").text(kind);
			tester.calls().await("pending");
			client.close();
			tester.calls().await("pending", "closed");
		}
	}

	@Test
	void stageThatCannotBeWaitedForShouldReachOnError() {
		try (EndpointTester tester = EndpointTester.of(Publishers.class)) {
			tester.connect("/publishers").text("stage without completion").await("expected");
		}
	}

	@WebSocketEndpoint("/publishers")
	static class Publishers {

		private final Map<String, Object> results;

		private final Calls calls;

		Publishers(Calls calls) {
			this.calls = calls;
			this.results = Map.ofEntries(Map.entry("error later", Flux.range(0, 60).map(this::errorAtTheEnd).hide()),
					Map.entry("second request", publisher((subscriber) -> {
						subscriber.onSubscribe(new FailingSubscription(2));
						new Thread(() -> {
							subscriber.onNext("element");
							subscriber.onNext("late");
						}).start();
					})), Map.entry("subscribe", publisher((subscriber) -> {
						throw new NoClassDefFoundError("expected");
					})), Map.entry("mono that cannot be cancelled",
							Mono.never().doOnSubscribe((subscription) -> this.calls.add("pending")).doOnCancel(() -> {
								throw new NoClassDefFoundError("expected");
							})),
					Map.entry("stage that cannot be cancelled", new CompletableFuture<>() {

						@Override
						public CompletableFuture<Object> toCompletableFuture() {
							throw new NoClassDefFoundError("expected");
						}

					}));
		}

		private String errorAtTheEnd(int number) {
			if (number == 55) {
				throw new NoClassDefFoundError("NoClassDefFoundError");
			}
			return String.valueOf(number);
		}

		private static Publisher<String> publisher(Consumer<Subscriber<? super String>> subscribe) {
			return subscribe::accept;
		}

		@OnMessage
		Object said(String text) {
			if (text.equals("stage that cannot be cancelled")) {
				this.calls.add("pending");
			}
			if (text.equals("stage without completion")) {
				return stageWithoutCompletion();
			}
			return this.results.get(text);
		}

		private static CompletionStage<String> stageWithoutCompletion() {
			return new CompletableFuture<>() {

				@Override
				public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
					throw new NoClassDefFoundError("expected");
				}

			};
		}

		@OnError
		String failed(NoClassDefFoundError ex) {
			return ex.getMessage();
		}

		@OnClose
		void closed() {
			this.calls.add("closed");
		}

	}

	/**
	 * Publisher that fails at a request.
	 */
	private static final class FailingSubscription implements Subscription {

		private int left;

		FailingSubscription(int failing) {
			this.left = failing;
		}

		@Override
		public void request(long n) {
			this.left--;
			if (this.left == 0) {
				throw new NoClassDefFoundError("expected");
			}
		}

		@Override
		public void cancel() {
		}

	}

}
