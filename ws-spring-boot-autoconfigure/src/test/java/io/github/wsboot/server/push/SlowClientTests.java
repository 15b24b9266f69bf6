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

package io.github.wsboot.server.push;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a client that does not read harms only itself.
 */
class SlowClientTests extends ServerTests {

	private static final int BROADCASTS = 10_000;

	private static final String FILLER = "x".repeat(1018);

	private static final String SLOW = "slow";

	/** More than the sockets' buffers hold. */
	private static final String PLUG = "x".repeat(30_000_000);

	private static final String LARGE = "ws.send.max-bytes=32MB";

	private static final String DROP_OLDEST = "ws.send.overflow=drop-oldest";

	private static final String DROP_NEWEST = "ws.send.overflow=drop-newest";

	private static final String PATIENT = "ws.send.max-delay=10m";

	SlowClientTests() {
		super(FeedEndpoint.class);
	}

	@Promise({ "push", "slow-clients" })
	@Test
	void slowClientShouldBeClosedWhileOthersGetEverything() throws Exception {
		List<TestClient> readers = connect(4, "/feed");
		RawWebSocketClient slow = slow(server());
		Connection slowConnection = server().connection(slow.name());
		assertThat(publish(server(), readers)).contains(PushResult.CLOSED);
		for (TestClient reader : readers) {
			assertThatAllArrive(reader);
		}
		assertThat(server().journal().awaitEnd(slow.name())).containsExactly(Journal.OPEN, SLOW,
				"close 1013 SLOW_CONSUMER");
		assertThat(slowConnection.info().queuedBytes()).isZero();
		assertThat(slowConnection.info().queuedMessages()).isZero();
		assertThat(server().connections().count()).isEqualTo(readers.size());
	}

	@Promise("slow-clients")
	@Test
	void slowClientShouldGetTheLatestWithDropOldest() throws Exception {
		TestServer server = server(DROP_OLDEST, PATIENT);
		TestClient reader = connect(server, "/feed");
		RawWebSocketClient slow = slow(server);
		Connection slowConnection = server.connection(slow.name());
		publish(server, List.of(reader));
		assertThatAllArrive(reader);
		assertThat(slowConnection.isEstablished()).isTrue();
		// The last one counts until the loop has dropped another in its favour
		TestServer.await("bounded queue").until(() -> slowConnection.info().queuedMessages() <= 1000);
		assertThat(slowConnection.info().droppedMessages()).isPositive();
		List<Integer> numbers = numbersUpTo(BROADCASTS - 1, slow);
		assertThat(numbers).isSorted().doesNotHaveDuplicates().hasSizeLessThan(BROADCASTS);
		int last = numbers.size() - 1;
		assertThat(numbers.get(last - 500)).as("message 500 before the last").isEqualTo(BROADCASTS - 1 - 500);
		assertThat(slowConnection.info().droppedMessages()).isEqualTo(BROADCASTS - numbers.size());
		assertThatQueueIsEmpty(slowConnection);
	}

	@Promise("slow-clients")
	@Test
	void slowClientShouldGetTheFirstWithDropNewest() throws Exception {
		TestServer server = server(DROP_NEWEST, PATIENT);
		TestClient reader = connect(server, "/feed");
		RawWebSocketClient slow = slow(server);
		Connection slowConnection = server.connection(slow.name());
		assertThat(publish(server, List.of(reader))).contains(PushResult.DROPPED);
		assertThatAllArrive(reader);
		assertThat(slowConnection.isEstablished()).isTrue();
		int accepted = BROADCASTS - Math.toIntExact(slowConnection.info().droppedMessages());
		for (int i = 0; i < 500; i++) {
			assertThat(number(slow.nextText())).isEqualTo(i);
		}
		List<Integer> others = new ArrayList<>();
		for (int i = 500; i < accepted; i++) {
			others.add(number(slow.nextText()));
		}
		assertThat(others).isSorted().doesNotHaveDuplicates();
		assertThatQueueIsEmpty(slowConnection);
		assertThat(slowConnection.push("-1 after")).isEqualTo(PushResult.ACCEPTED);
		assertThat(number(slow.nextText())).isEqualTo(-1);
	}

