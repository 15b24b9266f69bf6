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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.BroadcastResult.Counts;
import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.Frame;
import io.github.wsboot.OutboundInterceptor;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.member.ClusterCounters;
import io.github.wsboot.cluster.member.ClusterCounters.Direction;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Payloads;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for pushes from one node to the connections of another.
 */
class ClusterPushTests extends ClusterTests {

	private static final int MEGABYTE = 1024 * 1024;

	/** More than the sockets' buffers hold. */
	private static final String PLUG = "x".repeat(30_000_000);

	/** May be anybody's, but no node of a test has it. */
	private static final String MADE_UP = "AAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA";

	private TestServer a;

	private TestServer b;

	ClusterPushTests() {
		super(ChatEndpoint.class, PlainEndpoint.class, OnlyEndpoint.class, MarkingInterceptor.class);
	}

	@BeforeEach
	void startNodes() {
		List<TestServer> nodes = nodes("a", "b");
		this.a = nodes.get(0);
		this.b = nodes.get(1);
	}

	// By id

	@Promise("push")
	@Test
	void pushByIdShouldReachTheNodeOfTheConnection() {
		TestClient client = client(this.b, "/plain");
		String id = id(this.b, client);
		assertThat(push(id, "text")).isEqualTo(PushResult.FORWARDED);
		assertThat(push(id, new byte[] { 1, 2 })).isEqualTo(PushResult.FORWARDED);
		assertThat(push(id, ByteBuffer.wrap(new byte[] { 3 }))).isEqualTo(PushResult.FORWARDED);
		assertThat(push(id, new Payloads.Price("ACME", 12))).isEqualTo(PushResult.FORWARDED);
		assertThat(push(id, "")).isEqualTo(PushResult.FORWARDED);
		assertThat(push(id, new byte[0])).isEqualTo(PushResult.FORWARDED);
		assertThat(push(id, "gr\u00fc\u00dfe \ud83d\ude00")).isEqualTo(PushResult.FORWARDED);
		assertThat(client.next()).isEqualTo("text");
		assertThat(client.nextBytes()).containsExactly(1, 2);
		assertThat(client.nextBytes()).containsExactly(3);
		assertThat(client.next()).isEqualTo("{\"symbol\":\"ACME\",\"cents\":12}");
		assertThat(client.next()).isEmpty();
		assertThat(client.nextBytes()).isEmpty();
		assertThat(client.next()).isEqualTo("gr\u00fc\u00dfe \ud83d\ude00");
	}

	@Test
	void pingShouldReachConnectionsOfAnotherNode() {
		RawWebSocketClient client = raw(this.b, "/plain");
		String id = this.b.connection(client.name()).id();
		assertThat(push(id, Frame.ping(bytes("by id")))).isEqualTo(PushResult.FORWARDED);
		this.a.connections().broadcast(Frame.pong(bytes("to all")));
		push(id, "end");
		assertThat(client.next()).usingRecursiveComparison().isEqualTo(RawFrame.of(RawFrame.PING, "by id"));
		assertThat(client.next()).usingRecursiveComparison().isEqualTo(RawFrame.of(RawFrame.PONG, "to all"));
		assertThat(client.nextText()).isEqualTo("end");
	}

	@Promise("push")
	@Test
	void pushToAnIdThatNoNodeHasShouldAnswerNotFoundAndPublishNothing() {
		TestClient gone = client(this.a, "/plain");
		String goneId = id(this.a, gone);
		gone.close(1000, "");
		this.a.journal().awaitEnd(gone.name());
		awaitSettled(this.a);
		long published = transmitted(this.a);
		List<String> ids = List.of("", " ", ".", "nobody", goneId, MADE_UP, MADE_UP + "A",
				MADE_UP.substring(0, MADE_UP.length() - 1), MADE_UP.replace('.', 'A'),
				id(this.b, client(this.b, "/plain")).replaceFirst(".$", "*"), "*.AAAAAAAAAAAAAAAAAAAAAA",
				"AAAAAAA*.AAAAAAAAAAAAAAAAAAAAAA", MADE_UP + "\n", "x".repeat(100_000));
		for (String id : ids) {
			assertThat(push(id, "x")).as(id).isEqualTo(PushResult.NOT_FOUND);
			assertThat(this.a.connections().disconnect(id)).as(id).isFalse();
		}
		assertThat(transmitted(this.a)).isEqualTo(published);
	}

