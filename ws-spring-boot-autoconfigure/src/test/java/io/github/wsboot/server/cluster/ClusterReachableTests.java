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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for joining on one node and pushing on another.
 */
@Promise("rooms")
class ClusterReachableTests extends ClusterTests {

	private static final int TIMES = 200;

	private TestServer a;

	private TestServer b;

	ClusterReachableTests() {
		super(PlainEndpoint.class, WaitingEndpoint.class);
	}

	@BeforeEach
	void startNodes() {
		List<TestServer> nodes = nodes("a", "b");
		this.a = nodes.get(0);
		this.b = nodes.get(1);
	}

	@Test
	void pushThatBeginsOnceARoomIsReachableShouldArrive() {
		TestClient client = client(this.b, "/plain");
		Connection connection = this.b.connection(client.name());
		for (int i = 0; i < TIMES; i++) {
			String room = "room " + i;
			join(connection, room);
			this.a.connections().room(room).push(room);
			assertThat(client.next()).isEqualTo(room);
			if (i % 2 == 0) {
				connection.leave(room);
			}
		}
	}

	@Test
	void pushThatBeginsOnceAUserIsReachableShouldArrive() {
		TestClient client = client(this.a, "/plain");
		Connection connection = this.a.connection(client.name());
		for (int i = 0; i < TIMES; i++) {
			String user = "user " + i;
			bindUser(connection, user);
			this.b.connections().user(user).push(user);
			assertThat(client.next()).isEqualTo(user);
		}
	}

	@Test
	void newConnectionsShouldBeReachableOnceTheySaySo() {
		for (int i = 0; i < 50; i++) {
			TestClient client = client(this.b, "/plain");
			Connection connection = this.b.connection(client.name());
			connection.bindUser("new user " + i);
			connection.join("new room " + i);
			connection.join("another room " + i);
			assertThat(get(connection.whenReachable())).isTrue();
			this.a.connections().room("new room " + i).push("1");
			this.a.connections().user("new user " + i).push("2");
			this.a.connections().room("another room " + i).push("3");
			assertThat(client.next(3)).containsExactly("1", "2", "3");
		}
	}

	@Test
	void roomThatIsEmptiedAndFilledShouldStayReachable() {
		TestClient client = client(this.b, "/plain");
		Connection connection = this.b.connection(client.name());
		for (int i = 0; i < TIMES; i++) {
			connection.join("revolving door");
			if (i % 3 == 0) {
				connection.leave("revolving door");
				connection.join("revolving door");
			}
			assertThat(get(connection.whenReachable())).isTrue();
			this.a.connections().room("revolving door").push(String.valueOf(i));
			assertThat(client.next()).isEqualTo(String.valueOf(i));
			connection.leave("revolving door");
		}
	}

	/**
	 * With no time to linger, topics are given up while others join again.
	 */
	@Test
	void roomThatIsGivenUpAndJoinedAgainShouldBeReachable() {
		TestServer node = temporaryNode("forgetful", "ws.cluster.linger=1ms");
		awaitNodes(node, "a", "b", "forgetful");
		awaitNodes(this.a, "a", "b", "forgetful");
		TestClient client = client(node, "/plain");
		Connection connection = node.connection(client.name());
		for (int i = 0; i < TIMES; i++) {
			join(connection, "given up");
			this.a.connections().room("given up").push(String.valueOf(i));
			assertThat(client.next()).isEqualTo(String.valueOf(i));
			connection.leave("given up");
			if (i % 10 == 0) {
				TestServer.await("unsubscription").until(() -> engine().subscribers("given up") == 0);
			}
		}
	}

	@Test
	void whoDoesNotWaitMayMissPushesOfOtherNodesButNothingElse() {
		TestClient client = client(this.b, "/plain");
		Connection connection = this.b.connection(client.name());
		for (int i = 0; i < TIMES; i++) {
			String room = "impatient " + i;
			connection.join(room);
			assertThat(this.b.connections().room(room).push("here " + i).targeted()).isOne();
			this.a.connections().room(room).push("there " + i);
			assertThat(this.a.connections().push(connection.id(), "end " + i)).isEqualTo(PushResult.FORWARDED);
			assertThat(client.next()).isEqualTo("here " + i);
			String next = client.next();
			assertThat(next.equals("there " + i) ? client.next() : next).isEqualTo("end " + i);
		}
		assertThat(get(connection.whenReachable())).isTrue();
	}

