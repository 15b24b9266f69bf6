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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.web.socket.CloseStatus;
import reactor.core.publisher.Flux;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.ConnectionOpenedEvent;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.Calls;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;
import io.github.wsboot.endpoint.session.EndpointSettings.ClientLimits;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the work of the server that goes on while callbacks hold all workers.
 */
@Promise("threads")
class SaturatedWorkersTests {

	/** The length of a message that takes more than half of a queue. */
	private static final int MANY = 60;

	@Test
	void nonBlockingConnectionShouldOpenAndClose() {
		try (EndpointTester tester = saturated(null)) {
			TestClient client = tester.connect("/loop");
			tester.calls().await("open");
			assertThat(hasTold(tester, ConnectionOpenedEvent.class)).isTrue();
			client.text("hello").await("hello");
			client.close();
			tester.calls().await("open", "close");
			Awaitility.await("event").until(() -> hasTold(tester, ConnectionClosedEvent.class));
		}
	}

	@Test
	void stageShouldBeCancelledWithItsNonBlockingConnection() {
		try (EndpointTester tester = saturated(null)) {
			TestClient client = tester.connect("/loop");
			tester.calls().await("open");
			client.text("{\"type\":\"stage\"}").close();
			tester.calls().await("open", "close");
			assertThat(tester.context().getBean(Loop.class).stage).isCancelled();
		}
	}

	@Test
	void streamOfANonBlockingEndpointShouldGoOn() {
		try (EndpointTester tester = saturated(null)) {
			TestClient client = tester.connect("/loop");
			tester.calls().await("open");
			client.stopReading().text("{\"type\":\"stream\"}");
			client.read();
			Awaitility.await("end of the stream").until(() -> client.received().contains("199"));
		}
	}

	@Test
	void whenWritableShouldComplete() {
		try (EndpointTester tester = saturated(null)) {
			TestClient client = tester.connect("/loop").stopReading();
			fill(client.connection());
			CompletableFuture<Void> writable = client.connection().whenWritable().toCompletableFuture();
			assertThat(writable).isNotDone();
			client.read();
			assertThat(writable).succeedsWithin(Duration.ofSeconds(20));
		}
	}

	@Test
	void callbacksThatWaitUntilTheyMayWriteShouldGoOn() {
		try (EndpointTester tester = EndpointTester.of(Waiting.class)) {
			TestClient[] clients = new TestClient[EndpointTester.WORKERS];
			for (int i = 0; i < clients.length; i++) {
				clients[i] = tester.connect("/waiting").stopReading().text("fill");
			}
			tester.calls().await("full", "full", "full", "full");
			for (TestClient client : clients) {
				client.read();
				Awaitility.await("reply").until(() -> client.received().contains("written"));
			}
		}
	}

	@Test
	void silentClientShouldBeClosed() {
		try (EndpointTester tester = saturated(Duration.ofSeconds(1))) {
			TestClient client = tester.connect("/held");
			assertThat(client.awaitClose()).isEqualTo(CloseStatus.POLICY_VIOLATION.withReason("No message in time"));
		}
	}

	/**
	 * Return a tester whose workers are all held until it is closed.
	 */
	private static EndpointTester saturated(Duration firstMessageTimeout) {
		EndpointTester tester = EndpointTester
			.create((created) -> created.clients(new ClientLimits(null, 100, firstMessageTimeout))
				.register(Held.class, Loop.class));
		Held held = tester.context().getBean(Held.class);
		for (int i = 0; i < EndpointTester.WORKERS; i++) {
			tester.connect("/held").text("hold");
		}
		Awaitility.await("callbacks").until(() -> held.begun.getCount() == 0);
		return tester;
	}

	private static boolean hasTold(EndpointTester tester, Class<?> type) {
		return tester.events()
			.stream()
			.anyMatch(
					(event) -> event instanceof PayloadApplicationEvent<?> told && type.isInstance(told.getPayload()));
	}

	private static void fill(Connection connection) {
		for (int i = 0; i < MANY; i++) {
			connection.push("filled");
		}
	}

	@WebSocketEndpoint("/held")
	static class Held {

		private final CountDownLatch begun = new CountDownLatch(EndpointTester.WORKERS);

		@OnMessage
		void message(String text) throws InterruptedException {
			this.begun.countDown();
			new CountDownLatch(1).await(1, TimeUnit.MINUTES);
		}

	}

	@WebSocketEndpoint("/loop")
	@NonBlocking
	static class Loop {

		private final CompletableFuture<String> stage = new CompletableFuture<>();

		private final Calls calls;

		Loop(Calls calls) {
			this.calls = calls;
		}

		@OnOpen
		void open() {
			this.calls.add("open");
		}

		@OnMessage
		String message(String text) {
			return text;
		}

		@OnMessage("stage")
		CompletionStage<String> stage() {
			return this.stage;
		}

		@OnMessage("stream")
		Flux<String> stream() {
			return Flux.range(0, 200).map(String::valueOf);
		}

		@OnClose
		void close() {
			this.calls.add("close");
		}

	}

	@WebSocketEndpoint("/waiting")
	static class Waiting {

		private final Calls calls;

		Waiting(Calls calls) {
			this.calls = calls;
		}

		@OnMessage
		String message(String text, Connection connection) throws Exception {
			fill(connection);
			this.calls.add("full");
			connection.whenWritable().toCompletableFuture().get(1, TimeUnit.MINUTES);
			return "written";
		}

	}

}