	/**
	 * A new node does not know the others at once, and must not say that a connection
	 * does not exist. What is malformed exists nowhere, though.
	 */
	@Test
	void pushShouldBeForwardedWhileOtherNodesMayBeUnknown() {
		TestServer young = temporaryNode("young", "ws.cluster.dead-after=5m");
		awaitNodes(young, "a", "b", "young");
		TestClient client = client(this.b, "/plain");
		assertThat(young.connections().push(MADE_UP, "x")).isEqualTo(PushResult.FORWARDED);
		assertThat(young.connections().push("nobody", "x")).isEqualTo(PushResult.NOT_FOUND);
		assertThat(young.connections().push(id(this.b, client), "hello")).isEqualTo(PushResult.FORWARDED);
		assertThat(client.next()).isEqualTo("hello");
	}

	@Promise("push")
	@Test
	void pushToANodeThatHasLeftShouldAnswerNotFound() {
		TestServer leaving = temporaryNode("leaving");
		awaitNodes(this.a, "a", "b", "leaving");
		TestClient client = client(leaving, "/plain");
		String id = id(leaving, client);
		assertThat(push(id, "hello")).isEqualTo(PushResult.FORWARDED);
		assertThat(client.next()).isEqualTo("hello");
		awaitSettled(this.a);
		leaving.close();
		awaitNodes(this.a, "a", "b");
		long published = transmitted(this.a);
		assertThat(push(id, "x")).isEqualTo(PushResult.NOT_FOUND);
		assertThat(transmitted(this.a)).isEqualTo(published);
	}

	@Promise("push")
	@Test
	void pushToAConnectionThatItsNodeHasLostShouldHarmNobody() {
		TestClient gone = client(this.b, "/plain");
		TestClient stays = client(this.b, "/plain");
		String id = id(this.b, gone);
		gone.close(1000, "");
		this.b.journal().awaitEnd(gone.name());
		assertThat(push(id, "x")).isEqualTo(PushResult.FORWARDED);
		assertThat(push(id(this.b, stays), "y")).isEqualTo(PushResult.FORWARDED);
		assertThat(stays.next()).isEqualTo("y");
	}