	@Test
	void connectionShouldNotBeReachableWhileTheClusterIsAway() {
		TestServer alone = temporaryNode("alone");
		awaitNodes(alone, "a", "alone", "b");
		TestClient client = client(alone, "/plain");
		Connection connection = alone.connection(client.name());
		join(connection, "before");
		engine().refuseOpens("alone");
		engine().breakLinks("alone");
		TestServer.await("broken link").until(() -> !alone.connections().cluster().isAvailable());
		assertThat(get(connection.whenReachable())).isFalse();
		connection.join("meanwhile");
		assertThat(get(connection.whenReachable())).isFalse();
		assertThat(alone.connections().room("meanwhile").push("hello").targeted()).isOne();
		assertThat(client.next()).isEqualTo("hello");
		engine().heal("alone");
		TestServer.await("link").until(() -> get(connection.whenReachable()));
		for (String room : List.of("before", "meanwhile")) {
			this.a.connections().room(room).push(room);
			assertThat(client.next()).isEqualTo(room);
		}
	}

	@Test
	void whoWaitsShouldBeToldWhenTheLinkBreaks() {
		TestServer alone = temporaryNode("alone");
		awaitNodes(alone, "a", "alone", "b");
		TestClient client = client(alone, "/plain");
		Connection connection = alone.connection(client.name());
		List<CompletionStage<Boolean>> waiting = new ArrayList<>();
		engine().delay("alone", TestServer.TIMEOUT);
		try {
			for (int i = 0; i < 10; i++) {
				connection.join("waiting " + i);
				waiting.add(connection.whenReachable());
			}
			assertThat(waiting).noneMatch((stage) -> stage.toCompletableFuture().isDone());
			engine().breakLinks("alone");
			assertThat(waiting).allSatisfy((stage) -> assertThat(get(stage)).isFalse());
		}
		finally {
			engine().heal("alone");
		}
		TestServer.await("link").until(() -> get(connection.whenReachable()));
	}

	@Test
	void whenReachableShouldCompleteOnAThreadThatMayBlock() {
		TestClient client = client(this.b, "/plain");
		Connection connection = this.b.connection(client.name());
		engine().delay("b", Duration.ofMillis(20));
		try {
			for (int i = 0; i < 5; i++) {
				connection.join("first " + i);
				String second = "second " + i;
				boolean both = get(connection.whenReachable().thenApply((reachable) -> {
					connection.join(second);
					// Waits, which a thread of the engine's could not
					return reachable && get(connection.whenReachable());
				}));
				assertThat(both).isTrue();
			}
		}
		finally {
			engine().heal("b");
		}
	}

	@Test
	void closedConnectionShouldNotBeReachable() {
		TestClient client = client(this.b, "/plain");
		Connection connection = this.b.connection(client.name());
		join(connection, "room");
		client.close(1000, "");
		this.b.journal().awaitEnd(client.name());
		assertThat(get(connection.whenReachable())).isFalse();
	}

	@Test
	void connectionThatClosesShouldEndItsWaiting() throws Exception {
		TestClient client = client(this.b, "/plain");
		Connection connection = this.b.connection(client.name());
		engine().delay("b", Duration.ofMillis(200));
		try {
			connection.join("closing");
			CompletableFuture<Boolean> waiting = connection.whenReachable().toCompletableFuture();
			client.close(1000, "");
			this.b.journal().awaitEnd(client.name());
			waiting.get(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		finally {
			engine().heal("b");
		}
	}

	@Test
	void firstMessageShouldWaitForAnOnOpenThatWaits() {
		for (int i = 0; i < 20; i++) {
			engine().delay("b", Duration.ofMillis(5 * i));
			try {
				TestClient client = connect(this.b, "/waiting");
				client.text("hello");
				assertThat(client.next()).isEqualTo("answer");
				assertThat(this.b.journal().of(client.name())).containsExactly(Journal.OPEN, "reachable true", "hello");
				this.a.connections().room("waiting for " + client.name()).push("pushed");
				assertThat(client.next()).isEqualTo("pushed");
			}
			finally {
				engine().heal("b");
			}
		}
	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint extends RecordingEndpoint {

		PlainEndpoint(Journal journal) {
			super(journal);
		}

	}

	/**
	 * Answers messages once pushes of all nodes reach the connection.
	 */
	@WebSocketEndpoint("/waiting")
	static class WaitingEndpoint {

		private final Journal journal;

		WaitingEndpoint(Journal journal) {
			this.journal = journal;
		}

		@OnOpen
		CompletionStage<Void> open(Connection connection) {
			this.journal.open(connection);
			connection.join("waiting for " + TestServer.clientOf(connection));
			return connection.whenReachable()
				.thenAccept((reachable) -> this.journal.add(connection, "reachable " + reachable));
		}

		@OnMessage
		String message(Connection connection, String text) {
			this.journal.add(connection, text);
			return "answer";
		}

		@OnClose
		void close(Connection connection, CloseStatus status, CloseCause cause) {
			this.journal.close(connection, status, cause);
		}

	}

}
