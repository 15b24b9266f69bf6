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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.ConnectionOpenedEvent;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnPong;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for endpoints with {@code @NonBlocking}: on the event loop where there is one,
 * and with the promises of all endpoints.
 */
@Promise({ "callbacks", "threads" })
@ExtendWith(OutputCaptureExtension.class)
class NonBlockingTests extends ServerTests {

	private static final String ONE_LOOP = "ws.transport.event-loops=1";

	NonBlockingTests() {
		super(LoopEndpoint.class, HeldEndpoint.class, SlowEndpoint.class, ListenedEndpoint.class, Listener.class);
	}

	@Test
	void callbacksShouldRunOnTheLoopInOrderAndNeverOverlap() {
		List<TestClient> clients = connect(4, "/loop");
		for (TestClient client : clients) {
			IntStream.range(0, 300).forEach((i) -> client.text(String.valueOf(i)));
			client.pong("").text("end");
		}
		for (TestClient client : clients) {
			assertThat(client.next()).isEqualTo("overlaps: 0");
			server().journal().await(client.name(), "tick");
			client.close(1000, "");
			List<String> seen = server().journal().awaitEnd(client.name());
			assertThat(seen).filteredOn((what) -> what.startsWith("message "))
				.containsExactlyElementsOf(IntStream.range(0, 300).mapToObj((i) -> "message " + i).toList());
			assertThat(seen).filteredOn((what) -> what.startsWith("error ")).hasSize(30);
		}
		Map<String, Set<String>> threads = server().bean(LoopEndpoint.class).threads;
		assertThat(threads).containsOnlyKeys("open", "message", "pong", "tick", "error", "close");
		assertThat(threads.values())
			.allSatisfy((names) -> assertThat(names).isNotEmpty().allMatch((name) -> name.startsWith("ws-loop-")));
	}

	@Test
	void stageShouldHoldTheMailbox() {
		TestClient client = connect("/held");
		HeldEndpoint endpoint = server().bean(HeldEndpoint.class);
		client.text("hold").text("next");
		server().journal().await(client.name(), "message hold");
		TestClient other = connect("/held");
		assertThat(other.text("other").next()).isEqualTo("other");
		assertThat(server().journal().of(client.name())).containsExactly(Journal.OPEN, "message hold");
		endpoint.gate.complete("released");
		assertThat(client.next(2)).containsExactly("released", "next");
		client.text("fail").text("after");
		assertThat(client.next(2)).containsExactly("failed: expected by the test", "after");
	}