	@Promise("push")
	@Test
	void payloadThatCannotBeConvertedShouldReachNobody() {
		TestClient here = client(this.a, "/plain");
		TestClient there = client(this.b, "/plain");
		String id = id(this.b, there);
		assertThatIllegalArgumentException().isThrownBy(() -> push(id, null));
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> push(id, new Payloads.Unserializable()));
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> this.a.connections().broadcast(new Payloads.Unserializable()));
		assertNothingElse(here, there);
	}

	@Test
	void idsShouldNameTheirNodeAndBeUnique() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 10; i++) {
			for (TestServer node : List.of(this.a, this.b)) {
				String id = id(node, client(node, "/plain"));
				assertThat(id).matches("[A-Za-z0-9_-]{8}\\.[A-Za-z0-9_-]{22}").startsWith(nodeId(node) + ".");
				assertThat(ids.add(id)).isTrue();
			}
		}
		assertThat(nodeId(this.a)).isNotEqualTo(nodeId(this.b));
	}

	// Options

	@Promise("order")
	@Test
	void newerMessageShouldTakeThePlaceOfTheOlderOneOnTheOtherNode() {
		TestServer patient = temporaryNode("patient", "ws.send.max-bytes=32MB", "ws.send.max-delay=10m");
		awaitNodes(this.a, "a", "b", "patient");
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(patient, "/plain").receiveBuffer(1024).connect());
		Connection connection = patient.connection(client.name());
		String id = connection.id();
		bindUser(connection, "ada");
		join(connection, "prices");
		connection.push(PLUG);
		ConnectionManager manager = this.a.connections();
		PushOptions later = PushOptions.none().expireAfter(Duration.ofHours(1));
		PushOptions soon = PushOptions.none().expireAfter(Duration.ofNanos(1));
		assertThat(manager.push(id, "a1", PushOptions.conflate("a"))).isEqualTo(PushResult.FORWARDED);
		assertThat(manager.push(id, "later", later)).isEqualTo(PushResult.FORWARDED);
		assertThat(manager.push(id, "soon", soon)).isEqualTo(PushResult.FORWARDED);
		TestServer.await("messages by id").until(() -> connection.info().queuedMessages() >= 3);
		manager.room("prices").push("a2", PushOptions.conflate("a").expireAfter(Duration.ofHours(1)));
		manager.room("prices").push("soon for the room", soon);
		manager.user("ada").push("b1", PushOptions.conflate("b"));
		manager.broadcast("b2", PushOptions.conflate("b"));
		assertThat(manager.push(id, "end")).isEqualTo(PushResult.FORWARDED);
		TestServer.await("dropped messages").until(() -> connection.info().droppedMessages() == 4);
		TestServer.await("the last message").until(() -> connection.info().queuedMessages() == 5);
		assertThat(client.nextText()).isEqualTo(PLUG);
		assertThat(List.of(client.nextText(), client.nextText(), client.nextText(), client.nextText()))
			.containsExactly("a2", "later", "b2", "end");
	}

	@Test
	void fragmentWithOptionsShouldBeRefused() {
		TestClient there = client(this.b, "/plain");
		PushOptions options = PushOptions.conflate("key");
		for (Frame frame : List.of(Frame.text("part", false), Frame.ping(bytes("ping")))) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.a.connections().push(id(this.b, there), frame, options));
			assertThatIllegalArgumentException().isThrownBy(() -> this.a.connections().broadcast(frame, options));
		}
		assertNothingElse(there);
	}

	// Size

	@Promise("push")
	@Test
	void messageThatIsTooLargeForTheClusterShouldReachThisNodeOnly() {
		TestServer small = temporaryNode("small", "ws.cluster.max-message-size=1KB");
		awaitNodes(small, "a", "b", "small");
		awaitNodes(this.a, "a", "b", "small");
		TestClient here = client(small, "/plain");
		TestClient there = client(this.b, "/plain");
		ConnectionManager connections = small.connections();
		String tooLarge = "x".repeat(1025);
		assertThat(connections.push(id(this.b, there), tooLarge)).isEqualTo(PushResult.TOO_LARGE);
		assertThat(connections.push(id(small, here), tooLarge)).isEqualTo(PushResult.ACCEPTED);
		BroadcastResult result = connections.broadcast(tooLarge);
		assertThat(result.targeted()).isOne();
		assertThat(get(result.completion())).isEqualTo(new Counts(1, 0));
		assertThat(get(result.forwarded())).isEqualTo(Forwarding.TOO_LARGE);
		assertThat(get(connections.all().local().push(tooLarge).forwarded())).isEqualTo(Forwarding.NOT_NEEDED);
		assertThat(here.next(3)).containsOnly(tooLarge);
		assertThat(get(connections.broadcast("x".repeat(1024)).forwarded())).isEqualTo(Forwarding.FORWARDED);
		assertThat(connections.push(id(this.b, there), "y".repeat(1024))).isEqualTo(PushResult.FORWARDED);
		assertThat(here.next()).hasSize(1024);
		assertThat(there.next(2)).containsExactly("x".repeat(1024), "y".repeat(1024));
		// What another node with a higher limit sends
		assertThat(push(id(small, here), tooLarge)).isEqualTo(PushResult.FORWARDED);
		assertThat(push(id(small, here), "z")).isEqualTo(PushResult.FORWARDED);
		assertThat(here.next()).isEqualTo("z");
		assertThat(small.bean(ClusterCounters.class).dropped(ClusterCounters.DropReason.OVERLOAD)).isOne();
	}

	@Promise("push")
	@Test
	void messageOfAMegabyteShouldReachAnotherNode() {
		TestServer large = temporaryNode("large", "ws.send.max-bytes=4MB");
		awaitNodes(this.a, "a", "b", "large");
		TestClient client = client(large, "/plain");
		byte[] payload = new byte[MEGABYTE];
		for (int i = 0; i < payload.length; i++) {
			payload[i] = (byte) (i * 31 + i / 1000);
		}
		assertThat(push(id(large, client), new byte[MEGABYTE + 1])).isEqualTo(PushResult.TOO_LARGE);
		assertThat(push(id(large, client), payload)).isEqualTo(PushResult.FORWARDED);
		assertThat(client.nextBytes()).isEqualTo(payload);
	}

	// Fragments

	@Promise("push")
	@Test
	void fragmentShouldBeRefusedBeforeAnybodyGetsIt() {
		TestClient here = client(this.a, "/plain");
		TestClient there = client(this.b, "/plain");
		String id = id(this.b, there);
		List<Frame> fragments = List.of(Frame.text("part", false), Frame.binary(bytes("part"), false),
				Frame.continuation("part", false), Frame.continuation("part", true));
		for (Frame fragment : fragments) {
			assertThatIllegalArgumentException().isThrownBy(() -> push(id, fragment)).withMessageContaining("local()");
			assertThatIllegalArgumentException().isThrownBy(() -> this.a.connections().broadcast(fragment));
			for (Audience audience : audiences(this.a, "any")) {
				assertThatIllegalArgumentException().isThrownBy(() -> audience.push(fragment));
			}
		}
		assertNothingElse(here, there);
	}

	@Test
	void fragmentsShouldReachTheConnectionsOfThisNode() {
		TestClient here = client(this.a, "/plain");
		TestClient there = client(this.b, "/plain");
		Audience local = this.a.connections().all().local();
		local.push(Frame.text("one ", false));
		local.push(Frame.continuation("message", true));
		assertThat(push(id(this.a, here), Frame.text("another ", false))).isEqualTo(PushResult.ACCEPTED);
		assertThat(push(id(this.a, here), Frame.continuation("one", true))).isEqualTo(PushResult.ACCEPTED);
		this.a.connections().all().where((connection) -> true).push(Frame.text("whole", true));
		assertThat(here.next(3)).containsExactly("one message", "another one", "whole");
		assertNothingElse(here, there);
	}

	// Audiences

	@Promise("push")
	@Test
	void broadcastShouldReachAllNodes() {
		List<TestClient> clients = List.of(client(this.a, "/plain"), client(this.b, "/plain"),
				client(this.b, "/chat/lobby"), client(this.a, "/talk/lobby"));
		this.a.connections().broadcast("from a");
		assertThat(clients).allSatisfy((client) -> assertThat(client.next()).isEqualTo("from a"));
		this.b.connections().all().push("from b");
		assertThat(clients).allSatisfy((client) -> assertThat(client.next()).isEqualTo("from b"));
		assertNothingElse(clients.toArray(TestClient[]::new));
	}

	@Test
	void endpointShouldBeThatOfAllNodes() {
		TestClient chat = client(this.b, "/chat/lobby");
		TestClient talk = client(this.b, "/talk/other");
		TestClient here = client(this.a, "/talk/lobby");
		TestClient plain = client(this.b, "/plain");
		this.a.connections().endpoint("/chat/{room}").push("by its first path");
		this.a.connections().endpoint("/talk/{room}").push("by its second path");
		for (TestClient client : List.of(chat, talk, here)) {
			assertThat(client.next(2)).containsExactly("by its first path", "by its second path");
		}
		this.a.connections().endpoint("/plain").push("plain");
		assertThat(plain.next()).isEqualTo("plain");
		assertNothingElse(chat, talk, here, plain);
	}

	@Test
	void endpointThatOtherNodesDoNotHaveShouldHarmNobody() {
		TestClient only = client(this.a, "/only");
		TestClient plain = client(this.b, "/plain");
		BroadcastResult result = this.a.connections().endpoint("/only").push("hello");
		assertThat(get(result.forwarded())).isEqualTo(Forwarding.FORWARDED);
		this.a.connections().endpoint("/only").room("lobby").push("in no room");
		assertThat(only.next()).isEqualTo("hello");
		assertNothingElse(only, plain);
		assertThatIllegalArgumentException().isThrownBy(() -> this.b.connections().endpoint("/only"))
			.withMessageContaining("/plain");
	}

	@Promise("rooms")
	@Test
	void roomShouldBeThatOfAllNodes() {
		TestClient chat = joined(this.b, "/chat/lobby", "lobby");
		TestClient talk = joined(this.b, "/talk/lobby", "lobby");
		TestClient plain = joined(this.b, "/plain", "lobby");
		TestClient here = joined(this.a, "/plain", "lobby");
		TestClient other = joined(this.b, "/plain", "other");
		this.a.connections().room("lobby").push("application");
		this.a.connections().endpoint("/chat/{room}").room("lobby").push("chat");
		this.a.connections().endpoint("/talk/{room}").room("lobby").push("talk");
		this.a.connections().endpoint("/plain").room("lobby").push("plain");
		assertThat(chat.next(3)).containsExactly("application", "chat", "talk");
		assertThat(talk.next(3)).containsExactly("application", "chat", "talk");
		assertThat(plain.next(2)).containsExactly("application", "plain");
		assertThat(here.next(2)).containsExactly("application", "plain");
		assertNothingElse(chat, talk, plain, here, other);
	}

	@Promise("rooms")
	@Test
	void userShouldBeThatOfAllNodes() {
		TestClient first = client(this.b, "/plain");
		TestClient second = client(this.b, "/chat/lobby");
		TestClient here = client(this.a, "/plain");
		TestClient other = client(this.b, "/plain");
		bindUser(this.b.connection(first.name()), "ada");
		bindUser(this.b.connection(second.name()), "ada");
		bindUser(this.a.connection(here.name()), "ada");
		bindUser(this.b.connection(other.name()), "bob");
		this.a.connections().user("ada").push("mail");
		assertThat(List.of(first, second, here)).allSatisfy((client) -> assertThat(client.next()).isEqualTo("mail"));
		bindUser(this.b.connection(first.name()), "eve");
		this.a.connections().user("ada").push("more mail");
		this.a.connections().user("eve").push("hello eve");
		assertThat(first.next()).isEqualTo("hello eve");
		assertThat(second.next()).isEqualTo("more mail");
		assertThat(here.next()).isEqualTo("more mail");
		assertNothingElse(first, second, here, other);
	}

	@Promise("rooms")
	@Test
	void exceptShouldLeaveOutConnectionsOfAnyNode() {
		TestClient here = joined(this.a, "/plain", "room");
		TestClient first = joined(this.b, "/plain", "room");
		TestClient second = joined(this.b, "/plain", "room");
		for (Audience audience : audiences(this.a, "room")) {
			audience.except(id(this.b, first), MADE_UP, "nobody").push("but the first");
			audience.except(id(this.a, here)).except(id(this.b, second)).push("only the first");
		}
		assertThat(here.next(4)).containsOnly("but the first");
		assertThat(first.next(4)).containsOnly("only the first");
		assertThat(second.next(4)).containsOnly("but the first");
		assertNothingElse(here, first, second);
	}

	@Promise("push")
	@Test
	void localAudienceShouldStayOnItsNode() {
		TestClient here = joined(this.a, "/plain", "room");
		TestClient there = joined(this.b, "/plain", "room");
		bindUser(this.a.connection(here.name()), "ada");
		bindUser(this.b.connection(there.name()), "ada");
		List<Audience> audiences = new ArrayList<>(audiences(this.a, "room"));
		audiences.add(this.a.connections().user("ada"));
		long published = transmitted(this.a);
		for (Audience audience : audiences) {
			List<BroadcastResult> results = List.of(audience.local().push("local"),
					audience.where((connection) -> true).push("some"),
					audience.local().except(id(this.b, there)).push("local"));
			assertThat(results).allSatisfy((result) -> {
				assertThat(result.targeted()).isOne();
				assertThat(get(result.forwarded())).isEqualTo(Forwarding.NOT_NEEDED);
			});
		}
		assertThat(get(this.a.connections().broadcast("some", (connection) -> true).forwarded()))
			.isEqualTo(Forwarding.NOT_NEEDED);
		assertThat(transmitted(this.a)).isEqualTo(published);
		assertThat(here.next(3 * audiences.size() + 1)).containsOnly("local", "some");
		assertNothingElse(here, there);
	}

	@Test
	void namesMayHaveAnyCharacters() {
		List<String> names = List.of("a b", "*", "?", "[a-z]", ":", "ws:test:all", "a.b", "{room}", "\ud83d\ude00",
				"\u00fc\u4e2d\u0000\n\t", "'\"\\", "x".repeat(300), "\ud83d\ude00".repeat(300));
		TestClient member = client(this.b, "/plain");
		TestClient other = joined(this.b, "/plain", "b");
		bindUser(this.b.connection(other.name()), "b");
		Connection connection = this.b.connection(member.name());
		for (String name : names) {
			join(connection, name);
			this.a.connections().room(name).push("room " + name);
			this.a.connections().endpoint("/plain").room(name).push("endpoint " + name);
			bindUser(connection, name);
			this.a.connections().user(name).push("user " + name);
			assertThat(member.next(3)).containsExactly("room " + name, "endpoint " + name, "user " + name);
		}
		for (String name : names) {
			this.a.connections().room(name + " ").push("nobody");
			this.a.connections().user(name + " ").push("nobody");
		}
		assertNothingElse(member, other);
	}

	@Test
	void emptyNamesShouldHaveNobody() {
		TestClient client = client(this.b, "/plain");
		for (Audience nobody : List.of(this.a.connections().room(""), this.a.connections().user(""),
				this.a.connections().endpoint("/plain").room(""))) {
			BroadcastResult result = nobody.push("nobody");
			assertThat(result.targeted()).isZero();
			assertThat(get(result.forwarded())).isEqualTo(Forwarding.FORWARDED);
		}
		assertNothingElse(client);
	}

	@Test
	void resultsOfCallbacksShouldBeBroadcastToAllNodes() {
		TestClient here = joined(this.a, "/chat/lobby", "lobby");
		TestClient there = joined(this.b, "/talk/lobby", "lobby");
		TestClient otherRoom = joined(this.b, "/chat/other", "other");
		TestClient otherEndpoint = joined(this.b, "/plain", "lobby");
		here.text("hello");
		assertThat(List.of(here, there)).allSatisfy((client) -> assertThat(client.next()).isEqualTo("hello"));
		there.text("{\"type\":\"others\"}");
		assertThat(here.next()).isEqualTo("to the others");
		here.text("{\"type\":\"all\"}");
		assertThat(List.of(here, there, otherRoom))
			.allSatisfy((client) -> assertThat(client.next()).isEqualTo("to all"));
		assertNothingElse(here, there, otherRoom, otherEndpoint);
	}

	// Encoding

	@Promise("encode-once")
	@Test
	void broadcastShouldBeEncodedOnceForAllNodes() {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			clients.add(joined(this.a, "/plain", "room"));
			clients.add(joined(this.b, "/plain", "room"));
		}
		MarkingInterceptor here = this.a.bean(MarkingInterceptor.class);
		MarkingInterceptor there = this.b.bean(MarkingInterceptor.class);
		int before = there.count.get();
		for (Audience audience : audiences(this.a, "room")) {
			here.count.set(0);
			Payloads.Counted payload = new Payloads.Counted();
			audience.push(payload);
			assertThat(clients).allSatisfy((client) -> assertThat(client.next()).isEqualTo("{\"number\":1}"));
			assertThat(payload.serializations()).hasValue(1);
			assertThat(here.count).hasValue(1);
		}
		here.count.set(0);
		push(id(this.b, clients.get(1)), "mark");
		assertThat(clients.get(1).next()).isEqualTo("mark marked");
		this.a.connections().broadcast("mark");
		assertThat(clients).allSatisfy((client) -> assertThat(client.next()).isEqualTo("mark marked"));
		assertThat(here.count).hasValue(2);
		assertThat(there.count).hasValue(before);
	}

	// Results

	@Test
	void numbersShouldBeThoseOfThisNode() {
		joined(this.a, "/plain", "room");
		joined(this.b, "/plain", "room");
		joined(this.b, "/plain", "room");
		for (Audience audience : audiences(this.a, "room")) {
			BroadcastResult result = audience.push("hello");
			assertThat(audience.count()).isOne();
			assertThat(result.targeted()).isOne();
			assertThat(get(result.completion())).isEqualTo(new Counts(1, 0));
			assertThat(get(result.forwarded())).isEqualTo(Forwarding.FORWARDED);
		}
		BroadcastResult nobodyHere = this.a.connections().user("nobody").push("hello");
		assertThat(nobodyHere.targeted()).isZero();
		assertThat(get(nobodyHere.forwarded())).isEqualTo(Forwarding.FORWARDED);
	}

	@Promise("push")
	@Test
	void forwardedShouldCompleteOnAThreadThatMayBlock() {
		TestClient client = joined(this.b, "/plain", "room");
		engine().delay("a", Duration.ofMillis(20));
		try {
			for (int i = 0; i < 10; i++) {
				Forwarding second = get(
						this.a.connections().room("room").push("first").forwarded().thenApply((first) -> {
							assertThat(first).isEqualTo(Forwarding.FORWARDED);
							assertThat(Thread.currentThread().getName())
								.doesNotMatch("(engine|lettuce|ws-loop|ws-cluster-1|ws-timer).*");
							// Waits, which a thread of the engine's could not
							return get(this.a.connections().room("room").push("second").forwarded());
						}));
				assertThat(second).isEqualTo(Forwarding.FORWARDED);
			}
		}
		finally {
			engine().heal("a");
		}
		assertThat(client.next(20)).containsOnly("first", "second");
	}

	@Test
	void nodeWithoutAMemberShouldReceiveNothingOfARoom() {
		TestClient here = joined(this.a, "/plain", "quiet");
		TestClient there = client(this.b, "/plain");
		long sent = pushes(this.a, Direction.TRANSMIT, Topic.Kind.ROOM);
		long received = receivedInRooms(this.b);
		for (int i = 0; i < 10; i++) {
			this.a.connections().room("quiet").push("hello");
		}
		assertThat(here.next(10)).containsOnly("hello");
		assertNothingElse(here, there);
		assertThat(pushes(this.a, Direction.TRANSMIT, Topic.Kind.ROOM) - sent).isEqualTo(10);
		assertThat(receivedInRooms(this.b)).isEqualTo(received);
		assertThat(engine().subscribers("quiet")).isOne();
		join(this.b.connection(there.name()), "quiet");
		this.a.connections().room("quiet").push("for both");
		assertThat(there.next()).isEqualTo("for both");
		assertThat(receivedInRooms(this.b) - received).isOne();
	}

	@Promise("push")
	@Test
	void pushShouldAnswerUnavailableWhileTheClusterIsAway() {
		TestServer alone = temporaryNode("alone");
		awaitNodes(alone, "a", "alone", "b");
		TestClient here = joined(alone, "/plain", "room");
		TestClient there = joined(this.b, "/plain", "room");
		engine().refuseOpens("alone");
		engine().breakLinks("alone");
		TestServer.await("broken link").until(() -> !alone.connections().cluster().isAvailable());
		assertThat(alone.connections().push(id(this.b, there), "x")).isEqualTo(PushResult.UNAVAILABLE);
		assertThat(alone.connections().push(id(alone, here), "by id")).isEqualTo(PushResult.ACCEPTED);
		assertThat(alone.connections().disconnect(id(this.b, there))).isFalse();
		List<Audience> audiences = audiences(alone, "room");
		for (Audience audience : audiences) {
			BroadcastResult result = audience.push("to this node");
			assertThat(result.targeted()).isOne();
			assertThat(get(result.completion())).isEqualTo(new Counts(1, 0));
			assertThat(get(result.forwarded())).isEqualTo(Forwarding.UNAVAILABLE);
		}
		assertThat(here.next()).isEqualTo("by id");
		assertThat(here.next(audiences.size())).containsOnly("to this node");
		engine().heal("alone");
		awaitNodes(alone, "a", "alone", "b");
		assertThat(alone.connections().push(id(this.b, there), "again")).isEqualTo(PushResult.FORWARDED);
		assertThat(there.next()).isEqualTo("again");
	}

	// What tests have in common

	private PushResult push(String id, Object payload) {
		return this.a.connections().push(id, payload);
	}

	/**
	 * Wait until a node knows all others.
	 */
	private static void awaitSettled(TestServer node) {
		TestServer.await("settled view").until(() -> node.connections().push(MADE_UP, "x") == PushResult.NOT_FOUND);
	}

	private TestClient joined(TestServer node, String path, String room) {
		TestClient client = client(node, path);
		join(node.connection(client.name()), room);
		return client;
	}

	/**
	 * Return all connections, those of an endpoint, and those of a room in both.
	 */
	private static List<Audience> audiences(TestServer node, String room) {
		ConnectionManager connections = node.connections();
		return List.of(connections.all(), connections.endpoint("/plain"), connections.room(room),
				connections.endpoint("/plain").room(room));
	}

	/**
	 * Assert that these clients have got nothing that was not asserted before.
	 */
	private void assertNothingElse(TestClient... clients) {
		for (TestClient client : clients) {
			String id = this.a.find(client.name()).or(() -> this.b.find(client.name())).orElseThrow().id();
			assertThat(push(id, "end").isAccepted()).isTrue();
			assertThat(client.next()).isEqualTo("end");
		}
	}

	private static String id(TestServer node, TestClient client) {
		return node.connection(client.name()).id();
	}

	private static String nodeId(TestServer node) {
		return node.connections().cluster().nodes().stream().filter(ClusterNode::self).findFirst().orElseThrow().id();
	}

	/**
	 * Return how many pushes and disconnects a node has published.
	 */
	private static long transmitted(TestServer node) {
		ClusterCounters counters = node.bean(ClusterCounters.class);
		long count = 0;
		for (Topic.Kind scope : Topic.Kind.values()) {
			count += pushes(node, Direction.TRANSMIT, scope);
			count += counters.messages(Direction.TRANSMIT, ClusterCounters.Kind.DISCONNECT, scope);
		}
		return count;
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	static class MarkingInterceptor implements OutboundInterceptor {

		private final AtomicInteger count = new AtomicInteger();

		@Override
		public Frame intercept(Frame frame) {
			this.count.incrementAndGet();
			String text = StandardCharsets.UTF_8.decode(frame.payload()).toString();
			return text.startsWith("mark") ? Frame.text(text + " marked") : frame;
		}

	}

	@WebSocketEndpoint({ "/chat/{room}", "/talk/{room}" })
	static class ChatEndpoint extends RecordingEndpoint {

		ChatEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		@Broadcast(room = "{room}")
		String said(String text) {
			return text;
		}

		@OnMessage("others")
		@Broadcast(room = "{room}", self = false)
		String toOthers() {
			return "to the others";
		}

		@OnMessage("all")
		@Broadcast
		String toAll() {
			return "to all";
		}

	}

	@WebSocketEndpoint("/plain")
	static class PlainEndpoint extends RecordingEndpoint {

		PlainEndpoint(Journal journal) {
			super(journal);
		}

	}

	/**
	 * Endpoint of one node.
	 */
	@WebSocketEndpoint("/only")
	@ConditionalOnProperty(name = "ws.cluster.node-name", havingValue = "a")
	static class OnlyEndpoint extends RecordingEndpoint {

		OnlyEndpoint(Journal journal) {
			super(journal);
		}

	}

}
