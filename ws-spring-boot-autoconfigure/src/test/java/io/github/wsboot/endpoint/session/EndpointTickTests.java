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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.converter.SimpleMessageConverter;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;
import io.github.wsboot.endpoint.callback.CallbackConversion;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;
import io.github.wsboot.endpoint.invocation.FailureSource;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndpointTick}.
 */
class EndpointTickTests {

	@Test
	void shouldSendResultsUntilTheConnectionCloses() {
		try (EndpointTester tester = EndpointTester.of(Ticking.class)) {
			TestClient client = tester.connect("/ticking");
			Awaitility.await("ticks").until(() -> client.received().size() > 3);
			client.close();
			assertThat(client.received()).containsOnly("tick");
		}
	}

	@Test
	void shouldBeginAfterOpen() {
		try (EndpointTester tester = EndpointTester.of(OpensSlowly.class)) {
			TestClient client = tester.connect("/slowly");
			TestClient other = tester.connect("/slowly");
			OpensSlowly slowly = tester.context().getBean(OpensSlowly.class);
			Awaitility.await("opening").until(() -> slowly.opened == 2);
			assertThat(client.received()).isEmpty();
			slowly.open.complete("open");
			Awaitility.await("ticks").until(() -> client.received().size() > 1 && other.received().size() > 1);
			assertThat(client.received()).startsWith("open", "tick");
		}
	}

	@Test
	void whenATickFailsShouldCallOnErrorAndGoOn() {
		try (EndpointTester tester = EndpointTester.of(FailingTick.class)) {
			TestClient client = tester.connect("/failing-tick");
			Awaitility.await("errors").until(() -> client.received().size() > 2);
			assertThat(client.received()).containsOnly("failed");
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenATickHoldsItsLoopShouldNameTheCallbackAndNoAction(CapturedOutput output) {
		try (EndpointTester tester = EndpointTester.of(HoldsItsLoop.class)) {
			TestClient client = tester.connect("/holds-its-loop");
			Awaitility.await("ticks").until(() -> client.received().size() > 1);
			client.close();
			assertThat(output).contains("EndpointTickTests.HoldsItsLoop.tick()' of bean ")
				.contains("has held an event loop for ")
				.doesNotContain(FailureSource.ACTION_NAME);
		}
	}

	@ParameterizedTest
	@CsvSource({ "millis, 1500", "seconds, 2000", "placeholder, 3000", "iso, 4000", "simple, 5000", "unit, 6000" })
	void shouldReadItsPeriod(String method, long millis) {
		try (EndpointTester tester = EndpointTester
			.create((customized) -> customized.property("period", "3s").register(Periods.class))) {
			CallbackFactory factory = new CallbackFactory(tester.context().getBeanFactory(),
					new CallbackConversion(new PayloadConversion(new SimpleMessageConverter(), null), null,
							DefaultConversionService.getSharedInstance(),
							tester.context().getBean(PayloadEncoder.class)),
					List.of(), tester.context().getBean(ConnectionManager.class), 1000);
			EndpointDefinition definition = tester.context().getBean(EndpointDefinitions.class).endpoints().get(0);
			EndpointTick tick = definition.methods()
				.keySet()
				.stream()
				.filter((candidate) -> candidate.getName().equals(method))
				.map((found) -> factory.create(definition, found, CallbackKind.TICK, null))
				.map((callback) -> EndpointTick.of(callback, tester.context().getBeanFactory()::resolveEmbeddedValue))
				.findFirst()
				.orElseThrow();
			assertThat(tick.period()).isEqualTo(Duration.ofMillis(millis));
		}
	}

	@WebSocketEndpoint("/ticking")
	static class Ticking {

		@OnTick(fixedRate = 1)
		String tick() {
			return "tick";
		}

	}

	@WebSocketEndpoint("/slowly")
	static class OpensSlowly {

		private final CompletableFuture<String> open = new CompletableFuture<>();

		private volatile int opened;

		@OnOpen
		CompletionStage<String> open() {
			synchronized (this) {
				this.opened++;
			}
			return this.open.copy();
		}

		@OnTick(fixedRate = 1)
		String tick() {
			return "tick";
		}

	}

	@WebSocketEndpoint("/holds-its-loop")
	@NonBlocking
	static class HoldsItsLoop {

		@OnTick(fixedRate = 1)
		boolean tick() throws InterruptedException {
			return new CountDownLatch(1).await(150, TimeUnit.MILLISECONDS);
		}

	}

	@WebSocketEndpoint("/failing-tick")
	static class FailingTick {

		@OnTick(fixedRate = 1)
		String tick() {
			throw new IllegalStateException("expected");
		}

		@OnError
		String failed(IllegalStateException ex) {
			return "failed";
		}

	}

	@WebSocketEndpoint("/periods")
	static class Periods {

		@OnTick(fixedRate = 1500)
		void millis() {
		}

		@OnTick(fixedRate = 2, timeUnit = TimeUnit.SECONDS)
		void seconds() {
		}

		@OnTick(fixedRateString = "${period}")
		void placeholder() {
		}

		@OnTick(fixedRateString = "PT4S")
		void iso() {
		}

		@OnTick(fixedRateString = "5s")
		void simple() {
		}

		@OnTick(fixedRateString = "6", timeUnit = TimeUnit.SECONDS)
		void unit() {
		}

	}

}
