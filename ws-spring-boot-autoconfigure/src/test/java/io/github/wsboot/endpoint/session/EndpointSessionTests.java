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

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.ConnectionOpenedEvent;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.Calls;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndpointSession}: the life of a connection as its callbacks see it.
 */
class EndpointSessionTests {

	@Test
	void firstMessageShouldWaitForOpen() throws Exception {
		try (EndpointTester tester = EndpointTester.of(SlowOpen.class)) {
			TestClient client = tester.connect("/slow-open").text("a");
			assertThat(tester.calls().list()).doesNotContain("a");
			tester.context().getBean(SlowOpen.class).release.countDown();
			client.await("from open", "a");
		}
	}

	@Test
	void whenClosedInTheMiddleShouldCallCloseLast() {
		try (EndpointTester tester = EndpointTester.of(SlowOpen.class)) {
			TestClient client = tester.connect("/slow-open").text("a", "b").close();
			tester.context().getBean(SlowOpen.class).release.countDown();
			tester.calls().await("open", "a", "b", "closed");
			client.close();
			assertThat(client.connection().disconnect()).isFalse();
			tester.calls().await("open", "a", "b", "closed");
		}
	}

	@Test
	void connectionThatEndsAtOnceShouldBeOpenedAndClosed() {
		try (EndpointTester tester = EndpointTester.of(SlowOpen.class, Listener.class)) {
			tester.context().getBean(SlowOpen.class).release.countDown();
			TestClient client = tester.client("/slow-open").endAtOnce().connect();
			tester.calls().await("opened event", "open", "closed", "closed event 1006 NETWORK");
			assertThat(client.connection().isEstablished()).isFalse();
			assertThat((Map<?, ?>) ReflectionTestUtils.getField(tester.endpoint("/slow-open").handler(), "sessions"))
				.isEmpty();
		}
	}

	@Test
	void messagesAfterTheEndShouldNotBeDelivered() {
		try (EndpointTester tester = EndpointTester.of(SlowOpen.class)) {
			tester.context().getBean(SlowOpen.class).release.countDown();
			TestClient client = tester.connect("/slow-open").await("from open");
			client.connection().abort(CloseStatus.SERVER_ERROR, CloseCause.FAILURE);
			client.text("late").pong((byte) 1);
			tester.calls().await("open", "closed");
			client.text("later");
			Awaitility.await("end")
				.until(() -> !tester.events().stream().filter(EndpointTester::isClosed).toList().isEmpty());
			tester.calls().await("open", "closed");
		}
	}

	@Test
	void shouldBeUnregisteredInClose() {
		try (EndpointTester tester = EndpointTester.of(LooksAround.class)) {
			TestClient client = tester.connect("/looks").await("x");
			client.close();
			tester.calls().await("open: true true ACCEPTED", "close: false false NOT_FOUND");
		}
	}

	@Test
	void shouldPublishEvents() {
		try (EndpointTester tester = EndpointTester.of(SlowOpen.class, Listener.class)) {
			tester.context().getBean(SlowOpen.class).release.countDown();
			TestClient client = tester.connect("/slow-open").await("from open");
			client.close(new CloseStatus(4002));
			tester.calls().await("opened event", "open", "closed", "closed event 4002 CLIENT");
		}
	}

	@Test
	void whenAListenerFailsShouldGoOn() {
		try (EndpointTester tester = EndpointTester.of(SlowOpen.class, FailingListener.class)) {
			tester.context().getBean(SlowOpen.class).release.countDown();
			TestClient client = tester.connect("/slow-open").await("from open");
			client.close();
			tester.calls().await("open", "closed");
			assertThat(client.connection().isEstablished()).isFalse();
		}
	}

	@Test
	void shouldTellWhoClosed() {
		try (EndpointTester tester = EndpointTester.of(Causes.class)) {
			tester.connect("/causes").close(CloseStatus.GOING_AWAY);
			tester.calls().await("1001 CLIENT");
			tester.connect("/causes").close(CloseStatus.NO_CLOSE_FRAME);
			tester.calls().await("1001 CLIENT", "1006 NETWORK");
			tester.connect("/causes").connection().disconnect(new CloseStatus(4003));
			tester.calls().await("1001 CLIENT", "1006 NETWORK", "4003 SERVER");
			tester.connect("/causes").close(CloseStatus.PROTOCOL_ERROR);
			tester.calls().await("1001 CLIENT", "1006 NETWORK", "4003 SERVER", "1002 PROTOCOL_ERROR");
		}
	}

	@WebSocketEndpoint("/slow-open")
	static class SlowOpen {

		private final CountDownLatch release = new CountDownLatch(1);

		private final Calls calls;

		SlowOpen(Calls calls) {
			this.calls = calls;
		}

		@OnOpen
		void open(Connection connection) throws InterruptedException {
			assertThat(this.release.await(60, TimeUnit.SECONDS)).isTrue();
			this.calls.add("open");
			connection.push("from open");
		}

		@OnMessage
		String said(String text) {
			this.calls.add(text);
			return text;
		}

		@OnClose
		void closed() {
			this.calls.add("closed");
		}

	}

	@WebSocketEndpoint("/looks")
	static class LooksAround {

		private final Calls calls;

		private final ConnectionManager connections;

		LooksAround(Calls calls, ConnectionManager connections) {
			this.calls = calls;
			this.connections = connections;
		}

		@OnOpen
		void open(Connection connection) {
			this.calls.add("open: " + look(connection));
		}

		@OnClose
		void closed(Connection connection) {
			this.calls.add("close: " + look(connection));
		}

		private String look(Connection connection) {
			PushResult result = this.connections.push(connection.id(), "x");
			return this.connections.isEstablished(connection.id()) + " " + this.connections.exists(connection.id())
					+ " " + result;
		}

	}

	static class Listener {

		private final Calls calls;

		Listener(Calls calls) {
			this.calls = calls;
		}

		@EventListener
		void opened(ConnectionOpenedEvent event) {
			this.calls.add("opened event");
		}

		@EventListener
		void closed(ConnectionClosedEvent event) {
			this.calls.add("closed event " + event.status().getCode() + " " + event.cause());
		}

	}

	static class FailingListener {

		@EventListener({ ConnectionOpenedEvent.class, ConnectionClosedEvent.class })
		void failed() {
			throw new IllegalStateException("expected by the test");
		}

	}

	@WebSocketEndpoint("/causes")
	static class Causes {

		private final Calls calls;

		Causes(Calls calls) {
			this.calls = calls;
		}

		@OnClose
		void closed(CloseStatus status, CloseCause cause) {
			this.calls.add(status.getCode() + " " + cause);
		}

	}

}
