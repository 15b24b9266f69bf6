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

package io.github.wsboot.server.limit;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that memory is released with its connection, and that messages of all clients
 * together are bounded.
 */
@Promise("memory")
@ExtendWith(OutputCaptureExtension.class)
@PlainOnly
class MemoryTests extends ServerTests {

	static final String ROOM = "room";

	private static final int CLIENTS = 40;

	private static final int SIZE = 50_000;

	MemoryTests() {
		super(EchoEndpoint.class, BlockedEndpoint.class);
	}

	@Test
	void endedConnectionsShouldNotBeKeptUntilTheNextBroadcast() {
		TestClient staying = connectAndJoin(server());
		List<WeakReference<Connection>> ended = connectBroadcastAndEnd(staying);
		Internals.awaitMemory("memory of connections").untilAsserted(() -> {
			System.gc();
			// The container may keep the latest one or two on the stacks of its threads
			assertThat(ended).filteredOn((connection) -> !connection.refersTo(null)).hasSizeLessThan(4);
		});
		server().connections().broadcast("still here");
		assertThat(staying.next()).isEqualTo("still here");
	}

	/**
	 * Connect, and wait until broadcasts arrive.
	 */
	private TestClient connectAndJoin(TestServer server) {
		TestClient client = connect(server, "/echo");
		Connection connection = server.connection(client.name());
		TestServer.await("join").until(() -> connection.rooms().contains(ROOM));
		return client;
	}

	private List<WeakReference<Connection>> connectBroadcastAndEnd(TestClient staying) {
		List<RawWebSocketClient> clients = new ArrayList<>();
		List<WeakReference<Connection>> connections = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			clients.add(raw("/echo"));
			connections.add(new WeakReference<>(server().connection(clients.get(i).name())));
		}
		server().connections().broadcast("all");
		server().connections().endpoint("/echo").push("endpoint");
		server().connections().room(ROOM).push("room");
		assertThat(staying.next(3)).containsExactly("all", "endpoint", "room");
		clients.forEach(RawWebSocketClient::close);
		clients.forEach((client) -> server().journal().awaitEnd(client.name()));
		return connections;
	}

	@Promise("slow-clients")
	@Test
	void clientWhoseReplyWasRefusedShouldNotBeReadFromUntilThereIsRoom(CapturedOutput output) {
		TestServer server = server("ws.send.max-total-bytes=14MB", "ws.send.max-bytes=14MB",
				"ws.send.overflow=drop-newest", "ws.send.max-delay=10m");
		RawWebSocketClient slow = closeLater(RawWebSocketClient.to(server, "/echo").receiveBuffer(1024).connect());
		// A message that is being written is not dropped to make room
		assertThat(server.connection(slow.name()).push("x".repeat(13_000_000))).isEqualTo(PushResult.ACCEPTED);
		TestClient client = connect(server, "/echo");
		client.text("reply 2000000");
		ManagedConnection connection = (ManagedConnection) server.connection(client.name());
		TestServer.await("refusal").until(connection::isFull);
		client.text("next");
		TestClient other = connect(server, "/echo");
		for (int i = 0; i < 20; i++) {
			assertThat(other.text("other").next()).isEqualTo("other");
		}
		assertThat(server.journal().of(client.name())).containsExactly(Journal.OPEN, "reply 2000000");
		server.connection(slow.name()).terminate();
		assertThat(client.next()).isEqualTo("next");
		assertThat(output)
			.containsOnlyOnce("Replies are lost, since all queues together have reached 'ws.send.max-total-bytes'");
	}

	@Test
	void messagesOfAllTogetherThatWaitForCallbacksShouldBeBounded() {
		TestServer server = server("ws.receive.max-total-bytes=1MB");
		BlockedEndpoint endpoint = server.bean(BlockedEndpoint.class);
		endpoint.block();
		List<RawWebSocketClient> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			clients.add(raw(server, "/blocked"));
		}
		List<CompletableFuture<Void>> sent = clients.stream()
			.map((client) -> Background.run(() -> client.text("x".repeat(SIZE)).text("x".repeat(SIZE))))
			.toList();
		ReceiveMemoryBudget budget = server.bean(ReceiveMemoryBudget.class);
		TestServer.await("use of the memory").until(() -> budget.used() > 700_000);
		TestClient other = connectAndJoin(server);
		for (int i = 0; i < 20; i++) {
			assertThat(budget.used()).as("%s bytes in all", 2 * CLIENTS * SIZE).isLessThan(2_500_000);
			server.connections().broadcast("still here");
			assertThat(other.next()).isEqualTo("still here");
		}
		endpoint.release();
		sent.forEach((client) -> client.orTimeout(60, TimeUnit.SECONDS).exceptionally((ex) -> null).join());
		TestServer.await("end of the messages")
			.until(() -> clients.stream().allMatch((client) -> isDone(client.name())));
		TestServer.await("end of all use").until(() -> budget.used() == 0);
		assertThat(other.text("over").next()).isEqualTo("over");
	}

	/** Whether both messages were handled, or the connection was closed instead. */
	private boolean isDone(String client) {
		List<String> seen = server("ws.receive.max-total-bytes=1MB").journal().of(client);
		return seen.stream().filter("message"::equals).count() == 2 || seen.contains("close 1013 POLICY");
	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint extends RecordingEndpoint {

		EchoEndpoint(Journal journal) {
			super(journal);
		}

		@Override
		@OnOpen
		protected void open(Connection connection) {
			super.open(connection);
			connection.join(ROOM);
			connection.attributes().put("large", new byte[SIZE]);
		}

		@OnMessage
		String echo(String text, Connection connection) {
			if (text.length() < SIZE) {
				journal().add(connection, text);
			}
			return text.startsWith("reply ") ? "x".repeat(Integer.parseInt(text.substring(6))) : text;
		}

	}

	@WebSocketEndpoint("/blocked")
	static class BlockedEndpoint extends RecordingEndpoint {

		private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

		BlockedEndpoint(Journal journal) {
			super(journal);
		}

		void block() {
			this.gate = new CompletableFuture<>();
		}

		void release() {
			this.gate.complete(null);
		}

		@OnMessage
		void message(String text, Connection connection) throws Exception {
			this.gate.get(60, TimeUnit.SECONDS);
			journal().add(connection, "message");
		}

	}

}
