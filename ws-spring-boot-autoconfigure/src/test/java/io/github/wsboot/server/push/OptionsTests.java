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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for pushes with options, to clients that read and to those that do not.
 */
class OptionsTests extends ServerTests {

	/** More than the sockets' buffers hold. */
	private static final String PLUG = "x".repeat(30_000_000);

	private static final String[] PATIENT = { "ws.send.max-bytes=32MB", "ws.send.max-delay=10m",
			"ws.close-timeout=10m" };

	private static final String SLOW = "slow";

	private static final Duration SOON = Duration.ofMillis(1);

	private static final Duration LATER = Duration.ofHours(1);

	OptionsTests() {
		super(FeedEndpoint.class);
	}

	@Promise("order")
	@Test
	void newerMessageShouldTakeThePlaceOfTheOlderOneInTheQueue() {
		TestServer server = server(PATIENT);
		RawWebSocketClient client = slow(server);
		Connection connection = server.connection(client.name());
		ConnectionManager manager = server.connections();
		connection.join("prices");
		connection.push("a1", PushOptions.conflate("a"));
		connection.push("first");
		manager.push(connection.id(), "b1", PushOptions.conflate("b"));
		manager.room("prices").push("a2", PushOptions.conflate("a"));
		connection.push("second");
		manager.broadcast("b2", PushOptions.conflate("b"));
		connection.push("a3", PushOptions.conflate("a"));
		manager.room("prices").push("c1", PushOptions.conflate("c"));
		awaitDropped(connection, 3);
		assertThat(connection.info().queuedMessages()).isEqualTo(6);
		assertThat(client.nextText()).isEqualTo(PLUG);
		assertThat(next(client, 5)).containsExactly("a3", "first", "b2", "second", "c1");
		connection.push("a4", PushOptions.conflate("a"));
		assertThat(client.nextText()).isEqualTo("a4");
		assertThatQueueIsEmpty(connection);
	}

	@Promise("order")
	@Test
	void joinLeaveAndDisconnectShouldNotBeOvertaken() {
		TestServer server = server(PATIENT);
		RawWebSocketClient client = slow(server);
		Connection connection = server.connection(client.name());
		Audience room = server.connections().room("members");
		PushOptions key = PushOptions.conflate("key");
		connection.push("1 before", key);
		room.push("not yet", key);
		connection.join("members");
		room.push("2 as a member", key);
		connection.push("without a key");
		room.push("3 as a member", key);
		connection.leave("members");
		room.push("no more", key);
		connection.push("last");
		connection.disconnect(new CloseStatus(4000));
		assertThat(connection.push("too late", key)).isEqualTo(PushResult.CLOSED);
		assertThat(client.nextText()).isEqualTo(PLUG);
		assertThat(next(client, 3)).containsExactly("3 as a member", "without a key", "last");
		assertThat(client.nextClose().closeCode()).isEqualTo(4000);
	}

	@Test
	void clientThatKeepsUpShouldGetEachMessage() {
		TestClient client = connect("/feed");
		Connection connection = server().connection(client.name());
		PushOptions options = PushOptions.conflate("key").expireAfter(LATER);
		for (int i = 0; i < 100; i++) {
			assertThat(connection.push(i + " to one", options)).isEqualTo(PushResult.ACCEPTED);
			assertThat(client.next()).isEqualTo(i + " to one");
			server().connections().broadcast(i + " to all", options);
			assertThat(client.next()).isEqualTo(i + " to all");
		}
		assertThat(connection.info().droppedMessages()).isZero();
	}

	@Promise("order")
	@Test
	void clientShouldSeeEachKeyInOrderAndItsLastMessage() throws Exception {
		TestClient client = connect("/feed");
		Connection connection = server().connection(client.name());
		connection.join("prices");
		BroadcastResult result = null;
		for (int i = 0; i < 20_000; i++) {
			PushOptions options = PushOptions.conflate("key " + i % 7);
			String payload = i % 7 + ":" + i;
			if (i % 3 == 0) {
				assertThat(connection.push(payload, options)).isEqualTo(PushResult.ACCEPTED);
			}
			else {
				result = server().connections().room("prices").push(payload, options);
			}
			if (i % 300 == 0 && result != null) {
				result.completion().toCompletableFuture().get(60, TimeUnit.SECONDS);
			}
		}
		connection.disconnect();
		Map<String, Integer> seen = new HashMap<>();
		for (String message : client.remaining()) {
			String[] parts = message.split(":");
			int number = Integer.parseInt(parts[1]);
			assertThat(seen.getOrDefault(parts[0], -1)).isLessThan(number);
			seen.put(parts[0], number);
		}
		for (int i = 19_993; i < 20_000; i++) {
			assertThat(seen).containsEntry(String.valueOf(i % 7), i);
		}
	}

	@Promise("slow-clients")
	@Test
	void thousandKeysShouldTakeAThousandPlaces() throws Exception {
		// One place is that of the plug
		TestServer server = server(PATIENT[0], PATIENT[1], PATIENT[2], "ws.send.max-messages=1001");
		RawWebSocketClient client = slow(server);
		Connection connection = server.connection(client.name());
		connection.join("prices");
		for (int i = 0; i < 100_000; i++) {
			String payload = "price " + i;
			PushOptions options = PushOptions.conflate("key " + i % 1000);
			if (i % 200 != 199) {
				assertThat(connection.push(payload, options)).isEqualTo(PushResult.ACCEPTED);
				continue;
			}
			server.connections()
				.room("prices")
				.push(payload, options)
				.completion()
				.toCompletableFuture()
				.get(60, TimeUnit.SECONDS);
			assertThat(connection.info().queuedMessages()).isLessThanOrEqualTo(1001);
		}
		assertThat(connection.info().queuedMessages()).isEqualTo(1001);
		assertThat(connection.info().droppedMessages()).isEqualTo(99_000);
		assertThat(server.journal().of(client.name())).doesNotContain(SLOW);
		assertThat(client.nextText()).isEqualTo(PLUG);
		for (int i = 99_000; i < 100_000; i++) {
			assertThat(client.nextText()).isEqualTo("price " + i);
		}
		assertThatQueueIsEmpty(connection);
	}

