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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.BroadcastResult.Counts;
import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the end of connections that another node wants, and for what nodes tell each
 * other at the end.
 */
@Promise("close")
class ClusterCloseTests extends ClusterTests {

	private static final CloseStatus CLOSING_TIME = new CloseStatus(4001, "closing time \u00fc");

	private static final String ENDED = "close 4001 SERVER";

	private TestServer a;

	private TestServer b;

	ClusterCloseTests() {
		super(PlainEndpoint.class, FarewellEndpoint.class, LeftNodes.class);
	}

	@BeforeEach
	void startNodes() {
		List<TestServer> nodes = nodes("a", "b");
		this.a = nodes.get(0);
		this.b = nodes.get(1);
	}

	@Test
	void disconnectByIdShouldReachTheNodeOfTheConnection() {
		TestClient goes = client(this.b, "/plain");
		TestClient stays = client(this.b, "/plain");
		String id = id(this.b, goes);
		connections().push(id, "first");
		assertThat(connections().disconnect(id, CLOSING_TIME)).isTrue();
		connections().push(id, "too late");
		assertThat(goes.remaining()).containsExactly("first");
		assertThat(this.b.journal().awaitEnd(goes.name())).containsExactly(Journal.OPEN, ENDED);
		connections().push(id(this.b, stays), "still here");
		assertThat(stays.next()).isEqualTo("still here");
	}

	@Test
	void codeAndReasonShouldReachTheClient() {
		TestClient client = client(this.b, "/plain");
		connections().disconnect(id(this.b, client), CLOSING_TIME);
		assertThat(client.nextClose()).isEqualTo(CLOSING_TIME);
		TestClient normal = client(this.b, "/plain");
		connections().disconnect(id(this.b, normal));
		assertThat(normal.nextClose()).isEqualTo(CloseStatus.NORMAL);
		assertThat(this.b.journal().awaitEnd(normal.name())).containsExactly(Journal.OPEN, "close 1000 SERVER");
	}

	@Test
	void disconnectOfAnIdThatNoNodeHasShouldAnswerFalse() {
		String madeUp = "AAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA";
		assertThat(connections().disconnect("nobody")).isFalse();
		assertThat(connections().disconnect("")).isFalse();
		TestServer.await("settled view").until(() -> !connections().disconnect(madeUp));
		assertThat(connections().disconnect(madeUp, CLOSING_TIME)).isFalse();
	}

	@Test
	void disconnectShouldRejectWhatMustNotBeSent() {
		TestClient client = client(this.b, "/plain");
		String id = id(this.b, client);
		CloseStatus reserved = new CloseStatus(1005);
		assertThatIllegalArgumentException().isThrownBy(() -> connections().disconnect(id, reserved));
		assertThatIllegalArgumentException().isThrownBy(() -> connections().all().disconnect(reserved));
		connections().push(id, "still here");
		assertThat(client.next()).isEqualTo("still here");
	}

	@Test
	void reasonThatIsTooLongShouldBeCutAtACharacter() {
		CloseStatus status = new CloseStatus(4001, "\u20ac".repeat(100));
		TestClient byId = client(this.b, "/plain");
		connections().disconnect(id(this.b, byId), status);
		assertThat(byId.nextClose()).isEqualTo(new CloseStatus(4001, "\u20ac".repeat(41)));
		TestClient inAudience = client(this.b, "/plain");
		connections().all().disconnect(status);
		assertThat(inAudience.nextClose()).isEqualTo(new CloseStatus(4001, "\u20ac".repeat(41)));
	}

	@Test
	void audienceShouldBeDisconnectedOnAllNodesAfterWhatWasPushedBefore() {
		Map<String, Function<ConnectionManager, Audience>> audiences = new LinkedHashMap<>();
		audiences.put("room", (connections) -> connections.room("room"));
		audiences.put("room of an endpoint", (connections) -> connections.endpoint("/plain").room("room"));
		audiences.put("user", (connections) -> connections.user("ada"));
		audiences.put("endpoint", (connections) -> connections.endpoint("/plain"));
		audiences.put("all", ConnectionManager::all);
		audiences.forEach((name, function) -> {
			Audience audience = function.apply(connections());
			TestClient here = member(this.a);
			List<TestClient> there = List.of(member(this.b), member(this.b));
			TestClient excepted = member(this.b);
			Audience others = audience.except(id(this.b, excepted));
			others.push("first");
			connections().push(id(this.b, there.get(0)), "second");
			BroadcastResult result = others.disconnect(CLOSING_TIME);
			others.push("too late");
			assertThat(result.targeted()).as(name).isOne();
			assertThat(get(result.completion())).isEqualTo(new Counts(1, 0));
			assertThat(get(result.forwarded())).isEqualTo(Forwarding.FORWARDED);
			assertThat(here.next()).isEqualTo("first");
			assertThat(there.get(0).next(2)).as(name).containsExactly("first", "second");
			assertThat(there.get(1).next()).isEqualTo("first");
			assertThat(here.nextClose()).isEqualTo(CLOSING_TIME);
			assertThat(there).allSatisfy((client) -> assertThat(client.nextClose()).as(name).isEqualTo(CLOSING_TIME));
			assertThat(this.a.journal().awaitEnd(here.name())).containsExactly(Journal.OPEN, ENDED);
			assertThat(there).allSatisfy((client) -> assertThat(this.b.journal().awaitEnd(client.name()))
				.containsExactly(Journal.OPEN, ENDED));
			connections().push(id(this.b, excepted), "still here");
			assertThat(excepted.next()).isEqualTo("still here");
			excepted.close();
			this.b.awaitNoConnection();
		});
	}

