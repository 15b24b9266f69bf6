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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.RateLimitException;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.concurrent.Rate;
import io.github.wsboot.endpoint.Calls;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;
import io.github.wsboot.endpoint.session.EndpointSettings.ClientLimits;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InboundPolicy}.
 */
class InboundPolicyTests {

	@Test
	void messagesBeyondTheRateShouldBeDroppedAndReported() {
		try (EndpointTester tester = tester(new ClientLimits(new Rate(1, 2), 100, null), Reported.class)) {
			TestClient client = tester.connect("/reported").text("a", "b", "c", "d").binary((byte) 1);
			client.await("a", "b", "slow down");
			assertThat(client.connection().isEstablished()).isTrue();
		}
	}

	@Test
	void droppedMessageShouldNotBeConverted() {
		try (EndpointTester tester = tester(new ClientLimits(new Rate(1, 1), 100, null), Reported.class)) {
			TestClient client = tester.connect("/reported").text("a").text("{\"type\":\"unknown\"}");
			client.await("a", "slow down");
			tester.calls().await("a");
		}
	}

	@Test
	void pongsShouldNotCount() {
		try (EndpointTester tester = tester(new ClientLimits(new Rate(1, 2), 100, null), Reported.class)) {
			TestClient client = tester.connect("/reported").pong().pong().pong().text("a", "b");
			client.await("a", "b");
		}
	}

	@Test
	void whenNobodyHandlesItShouldKeepTheConnection() {
		try (EndpointTester tester = tester(new ClientLimits(new Rate(1, 1), 100, null), Unreported.class)) {
			TestClient client = tester.connect("/unreported").text("a", "b", "c");
			client.await("a");
			assertThat(client.connection().isEstablished()).isTrue();
		}
	}

	@Test
	void repeatedViolationsShouldCloseTheConnection() {
		try (EndpointTester tester = tester(new ClientLimits(new Rate(1, 1), 3, null), Reported.class)) {
			TestClient client = tester.connect("/reported").text("a", "b", "c", "d", "e", "f");
			assertThat(client.awaitClose()).isEqualTo(CloseStatus.POLICY_VIOLATION.withReason("Too many messages"));
			tester.calls().await("a", "1008 POLICY");
		}
	}

	@Test
	void whileTheCallbackIsBusyShouldReportOnce() throws Exception {
		try (EndpointTester tester = tester(new ClientLimits(new Rate(1000, 1), 1000, null), Busy.class)) {
			TestClient client = tester.connect("/busy").text("first");
			Busy busy = tester.context().getBean(Busy.class);
			assertThat(busy.begun.await(60, TimeUnit.SECONDS)).isTrue();
			AtomicInteger episodes = new AtomicInteger();
			// An episode is reported a second after the one before, at the earliest
			Awaitility.await("episodes").pollInterval(Duration.ofMillis(200)).until(() -> {
				client.text("a", "b", "c");
				return episodes.incrementAndGet() == 14;
			});
			busy.release.countDown();
			tester.calls().await("reported");
			client.text("last");
			client.close();
			tester.calls().await("reported", "1000 CLIENT");
		}
	}

	@Test
	void silentClientShouldBeClosed() {
		try (EndpointTester tester = tester(new ClientLimits(null, 100, Duration.ofMillis(50)), Reported.class)) {
			TestClient client = tester.connect("/reported").pong();
			assertThat(client.awaitClose()).isEqualTo(CloseStatus.POLICY_VIOLATION.withReason("No message in time"));
			tester.calls().await("1008 POLICY");
		}
	}

	@Test
	void shouldWaitForTheFirstMessageOnlyIfThereIsATimeForIt() {
		InboundPolicy rate = InboundPolicy.of(new ClientLimits(new Rate(1, 1), 100, null), (ex, before) -> {
		});
		assertThat(rate.isWaitingForFirst()).isFalse();
		InboundPolicy timeout = InboundPolicy.of(new ClientLimits(null, 100, Duration.ofMinutes(1)), (ex, before) -> {
		});
		assertThat(timeout.isWaitingForFirst()).isTrue();
		timeout.onMessage();
		assertThat(timeout.isWaitingForFirst()).isFalse();
	}

	@Test
	void clientThatHasSpokenShouldStay() {
		try (EndpointTester tester = tester(new ClientLimits(null, 100, Duration.ofSeconds(1)), Reported.class)) {
			TestClient client = tester.connect("/reported").text("a").await("a");
			TestClient silent = tester.connect("/reported");
			assertThat(silent.awaitCloseCode()).isEqualTo(1008);
			assertThat(client.connection().isEstablished()).isTrue();
			assertThat(client.text("b").await("a", "b").connection().isEstablished()).isTrue();
		}
	}

	private static EndpointTester tester(ClientLimits limits, Class<?> endpoint) {
		return EndpointTester.create((tester) -> tester.clients(limits).register(endpoint));
	}

	abstract static class Base {

		private final Calls calls;

		Base(Calls calls) {
			this.calls = calls;
		}

		@OnClose
		void closed(CloseStatus status, CloseCause cause) {
			this.calls.add(status.getCode() + " " + cause);
		}

		Calls calls() {
			return this.calls;
		}

	}

	@WebSocketEndpoint("/reported")
	static class Reported extends Base {

		Reported(Calls calls) {
			super(calls);
		}

		@OnMessage
		String text(String text) {
			calls().add(text);
			return text;
		}

		@OnMessage
		void binary(byte[] bytes) {
			calls().add("binary");
		}

		@OnError
		String tooMany(RateLimitException ex) {
			return "slow down";
		}

	}

	@WebSocketEndpoint("/unreported")
	static class Unreported extends Base {

		Unreported(Calls calls) {
			super(calls);
		}

		@OnMessage
		String text(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/busy")
	static class Busy extends Base {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		Busy(Calls calls) {
			super(calls);
		}

		@OnMessage
		void text(String text) throws InterruptedException {
			this.begun.countDown();
			this.release.await(60, TimeUnit.SECONDS);
		}

		@OnError
		void tooMany(RateLimitException ex) {
			calls().add("reported");
		}

	}

}