	@Promise("slow-clients")
	@Test
	void anotherKeyShouldOverflowAFullQueue() {
		TestServer server = server(PATIENT[0], PATIENT[1], PATIENT[2], "ws.send.max-messages=3");
		RawWebSocketClient client = slow(server);
		Connection connection = server.connection(client.name());
		for (String key : List.of("a", "b", "a", "b")) {
			connection.push(key, PushOptions.conflate(key));
			awaitQueued(connection, 3);
		}
		connection.push("c", PushOptions.conflate("c"));
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, SLOW,
				"close 1013 SLOW_CONSUMER");
	}

	@Test
	void expiredMessagesShouldLeaveTheQueueOfAClientThatDoesNotRead() {
		TestServer server = server(PATIENT);
		RawWebSocketClient client = slow(server);
		Connection connection = server.connection(client.name());
		connection.push("old", PushOptions.none().expireAfter(SOON));
		connection.push("old price", PushOptions.conflate("price").expireAfter(SOON));
		connection.push("new", PushOptions.none().expireAfter(LATER));
		server.connections().broadcast("old for all", PushOptions.none().expireAfter(SOON));
		connection.push("last");
		awaitDropped(connection, 3);
		assertThat(connection.info().queuedMessages()).isEqualTo(3);
		connection.push("new price", PushOptions.conflate("price").expireAfter(LATER));
		assertThat(client.nextText()).isEqualTo(PLUG);
		assertThat(next(client, 3)).containsExactly("new", "last", "new price");
	}

	@Test
	void expiredMessagesShouldNotKeepAnUnfinishedOneFromItsEnd() {
		TestServer server = server(PATIENT);
		RawWebSocketClient client = raw(server, "/feed");
		Connection connection = server.connection(client.name());
		connection.push(Frame.text("begun, ", false));
		connection.push("old", PushOptions.none().expireAfter(SOON));
		connection.push("a1", PushOptions.conflate("a"));
		awaitDropped(connection, 1);
		connection.push("a2", PushOptions.conflate("a"));
		connection.push(Frame.continuation("ended", true));
		assertThat(next(client, 2)).containsExactly("begun, ended", "a2");
	}

	@Test
	void closeShouldComeAfterTheRestOfTheQueueHasExpired() {
		TestServer server = server(PATIENT);
		RawWebSocketClient client = slow(server);
		Connection connection = server.connection(client.name());
		connection.push("old", PushOptions.none().expireAfter(SOON));
		connection.disconnect(new CloseStatus(4001));
		awaitDropped(connection, 1);
		assertThat(client.nextText()).isEqualTo(PLUG);
		assertThat(client.nextClose().closeCode()).isEqualTo(4001);
	}

	@Test
	void optionsShouldBeForWholeMessagesOnly() {
		TestClient client = connect("/feed");
		Connection connection = server().connection(client.name());
		ConnectionManager manager = server().connections();
		PushOptions options = PushOptions.conflate("key");
		for (Frame frame : List.of(Frame.text("begun", false), Frame.continuation("ended", true),
				Frame.ping(ByteBuffer.allocate(1)), Frame.pong(ByteBuffer.allocate(1)))) {
			assertThatIllegalArgumentException().isThrownBy(() -> connection.push(frame, options))
				.withMessage("A fragment or control frame must not be pushed with options: push the whole message");
			assertThatIllegalArgumentException().isThrownBy(() -> manager.push(connection.id(), frame, options));
			assertThatIllegalArgumentException().isThrownBy(() -> manager.push("unknown", frame, options));
			assertThatIllegalArgumentException().isThrownBy(() -> manager.broadcast(frame, options));
			assertThatIllegalArgumentException().isThrownBy(() -> manager.room("empty").push(frame, options));
		}
		assertThat(connection.push(Frame.ping(ByteBuffer.allocate(1)), PushOptions.none()))
			.isEqualTo(PushResult.ACCEPTED);
		assertThat(connection.push(Frame.text("whole"), options)).isEqualTo(PushResult.ACCEPTED);
		assertThat(client.next()).isEqualTo("whole");
		assertThat(manager.push("unknown", "text", options)).isEqualTo(PushResult.NOT_FOUND);
	}

	private RawWebSocketClient slow(TestServer server) {
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server, "/feed").receiveBuffer(1024).connect());
		assertThat(server.connection(client.name()).push(PLUG)).isEqualTo(PushResult.ACCEPTED);
		return client;
	}

	private static List<String> next(RawWebSocketClient client, int count) {
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			texts.add(client.nextText());
		}
		return texts;
	}

	private static void awaitDropped(Connection connection, long count) {
		TestServer.await("dropped messages").until(() -> connection.info().droppedMessages() == count);
	}

	private static void awaitQueued(Connection connection, int most) {
		TestServer.await("queued messages").until(() -> connection.info().queuedMessages() <= most);
	}

	private static void assertThatQueueIsEmpty(Connection connection) {
		awaitQueued(connection, 0);
		assertThat(connection.info().queuedBytes()).isZero();
	}

	@WebSocketEndpoint("/feed")
	static class FeedEndpoint extends RecordingEndpoint {

		FeedEndpoint(Journal journal) {
			super(journal);
		}

		@OnError
		void slow(SlowConsumerException exception, Connection connection) {
			journal().add(connection, SLOW);
		}

	}

}
