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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.ClientRole;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the order of pushes of many threads to connections that come and go.
 */
@ClientRole(tls = true)
class OrderTests extends ServerTests {

	private static final int PUSHERS = 16;

	private static final int STAYING = 40;

	private static final int COMING_AND_GOING = 160;

	private static final int CHURNERS = 4;

	private static final int MAX_ROUNDS = 500;

	private final ExecutorService threads = Executors.newFixedThreadPool(PUSHERS + CHURNERS);

	OrderTests() {
		super(FeedEndpoint.class);
	}

	@AfterAll
	void stopThreads() {
		this.threads.shutdownNow();
	}

	@Promise("order")
	@Test
	void connectionThatStaysShouldLoseNothingAndSeeEachPusherInOrder() throws Exception {
		List<TestClient> staying = connect(STAYING, "/feed");
		List<Connection> connections = staying.stream().map((client) -> server().connection(client.name())).toList();
		List<Future<?>> churners = new ArrayList<>();
		for (int i = 0; i < CHURNERS; i++) {
			churners.add(this.threads.submit(this::comeAndGo));
		}
		List<Future<Integer>> pushers = new ArrayList<>();
		for (int i = 0; i < PUSHERS; i++) {
			int pusher = i;
			pushers.add(this.threads.submit(() -> pushUntilDone(pusher, connections, churners)));
		}
		Map<String, Integer> pushed = new HashMap<>();
		for (int i = 0; i < PUSHERS; i++) {
			pushed.put("p" + i, pushers.get(i).get(60, TimeUnit.SECONDS));
		}
		for (Future<?> churner : churners) {
			churner.get(60, TimeUnit.SECONDS);
		}
		connections.forEach(Connection::disconnect);
		for (TestClient client : staying) {
			assertThat(sequences(client)).as("what %s received", client.name()).isEqualTo(pushed);
		}
	}

	private void comeAndGo() {
		for (int i = 0; i < COMING_AND_GOING / CHURNERS; i++) {
			try (TestClient client = TestClient.connect(server(), "/feed")) {
				Connection connection = server().connection(client.name());
				if (i % 3 == 0) {
					client.close(1000, "");
				}
				else if (i % 3 == 1) {
					connection.disconnect(new CloseStatus(4000));
					sequences(client);
				}
			}
		}
	}

	private int pushUntilDone(int pusher, List<Connection> connections, List<Future<?>> churners) throws Exception {
		ConnectionManager manager = server().connections();
		int round = 0;
		while (round < MAX_ROUNDS && !churners.stream().allMatch(Future::isDone)) {
			String payload = "p" + pusher + ":" + round;
			if (round % 2 == 0) {
				manager.broadcast(payload);
			}
			else {
				connections.forEach((connection) -> manager.push(connection.id(), payload));
			}
			round++;
			for (Connection connection : connections) {
				connection.whenWritable().toCompletableFuture().get(60, TimeUnit.SECONDS);
			}
		}
		return round;
	}

	/**
	 * Return how many messages of each pusher have arrived, and assert their order.
	 */
	private static Map<String, Integer> sequences(TestClient client) {
		Map<String, Integer> next = new HashMap<>();
		for (String message : client.remaining()) {
			String[] parts = message.split(":");
			int number = Integer.parseInt(parts[1]);
			Integer expected = next.put(parts[0], number + 1);
			if (expected != null) {
				assertThat(number).as("number of %s at %s", parts[0], client.name()).isGreaterThanOrEqualTo(expected);
			}
			next.merge(parts[0] + " count", 1, Integer::sum);
		}
		Map<String, Integer> counts = new HashMap<>();
		next.forEach((key, count) -> {
			if (key.endsWith(" count")) {
				counts.put(key.replace(" count", ""), count);
			}
		});
		return counts;
	}

	@Promise("order")
	@Test
	void pushToARoomShouldFollowJoinAndLeave() throws Exception {
		TestClient client = connect("/feed");
		Connection connection = server().connection(client.name());
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			String number = String.valueOf(i);
			onAnotherThread(() -> connection.join("room"));
			onAnotherThread(() -> server().connections().room("room").push("in " + number));
			onAnotherThread(() -> room().push("in at the endpoint " + number));
			onAnotherThread(() -> connection.leave("room"));
			onAnotherThread(() -> server().connections().room("room").push("out " + number));
			onAnotherThread(() -> room().push("out at the endpoint " + number));
			expected.addAll(List.of("in " + number, "in at the endpoint " + number));
		}
		connection.disconnect();
		assertThat(client.remaining()).isEqualTo(expected);
	}

	private Audience room() {
		return server().connections().endpoint("/feed").room("room");
	}

	@Promise("order")
	@Test
	void unicastBroadcastAndDisconnectShouldKeepTheirOrder() throws Exception {
		TestClient client = connect("/feed");
		Connection connection = server().connection(client.name());
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			String number = String.valueOf(i);
			onAnotherThread(() -> connection.push("unicast " + number));
			onAnotherThread(() -> server().connections().broadcast("broadcast " + number));
			expected.add("unicast " + number);
			expected.add("broadcast " + number);
		}
		onAnotherThread(connection::disconnect);
		onAnotherThread(() -> server().connections().broadcast("too late"));
		assertThat(client.remaining()).isEqualTo(expected);
	}

	private void onAnotherThread(Runnable action) throws Exception {
		this.threads.submit(action).get(60, TimeUnit.SECONDS);
	}

	@WebSocketEndpoint("/feed")
	static class FeedEndpoint extends RecordingEndpoint {

		FeedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		CompletionStage<String> ignored(String text) {
			throw new IllegalStateException("No message is sent to this endpoint");
		}

	}

}