	@Test
	void localAudienceShouldBeDisconnectedOnItsNodeOnly() {
		TestClient here = member(this.a);
		TestClient there = member(this.b);
		BroadcastResult result = connections().room("room").local().disconnect(CLOSING_TIME);
		assertThat(get(result.forwarded())).isEqualTo(Forwarding.NOT_NEEDED);
		assertThat(here.nextClose()).isEqualTo(CLOSING_TIME);
		TestClient another = member(this.a);
		connections().all().where((connection) -> true).disconnect(CLOSING_TIME);
		assertThat(another.nextClose()).isEqualTo(CLOSING_TIME);
		connections().push(id(this.b, there), "still here");
		assertThat(there.next()).isEqualTo("still here");
	}

	@Test
	void pushInOnCloseShouldReachOtherNodes() {
		TestClient client = client(this.a, "/farewell");
		TestClient there = member(this.b);
		connections().disconnect(id(this.a, client));
		assertThat(there.next()).isEqualTo("bye " + client.name());
		TestClient another = client(this.a, "/farewell");
		this.b.connections().disconnect(id(this.a, another));
		assertThat(there.next()).isEqualTo("bye " + another.name());
	}

	@Test
	void nodeThatStopsShouldLeaveAfterItsLastOnClose() {
		TestServer leaving = temporaryNode("leaving");
		awaitNodes(this.b, "a", "b", "leaving");
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			clients.add(client(leaving, "/farewell"));
		}
		TestClient there = member(this.b);
		int left = this.b.bean(LeftNodes.class).events.size();
		leaving.close();
		assertThat(clients).allSatisfy((client) -> assertThat(client.nextClose().getCode()).isEqualTo(1012));
		assertThat(there.next(20))
			.containsExactlyInAnyOrderElementsOf(clients.stream().map((client) -> "bye " + client.name()).toList());
		// Far sooner than a node counts as dead
		awaitNodes(this.b, "a", "b");
		LeftNodes nodes = this.b.bean(LeftNodes.class);
		TestServer.await("event").until(() -> nodes.events.size() > left);
		assertThat(List.copyOf(nodes.events).subList(left, nodes.events.size())).singleElement().satisfies((event) -> {
			assertThat(event.node().name()).isEqualTo("leaving");
			assertThat(event.clean()).isTrue();
		});
	}

	private ConnectionManager connections() {
		return this.a.connections();
	}

	private static String id(TestServer node, TestClient client) {
		return node.connection(client.name()).id();
	}

	/**
	 * Return a client that is in a room and belongs to a user.
	 */
	private TestClient member(TestServer node) {
		TestClient client = client(node, "/plain");
		Connection connection = node.connection(client.name());
		connection.join("room");
		bindUser(connection, "ada");
		return client;
	}

	static class LeftNodes {

		private final ConcurrentLinkedQueue<NodeLeftEvent> events = new ConcurrentLinkedQueue<>();

		@EventListener
		void left(NodeLeftEvent event) {
			this.events.add(event);
		}

	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint extends RecordingEndpoint {

		PlainEndpoint(Journal journal) {
			super(journal);
		}

	}

	/**
	 * Tells a room about the end of each connection.
	 */
	@WebSocketEndpoint("/farewell")
	static class FarewellEndpoint {

		private final Journal journal;

		private final ConnectionManager connections;

		FarewellEndpoint(Journal journal, ConnectionManager connections) {
			this.journal = journal;
			this.connections = connections;
		}

		@OnOpen
		void open(Connection connection) {
			this.journal.open(connection);
		}

		@OnClose
		void close(Connection connection, CloseStatus status, CloseCause cause) {
			this.journal.close(connection, status, cause);
			this.connections.room("room").push("bye " + TestServer.clientOf(connection));
		}

	}

}