	@Promise("slow-clients")
	@Test
	void slowConsumerShouldBeToldOnceAnEpisode() {
		TestServer server = server(DROP_NEWEST, PATIENT, LARGE);
		RawWebSocketClient slow = slow(server);
		Connection connection = server.connection(slow.name());
		int accepted = overflowForTwoSeconds(connection);
		server.journal().await(slow.name(), SLOW);
		assertThat(server.journal().of(slow.name())).filteredOn(SLOW::equals).hasSize(1);
		for (int i = 0; i < accepted; i++) {
			slow.nextText();
		}
		assertThatQueueIsEmpty(connection);
		overflowForTwoSeconds(connection);
		TestServer.await("second episode")
			.untilAsserted(() -> assertThat(server.journal().of(slow.name())).filteredOn(SLOW::equals).hasSize(2));
	}

	/**
	 * Overflow the queue for longer than the time that passes between two alarms anyway.
	 * @return how many messages were accepted
	 */
	private static int overflowForTwoSeconds(Connection connection) {
		assertThat(connection.push(PLUG)).isEqualTo(PushResult.ACCEPTED);
		AtomicInteger accepted = new AtomicInteger(1);
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
		TestServer.await("end of the overflow").until(() -> {
			while (connection.push(FILLER).isAccepted()) {
				accepted.incrementAndGet();
			}
			return System.nanoTime() > end;
		});
		assertThat(connection.push(FILLER)).isEqualTo(PushResult.DROPPED);
		return accepted.get();
	}

	@Promise("slow-clients")
	@Test
	void messageThatTheSocketTookLateShouldNotCountForEver() {
		TestServer server = server(DROP_NEWEST, PATIENT, LARGE);
		RawWebSocketClient slow = slow(server);
		Connection connection = server.connection(slow.name());
		int accepted = 0;
		do {
			assertThat(connection.push(FILLER)).isEqualTo(PushResult.ACCEPTED);
			accepted++;
		}
		while (isSoonWritten(connection));
		for (int i = 0; i < accepted; i++) {
			slow.nextText();
		}
		assertThatQueueIsEmpty(connection);
	}

