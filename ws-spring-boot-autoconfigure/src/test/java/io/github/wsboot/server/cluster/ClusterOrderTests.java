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

package io.github.wsboot.server.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order in which connections of one node see what another one pushes.
 */
@Promise("order")
class ClusterOrderTests extends ClusterTests {

	private static final int PUSHERS = 8;

	/** Messages that are on their way at the same time, fewer than a queue holds. */
	private static final int BATCH = 40;

	private final ExecutorService threads = Executors.newFixedThreadPool(PUSHERS);

	private TestServer a;

	private TestServer b;

	ClusterOrderTests() {
		super(FeedEndpoint.class);
	}

	@BeforeEach
	void startNodes() {
		List<TestServer> nodes = nodes("a", "b");
		this.a = nodes.get(0);
		this.b = nodes.get(1);
	}

	@AfterAll
	void stopThreads() {
		this.threads.shutdownNow();
	}

	@Test
	void callsOfOneThreadShouldKeepTheirOrder() {
		List<Consumer<Receiver>> ends = List.of((receiver) -> disconnect(receiver.id()),
				(receiver) -> connections().room(receiver.room()).disconnect(CloseStatus.NORMAL),
				(receiver) -> connections().endpoint("/feed").room(receiver.room()).disconnect(CloseStatus.NORMAL),
				(receiver) -> connections().user(receiver.user()).disconnect(CloseStatus.NORMAL),
				(receiver) -> connections().endpoint("/feed").disconnect(CloseStatus.NORMAL),
				(receiver) -> connections().all().disconnect(CloseStatus.NORMAL));
		for (int round = 0; round < 5 * ends.size(); round++) {
			long seed = System.nanoTime();
			Random random = new Random(seed);
			Receiver receiver = receiver("round " + round);
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				String message = String.valueOf(i);
				pushSomehow(receiver, message, random.nextInt(6));
				expected.add(message);
			}
			ends.get(round % ends.size()).accept(receiver);
			for (int how = 0; how < 6; how++) {
				pushSomehow(receiver, "too late", how);
			}
			assertThat(receiver.client().remaining()).as("round %d, seed %d", round, seed).isEqualTo(expected);
			awaitApplied();
		}
	}

	/**
	 * Wait until the other node has applied all calls, so that a client which connects
	 * later does not receive what was pushed before.
	 */
	private void awaitApplied() {
		Receiver last = receiver("last");
		connections().push(last.id(), "all applied");
		TestServer.await("last push").until(() -> last.client().next().equals("all applied"));
		last.client().close();
	}

	private void disconnect(String id) {
		assertThat(connections().disconnect(id)).isTrue();
	}

	private void pushSomehow(Receiver receiver, String message, int how) {
		switch (how) {
			case 0 -> assertThat(connections().push(receiver.id(), message)).isEqualTo(PushResult.FORWARDED);
			case 1 -> connections().room(receiver.room()).push(message);
			case 2 -> connections().user(receiver.user()).push(message);
			case 3 -> connections().endpoint("/feed").push(message);
			case 4 -> connections().endpoint("/feed").room(receiver.room()).push(message);
			default -> connections().broadcast(message);
		}
	}

	@Test
	void eachReceiverShouldSeeEachThreadInOrderAndEachMessageOnce() throws Exception {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			clients.add(receiver("everybody").client());
			TestClient here = client(this.a, "/feed");
			join(this.a.connection(here.name()), "everybody");
			clients.add(here);
		}
		int batches = 10;
		Map<TestClient, List<String>> received = new HashMap<>();
		clients.forEach((client) -> received.put(client, new ArrayList<>()));
		// All threads wait until a batch has arrived, so that no queue overflows
		CyclicBarrier barrier = new CyclicBarrier(PUSHERS,
				() -> received.forEach((client, messages) -> messages.addAll(client.next(PUSHERS * BATCH))));
		List<Future<?>> pushers = new ArrayList<>();
		for (int i = 0; i < PUSHERS; i++) {
			TestServer node = (i % 2 == 0) ? this.a : this.b;
			int pusher = i;
			pushers.add(this.threads.submit(() -> pushBatches(node.connections(), pusher, batches, barrier)));
		}
		for (Future<?> pusher : pushers) {
			pusher.get(2 * TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		received.forEach((client, messages) -> {
			for (int i = 0; i < PUSHERS; i++) {
				String prefix = i + ":";
				assertThat(messages.stream().filter((message) -> message.startsWith(prefix))).as(client.name())
					.isEqualTo(numbers(prefix, batches * BATCH));
			}
		});
		assertThat(clients).noneMatch(TestClient::hasNext);
	}

	private static Void pushBatches(ConnectionManager connections, int pusher, int batches, CyclicBarrier barrier)
			throws Exception {
		for (int i = 0; i < batches * BATCH; i++) {
			String message = pusher + ":" + i;
			switch ((i + pusher) % 4) {
				case 0 -> connections.broadcast(message);
				case 1 -> connections.room("everybody").push(message);
				case 2 -> connections.endpoint("/feed").push(message);
				default -> connections.endpoint("/feed").room("everybody").push(message);
			}
			if (i % BATCH == BATCH - 1) {
				barrier.await(2 * TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
		}
		return null;
	}

	private static List<String> numbers(String prefix, int count) {
		List<String> numbers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			numbers.add(prefix + i);
		}
		return numbers;
	}

	@Test
	void tenThousandMessagesShouldArriveOnceAndInOrder() {
		Receiver receiver = receiver("many");
		int count = 10_000;
		int batch = 500;
		for (int i = 0; i < count; i += batch) {
			List<String> expected = new ArrayList<>();
			for (int j = i; j < i + batch; j++) {
				String message = String.valueOf(j);
				pushSomehow(receiver, message, j % 6);
				expected.add(message);
			}
			assertThat(receiver.client().next(batch)).isEqualTo(expected);
		}
		assertThat(receiver.client().hasNext()).isFalse();
	}

	@Test
	void callsThatFollowEachOtherOnSeveralThreadsShouldKeepTheirOrder() throws Exception {
		Receiver receiver = receiver("threads");
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			String message = String.valueOf(i);
			int how = i % 6;
			onAnotherThread(() -> {
				pushSomehow(receiver, message, how);
				return null;
			});
			expected.add(message);
		}
		onAnotherThread(() -> connections().disconnect(receiver.id()));
		onAnotherThread(() -> connections().broadcast("too late"));
		assertThat(receiver.client().remaining()).isEqualTo(expected);
		awaitApplied();
	}

	@Test
	void pushToARoomShouldFollowJoinAndLeave() throws Exception {
		TestClient client = client(this.b, "/feed");
		Connection connection = this.b.connection(client.name());
		long before = receivedInRooms(this.b);
		for (int i = 0; i < 100; i++) {
			String number = String.valueOf(i);
			onAnotherThread(() -> {
				join(connection, "room");
				return null;
			});
			onAnotherThread(() -> connections().room("room").push("in " + number));
			assertThat(client.next()).isEqualTo("in " + number);
			onAnotherThread(() -> connection.leave("room"));
			onAnotherThread(() -> connections().room("room").push("out " + number));
			onAnotherThread(() -> connections().endpoint("/feed").room("room").push("out " + number));
			// A client that has joined again gets what arrives from then on
			assertThat(connections().push(connection.id(), "end")).isEqualTo(PushResult.FORWARDED);
			assertThat(client.next()).isEqualTo("end");
		}
		// The room stayed subscribed, so what was pushed after each leave did arrive at
		// the node
		assertThat(receivedInRooms(this.b) - before).isEqualTo(300);
	}

	private ConnectionManager connections() {
		return this.a.connections();
	}

	private <T> T onAnotherThread(Callable<T> action) throws Exception {
		return this.threads.submit(action).get(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	/**
	 * Return a client of the other node, which is in a room and belongs to a user.
	 */
	private Receiver receiver(String name) {
		TestClient client = client(this.b, "/feed");
		Connection connection = this.b.connection(client.name());
		connection.join(name);
		bindUser(connection, "user of " + name);
		return new Receiver(client, connection.id(), name, "user of " + name);
	}

	private record Receiver(TestClient client, String id, String room, String user) {

	}

	@WebSocketEndpoint("/feed")
	static class FeedEndpoint extends RecordingEndpoint {

		FeedEndpoint(Journal journal) {
			super(journal);
		}

	}

}
