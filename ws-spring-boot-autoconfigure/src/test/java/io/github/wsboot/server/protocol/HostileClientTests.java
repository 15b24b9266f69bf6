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

package io.github.wsboot.server.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that hostile clients cost bounded memory and time, and that each of their
 * connections has one {@code @OnClose}.
 */
@DirectOnly
class HostileClientTests extends ServerTests {

	private static final int MEGABYTE = 1_000_000;

	private static final int FRAGMENTS = MEGABYTE;

	private static final int BATCH = 10_000;

	private static final int STALLED = 60;

	private static final String[] FRAGMENTED = { "ws.max-fragments=" + FRAGMENTS, "ws.max-text-size=4MB",
			"ws.send.max-bytes=16MB" };

	private static final String[] LARGE = { "ws.max-binary-size=8MB", "ws.send.max-bytes=64MB", "ws.send.max-delay=2s",
			DirectSuite.IMPATIENT };

	HostileClientTests() {
		super(HostileEndpoint.class);
	}

	@Promise("hostile-clients")
	@Test
	void millionFragmentsOfAByteShouldCostLittleMemory() {
		TestServer server = server(FRAGMENTED);
		RawWebSocketClient client = raw(server, "/hostile");
		Connection connection = server.connection(client.name());
		fragments(client, FRAGMENTS - 1);
		client.send(RawFrame.continuation("x", true));
		assertThat(client.nextText()).isEqualTo("x".repeat(FRAGMENTS));
		long before = Internals.usedMemory();
		fragments(client, FRAGMENTS);
		client.send(RawFrame.of(RawFrame.PING, "all read"));
		assertThat(client.next().opcode()).isEqualTo(RawFrame.PONG);
		Internals.awaitMemory("little memory for " + FRAGMENTS + " fragments")
			.until(() -> Internals.usedMemory() - before < 8 * MEGABYTE);
		assertThat(connection.isEstablished()).isTrue();
		client.send(RawFrame.continuation("x", true));
		assertThat(client.nextClose().closeCode()).isEqualTo(1009);
		client.finish();
		assertThat(client.readToEnd()).isNull();
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "message",
				"close 1009 PROTOCOL_ERROR");
	}

	/**
	 * Send fragments of a byte, the first ones of a message.
	 */
	private static void fragments(RawWebSocketClient client, int count) {
		byte[] fragment = RawFrame.continuation("x", false).encode(true);
		byte[] batch = new byte[BATCH * fragment.length];
		for (int i = 0; i < BATCH; i++) {
			System.arraycopy(fragment, 0, batch, i * fragment.length, fragment.length);
		}
		client.send(RawFrame.text("x", false));
		int left = count - 1;
		while (left > 0) {
			int size = Math.min(left, BATCH);
			client.bytes((size == BATCH) ? batch : Arrays.copyOf(batch, size * fragment.length));
			left -= size;
		}
	}

	@Promise("hostile-clients")
	@Test
	void clientThatNeverAnswersTheCloseFrameShouldBeCut() {
		TestServer server = server(LARGE);
		List<RawWebSocketClient> clients = open(server, 30);
		for (RawWebSocketClient client : clients) {
			server.connection(client.name()).disconnect(new CloseStatus(4000));
		}
		for (int i = 0; i < clients.size(); i++) {
			RawWebSocketClient client = clients.get(i);
			assertThat(client.nextClose().closeCode()).isEqualTo(4000);
			if (i % 3 == 1) {
				client.text("still talking").send(RawFrame.of(RawFrame.PING, "still there"));
			}
			else if (i % 3 == 2) {
				client.bytes(Arrays.copyOf(RawFrame.close(4000).encode(true), 5));
			}
		}
		assertThatOthersAreServed(server);
		for (RawWebSocketClient client : clients) {
			assertThat(server.journal().awaitEnd(client.name())).startsWith(Journal.OPEN).endsWith("close 4000 SERVER");
			assertThat(client.readToEnd()).as("after the close frame").isNull();
		}
		Internals.of(server).awaitNothing("silent clients");
	}

	@Promise("hostile-clients")
	@Test
	void clientsThatStallInAFrameShouldCostWhatTheyHaveSent() {
		TestServer server = server(LARGE);
		byte[] frame = new RawFrame(true, RawFrame.BINARY, new byte[8 * MEGABYTE]).encode(true);
		byte[] begun = Arrays.copyOf(frame, 100);
		List<RawWebSocketClient> clients = open(server, STALLED);
		clients.forEach((client) -> server.connection(client.name()));
		long before = Internals.usedMemory();
		clients.forEach((client) -> client.bytes(begun));
		assertThatOthersAreServed(server);
		Internals.awaitMemory("little memory for begun frames")
			.until(() -> Internals.usedMemory() - before < 8 * MEGABYTE);
		RawWebSocketClient late = clients.get(0);
		late.bytes(Arrays.copyOfRange(frame, begun.length, frame.length));
		assertThat(late.next().payload()).hasSize(8 * MEGABYTE);
		clients.forEach((client) -> server.connection(client.name()).disconnect());
		for (RawWebSocketClient client : clients) {
			assertThat(server.journal().awaitEnd(client.name())).containsOnlyOnce("close 1000 SERVER");
		}
		Internals.of(server).awaitNothing("clients that stall in a frame");
	}

	@Promise("hostile-clients")
	@Test
	void clientsThatStallInAWriteShouldCostOnePayload() {
		TestServer server = server(LARGE);
		List<RawWebSocketClient> clients = open(server, 10);
		clients.forEach((client) -> server.connection(client.name()));
		long before = Internals.usedMemory();
		server.connections().broadcast(new byte[40 * MEGABYTE]);
		assertThatOthersAreServed(server);
		assertThat(Internals.usedMemory() - before).as("memory for one payload and ten clients that stall")
			.isLessThan(160L * MEGABYTE);
		for (RawWebSocketClient client : clients) {
			assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN,
					"close 1013 SLOW_CONSUMER");
		}
		Internals.of(server).awaitNothing("clients that stall in a write");
		Internals.awaitMemory("memory of the payload").until(() -> Internals.usedMemory() - before < 16 * MEGABYTE);
	}

	@Promise("hostile-clients")
	@ParameterizedTest
	@EnumSource
	void clientShouldBeAbleToLeaveAtAnyStage(Stage stage) {
		TestServer server = server(LARGE);
		HostileEndpoint endpoint = server.bean(HostileEndpoint.class);
		for (Leaving leaving : Leaving.values()) {
			endpoint.gate = new CompletableFuture<>();
			List<RawWebSocketClient> clients = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, stage.path).receiveBuffer(8192);
				RawWebSocketClient client = closeLater(opening.reach());
				clients.add(client);
				stage.reach(server, opening, client);
			}
			clients.forEach(leaving::leave);
			endpoint.gate.complete(null);
			assertThatOthersAreServed(server);
			Internals.of(server).awaitNothing(stage + " and " + leaving);
			for (RawWebSocketClient client : clients) {
				if (stage.established || !server.journal().of(client.name()).isEmpty()) {
					assertThat(server.journal().awaitEnd(client.name())).startsWith(Journal.OPEN);
				}
			}
			clients.forEach(RawWebSocketClient::close);
		}
	}

	private List<RawWebSocketClient> open(TestServer server, int count) {
		List<RawWebSocketClient> clients = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			clients.add(closeLater(RawWebSocketClient.to(server, "/hostile").receiveBuffer(8192).connect()));
		}
		return clients;
	}

	private static void assertThatOthersAreServed(TestServer server) {
		try (RawWebSocketClient other = RawWebSocketClient.to(server, "/hostile").connect()) {
			for (int i = 0; i < 20; i++) {
				assertThat(other.text("other " + i).nextText()).isEqualTo("other " + i);
			}
			assertThat(other.send(RawFrame.close(1000)).nextClose().closeCode()).isEqualTo(1000);
		}
	}

	/**
	 * Way in which a client leaves.
	 */
	private enum Leaving {

		RESET(RawWebSocketClient::reset), HALF_CLOSE(RawWebSocketClient::finish), CLOSE(RawWebSocketClient::close);

		private final Consumer<RawWebSocketClient> way;

		Leaving(Consumer<RawWebSocketClient> way) {
			this.way = way;
		}

		void leave(RawWebSocketClient client) {
			this.way.accept(client);
		}

	}

	/**
	 * Stage that a client reaches before it leaves.
	 */
	enum Stage {

		CONNECTED((server, client) -> {
		}, false, 0),

		WITHIN_THE_REQUEST((server, client) -> {
		}, false, 40),

		AFTER_THE_REQUEST((server, client) -> {
		}, false, Integer.MAX_VALUE),

		AFTER_THE_RESPONSE((server, client) -> {
		}),

		BEFORE_ON_OPEN_HAS_RETURNED("/hostile?hold=open",
				(server, client) -> server.journal().await(client.name(), Journal.OPEN)),

		WITHIN_A_HEADER((server, client) -> client.bytes(new byte[] { (byte) 0x82, (byte) 0xFE, 0x10 })),

		WITHIN_A_FRAME((server, client) -> client
			.bytes(Arrays.copyOf(new RawFrame(true, RawFrame.BINARY, new byte[70_000]).encode(true), 50_000))),

		WITHIN_A_MESSAGE((server, client) -> client.send(RawFrame.text("begun", false))),

		WHILE_A_CALLBACK_RUNS("/hostile", (server, client) -> {
			client.text("hold");
			server.journal().await(client.name(), "message");
		}),

		WHILE_WE_WRITE((server, client) -> {
			server.connection(client.name()).push(new byte[20 * MEGABYTE]);
			client.skip(1);
		}),

		WHILE_WE_WRITE_A_REPLY((server, client) -> client.text("hello")),

		AFTER_OUR_CLOSE_FRAME((server, client) -> {
			server.connection(client.name()).disconnect(new CloseStatus(4000));
			assertThat(client.nextClose().closeCode()).isEqualTo(4000);
		}),

		BEFORE_OUR_CLOSE_FRAME_IS_READ(
				(server, client) -> server.connection(client.name()).disconnect(new CloseStatus(4000))),

		AFTER_ITS_CLOSE_FRAME((server, client) -> client.send(RawFrame.close(1000))),

		AFTER_BOTH_CLOSE_FRAMES((server, client) -> client.send(RawFrame.close(1000)).nextClose()),

		AFTER_AN_ERROR((server, client) -> client.send(RawFrame.of(3, "no such opcode")));

		private final String path;

		private final BiConsumer<TestServer, RawWebSocketClient> action;

		private final boolean established;

		private final int requestBytes;

		Stage(BiConsumer<TestServer, RawWebSocketClient> action) {
			this("/hostile", action);
		}

		Stage(String path, BiConsumer<TestServer, RawWebSocketClient> action) {
			this(path, action, true, Integer.MAX_VALUE);
		}

		Stage(BiConsumer<TestServer, RawWebSocketClient> action, boolean established, int requestBytes) {
			this("/hostile", action, established, requestBytes);
		}

		Stage(String path, BiConsumer<TestServer, RawWebSocketClient> action, boolean established, int requestBytes) {
			this.path = path;
			this.action = action;
			this.established = established;
			this.requestBytes = requestBytes;
		}

		void reach(TestServer server, RawWebSocketClient.Opening opening, RawWebSocketClient client) {
			byte[] request = opening.request();
			if (this.requestBytes > 0) {
				client.bytes(Arrays.copyOf(request, Math.min(request.length, this.requestBytes)));
			}
			if (this.established) {
				assertThat(client.response().status()).isEqualTo(101);
			}
			this.action.accept(server, client);
		}

	}

	@WebSocketEndpoint("/hostile")
	static class HostileEndpoint extends RecordingEndpoint {

		private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

		HostileEndpoint(Journal journal) {
			super(journal);
		}

		@Override
		@OnOpen
		protected void open(Connection connection) {
			super.open(connection);
			if (connection.handshake().queryParams().containsKey("hold")) {
				hold();
			}
		}

		@OnMessage
		String text(String text, Connection connection) {
			journal().add(connection, "message");
			if (text.equals("hold")) {
				hold();
			}
			return text;
		}

		@OnMessage
		byte[] binary(byte[] bytes) {
			return bytes;
		}

		private void hold() {
			this.gate.orTimeout(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
		}

	}

}