	/**
	 * Return whether the socket had room. On a slow machine, a client only looks slow.
	 */
	private static boolean isSoonWritten(Connection connection) {
		try {
			TestServer.await("written")
				.atMost(Duration.ofSeconds(1))
				.pollInterval(Duration.ofMillis(1))
				.until(() -> connection.info().queuedMessages() == 0);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	@Promise("slow-clients")
	@Test
	void stalledClientShouldBeClosedEvenWhenNobodyPushes() {
		TestServer server = server("ws.send.max-delay=1s", LARGE);
		RawWebSocketClient slow = slow(server);
		Connection connection = server.connection(slow.name());
		assertThat(connection.push(PLUG)).isEqualTo(PushResult.ACCEPTED);
		assertThat(server.journal().awaitEnd(slow.name())).containsExactly(Journal.OPEN, SLOW,
				"close 1013 SLOW_CONSUMER");
		assertThat(connection.info().queuedBytes()).isZero();
	}

	@Promise("slow-clients")
	@Test
	void queuesOfAllTogetherShouldBeBoundedAndTheLongestOverflowFirst() {
		TestServer server = server("ws.send.max-total-bytes=64MB", LARGE, PATIENT);
		RawWebSocketClient slow = slow(server);
		RawWebSocketClient slower = slow(server);
		TestClient reader = connect(server, "/feed");
		assertThat(server.connection(slow.name()).push(PLUG)).isEqualTo(PushResult.ACCEPTED);
		assertThat(server.connection(slower.name()).push(PLUG)).isEqualTo(PushResult.ACCEPTED);
		assertThat(server.connection(reader.name()).push("read")).isEqualTo(PushResult.ACCEPTED);
		assertThat(reader.next()).isEqualTo("read");
		TestServer.await("overflow").until(() -> server.connections().count() == 2);
		assertThat(server.connection(reader.name()).isEstablished()).isTrue();
	}

	@Promise("slow-clients")
	@Test
	void pushBeyondTheTotalShouldBeRefused() {
		TestServer server = server("ws.send.max-total-bytes=40MB", LARGE, PATIENT);
		RawWebSocketClient slow = slow(server);
		TestClient reader = connect(server, "/feed");
		assertThat(server.connection(slow.name()).push(PLUG)).isEqualTo(PushResult.ACCEPTED);
		assertThat(server.connection(reader.name()).push(PLUG)).isEqualTo(PushResult.OVERLOADED);
		assertThat(server.connection(reader.name()).push("read")).isEqualTo(PushResult.ACCEPTED);
		assertThat(reader.next()).isEqualTo("read");
		assertThat(server.connection(slow.name()).isEstablished()).isTrue();
	}

	@Test
	void idleConnectionShouldNotBeTakenForAStalledOne() {
		TestServer server = server("ws.send.max-delay=1s", LARGE);
		TestClient idle = connect(server, "/feed");
		RawWebSocketClient slow = slow(server);
		server.connection(slow.name()).push(PLUG);
		server.journal().awaitEnd(slow.name());
		server.connection(idle.name()).push("0 still here");
		assertThat(idle.next()).isEqualTo("0 still here");
	}

	@Promise("slow-clients")
	@Test
	void closedConnectionShouldFreeTheMemoryOfItsQueue() {
		TestServer server = server("ws.send.max-bytes=64MB");
		RawWebSocketClient slow = slow(server);
		Connection connection = server.connection(slow.name());
		long before = Internals.usedMemory();
		PushResult result = PushResult.ACCEPTED;
		for (int i = 0; i < 80 && result.isAccepted(); i++) {
			result = connection.push(new byte[1_000_000]);
		}
		assertThat(result.isAccepted()).isFalse();
		server.journal().awaitEnd(slow.name());
		Internals.awaitMemory("memory of the queue").until(() -> Internals.usedMemory() - before < 16_000_000);
		assertThat(connection.info().queuedBytes()).isZero();
	}

	@Promise("close")
	@Test
	void slowClientThatSendsShouldNotBeHeardAfterItsEnd() {
		RawWebSocketClient slow = slow(server());
		Connection connection = server().connection(slow.name());
		Thread talking = new Thread(() -> {
			try {
				while (!Thread.currentThread().isInterrupted()) {
					slow.text("hello");
				}
			}
			catch (UncheckedIOException ex) {
				// The server has cut the connection, and the thread ends
			}
		});
		talking.setDaemon(true);
		talking.start();
		server().journal().await(slow.name(), "message");
		PushResult result = PushResult.ACCEPTED;
		while (result.isAccepted()) {
			result = connection.push(FILLER);
		}
		server().journal().awaitEnd(slow.name());
		TestServer.await("end of the socket").until(() -> !talking.isAlive());
		List<String> seen = server().journal().of(slow.name());
		assertThat(seen.get(seen.size() - 1)).isEqualTo("close 1013 SLOW_CONSUMER");
	}

	private RawWebSocketClient slow(TestServer server) {
		return closeLater(RawWebSocketClient.to(server, "/feed").receiveBuffer(1024).connect());
	}

	/**
	 * Broadcast many messages, and wait for the clients that read.
	 * @return what single pushes to the other connections answered meanwhile
	 */
	private static List<PushResult> publish(TestServer server, List<TestClient> readers) throws Exception {
		List<Connection> connections = readers.stream().map((client) -> server.connection(client.name())).toList();
		List<String> names = readers.stream().map(TestClient::name).toList();
		List<Connection> others = server.connections()
			.connections()
			.filter((connection) -> !names.contains(TestServer.clientOf(connection)))
			.toList();
		List<PushResult> results = new ArrayList<>();
		for (int i = 0; i < BROADCASTS; i++) {
			String payload = i + " " + FILLER;
			if (i % 2 == 0) {
				server.connections().broadcast(payload);
			}
			else {
				connections.forEach((connection) -> connection.push(payload));
				others.forEach((connection) -> results.add(connection.push(payload)));
			}
			for (Connection connection : connections) {
				connection.whenWritable().toCompletableFuture().get(60, TimeUnit.SECONDS);
			}
		}
		return results;
	}

	private static void assertThatAllArrive(TestClient reader) {
		for (int i = 0; i < BROADCASTS; i++) {
			assertThat(number(reader.next())).isEqualTo(i);
		}
	}

	private static List<Integer> numbersUpTo(int last, RawWebSocketClient client) {
		List<Integer> numbers = new ArrayList<>();
		int number = -1;
		while (number != last) {
			number = number(client.nextText());
			numbers.add(number);
		}
		return numbers;
	}

	private static int number(String message) {
		return Integer.parseInt(message.split(" ")[0]);
	}

	private static void assertThatQueueIsEmpty(Connection connection) {
		TestServer.await("empty queue").until(() -> connection.info().queuedMessages() == 0);
		assertThat(connection.info().queuedBytes()).isZero();
	}

	@WebSocketEndpoint("/feed")
	static class FeedEndpoint extends RecordingEndpoint {

		FeedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		void message(String text, Connection connection) {
			journal().add(connection, "message");
		}

		@OnError
		void slow(SlowConsumerException exception, Connection connection) {
			journal().add(connection, SLOW);
		}

	}

}