	@Test
	void blockingCallbackShouldBeNamedInTheLog(CapturedOutput output) {
		TestServer server = server(ONE_LOOP);
		TestClient client = connect(server, "/slow");
		client.text("slow").text("slow").text("fast");
		assertThat(client.next(3)).containsExactly("slow", "slow", "fast");
		Connection connection = server.connection(client.name());
		connection.after(Duration.ZERO, (c) -> c.push("action " + SlowEndpoint.hold()));
		assertThat(client.next()).isEqualTo("action false");
		assertThat(client.text("fast").next()).isEqualTo("fast");
		String callback = "Callback 'NonBlockingTests.SlowEndpoint.message(String)' of bean "
				+ "'nonBlockingTests.SlowEndpoint' at endpoint '/slow' has held an event loop for ";
		String action = "An action of Connection.every or Connection.after at endpoint '/slow' has held an event loop";
		assertThat(StringUtils.countOccurrencesOf(output.toString(), callback)).isEqualTo(1);
		assertThat(StringUtils.countOccurrencesOf(output.toString(), action)).isEqualTo(1);
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "Remove @NonBlocking from the endpoint, or"))
			.isEqualTo(2);
	}

	@Test
	void listenersShouldNotHoldTheLoopAndKeepTheirPlace() {
		TestServer server = server(ONE_LOOP);
		Listener listener = server.bean(Listener.class);
		listener.hold();
		TestClient client = connect(server, "/listened").text("a");
		TestServer.await("event").until(() -> listener.seen.contains("opened"));
		TestClient other = connect(server, "/loop").text("end");
		assertThat(other.next()).startsWith("overlaps: ");
		assertThat(listener.seen).containsExactly("opened");
		listener.release();
		assertThat(client.next()).isEqualTo("a");
		listener.hold();
		client.close(1000, "");
		TestServer.await("event").until(() -> listener.seen.contains("closed"));
		assertThat(other.text("end").next()).startsWith("overlaps: ");
		listener.release();
		assertThat(listener.seen).containsExactly("opened", "@OnOpen", "@OnMessage", "@OnClose", "closed");
		assertThat(listener.threads).isNotEmpty().allMatch((name) -> name.startsWith("ws-server-"));
	}

	@Promise("close")
	@Test
	void onCloseShouldRunBeforeTheServerHasStopped() {
		TestServer stopping = TestServer.start(kind(), List.of(HeldEndpoint.class));
		TestClient client = connect(stopping, "/held");
		assertThat(client.text("a").next()).isEqualTo("a");
		Journal journal = stopping.journal();
		stopping.close();
		assertThat(client.nextClose().getCode()).isEqualTo(1012);
		assertThat(journal.of(client.name())).containsExactly(Journal.OPEN, "message a", "close 1012 SHUTDOWN");
	}

	@WebSocketEndpoint("/loop")
	@NonBlocking
	static class LoopEndpoint {

		private static final String INSIDE = "inside";

		private final Journal journal;

		private final AtomicInteger overlaps = new AtomicInteger();

		private final Map<String, Set<String>> threads = new ConcurrentHashMap<>();

		LoopEndpoint(Journal journal) {
			this.journal = journal;
		}

		@OnOpen
		void open(Connection connection) {
			alone(connection, "open");
		}

		@OnMessage
		String message(String text, Connection connection) {
			if (text.equals("end")) {
				return "overlaps: " + this.overlaps;
			}
			alone(connection, "message " + text);
			if (text.endsWith("0")) {
				throw new IllegalStateException(text);
			}
			return null;
		}

		@OnPong
		void pong(Connection connection) {
			alone(connection, "pong");
		}

		@OnTick(fixedRate = 1)
		void tick(Connection connection) {
			alone(connection, "tick");
		}

		@OnError
		void error(IllegalStateException exception, Connection connection) {
			alone(connection, "error " + exception.getMessage());
		}

		@OnClose
		void close(Connection connection, CloseStatus status, CloseCause cause) {
			alone(connection, "close " + status.getCode() + " " + cause);
		}

		private void alone(Connection connection, String what) {
			if (connection.attributes().putIfAbsent(INSIDE, what) != null) {
				this.overlaps.incrementAndGet();
			}
			this.threads.computeIfAbsent(what.split(" ")[0], (kind) -> ConcurrentHashMap.newKeySet())
				.add(Thread.currentThread().getName());
			this.journal.add(connection, what);
			Thread.yield();
			connection.attributes().remove(INSIDE);
		}

	}

	@WebSocketEndpoint("/held")
	@NonBlocking
	static class HeldEndpoint extends RecordingEndpoint {

		private final CompletableFuture<String> gate = new CompletableFuture<>();

		HeldEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		CompletionStage<String> message(String text, Connection connection) {
			journal().add(connection, "message " + text);
			if (text.equals("hold")) {
				return this.gate;
			}
			return text.equals("fail")
					? CompletableFuture.failedFuture(new IllegalStateException("expected by the test"))
					: CompletableFuture.completedFuture(text);
		}

		@OnError
		String failed(IllegalStateException exception) {
			return "failed: " + exception.getMessage();
		}

	}

	@WebSocketEndpoint("/slow")
	@NonBlocking
	static class SlowEndpoint extends RecordingEndpoint {

		SlowEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text) {
			if (text.equals("slow")) {
				hold();
			}
			return text;
		}

		/**
		 * Do what such an endpoint must not do.
		 */
		static boolean hold() {
			try {
				return new CountDownLatch(1).await(150, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	@WebSocketEndpoint("/listened")
	@NonBlocking
	static class ListenedEndpoint extends RecordingEndpoint {

		private final Listener listener;

		ListenedEndpoint(Journal journal, Listener listener) {
			super(journal);
			this.listener = listener;
		}

		@Override
		protected void open(Connection connection) {
			this.listener.seen.add("@OnOpen");
			super.open(connection);
		}

		@OnMessage
		String message(String text) {
			this.listener.seen.add("@OnMessage");
			return text;
		}

		@Override
		protected void close(Connection connection, CloseStatus status, CloseCause cause) {
			this.listener.seen.add("@OnClose");
			super.close(connection, status, cause);
		}

	}

	@Component
	static class Listener {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private final Set<String> threads = ConcurrentHashMap.newKeySet();

		private volatile CountDownLatch gate = new CountDownLatch(0);

		void hold() {
			this.gate = new CountDownLatch(1);
		}

		void release() {
			this.gate.countDown();
		}

		@EventListener
		void opened(ConnectionOpenedEvent event) throws InterruptedException {
			record(event.connection(), "opened");
		}

		@EventListener
		void closed(ConnectionClosedEvent event) throws InterruptedException {
			record(event.connection(), "closed");
		}

		private void record(Connection connection, String what) throws InterruptedException {
			if (connection.endpoint().equals("/listened")) {
				this.seen.add(what);
				this.threads.add(Thread.currentThread().getName());
				assertThat(this.gate.await(60, TimeUnit.SECONDS)).isTrue();
			}
		}

	}

}
