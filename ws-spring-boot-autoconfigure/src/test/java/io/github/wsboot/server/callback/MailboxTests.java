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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.ClientRole;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that callbacks of one connection never overlap, and that the messages that wait
 * for them are bounded.
 */
@ExtendWith(OutputCaptureExtension.class)
@ClientRole
class MailboxTests extends ServerTests {

	private static final int FLOOD = 400;

	MailboxTests() {
		super(SerialEndpoint.class, BlockedEndpoint.class, HoldingEndpoint.class, HoldingLoopEndpoint.class);
	}

	@Promise("callbacks")
	@Test
	void callbacksOfAConnectionShouldNeverOverlapAndKeepTheOrderOfMessages() {
		List<TestClient> clients = connect(4, "/serial");
		for (TestClient client : clients) {
			IntStream.range(0, 300).forEach((i) -> client.text(String.valueOf(i)));
		}
		for (TestClient client : clients) {
			client.text("end");
			assertThat(client.next()).isEqualTo("overlaps: 0");
			List<String> seen = server().journal().of(client.name());
			assertThat(seen).filteredOn((what) -> what.startsWith("message "))
				.containsExactlyElementsOf(IntStream.range(0, 300).mapToObj((i) -> "message " + i).toList());
			assertThat(seen).filteredOn((what) -> what.startsWith("error ")).hasSize(30);
		}
	}

	@Promise("callbacks")
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/holding      | wait   | Callback 'MailboxTests.HoldingEndpoint.waiting()' of bean
			/holding      | stage  | Callback 'MailboxTests.HoldingEndpoint.stage()' of bean
			/holding      | action | An action of Connection.every or Connection.after at endpoint '/holding'
			/holding-loop | wait   | Callback 'MailboxTests.HoldingLoopEndpoint.waiting()' of bean
			/holding-loop | stage  | Callback 'MailboxTests.HoldingLoopEndpoint.stage()' of bean
			""")
	void whatHoldsItsConnectionShouldBeNamedOnce(String path, String how, String name, CapturedOutput output) {
		TestServer server = server("ws.worker.warn-after=1s");
		HoldingEndpoint endpoint = server.bean(HoldingEndpoint.class);
		endpoint.answer = new CompletableFuture<>();
		TestClient client = connect(server, path).text("{\"type\":\"" + how + "\"}");
		String id = server.connection(client.name()).id();
		TestServer.await("the warning")
			.untilAsserted(() -> assertThat(output).contains("has held connection '" + id + "' for more than 1 s"));
		assertThat(output.toString().lines().filter((line) -> line.contains(id)).toList()).hasSize(1)
			.allSatisfy((line) -> assertThat(line).contains(name, "the next message of its own client"));
		endpoint.answer.complete("done");
		assertThat(client.next()).isEqualTo("done");
	}

	@Promise("callbacks")
	@Test
	void tickShouldBeInTheMailboxAtMostOnce() {
		RawWebSocketClient blocked = raw("/blocked");
		TestClient other = connect("/blocked");
		server().bean(BlockedEndpoint.class).block();
		blocked.text("first");
		server().journal().await(blocked.name(), "message first");
		Connection connection = server().connection(blocked.name());
		connection.every(Duration.ofMillis(5), (c) -> server().journal().add(c, "tick"));
		AtomicInteger ticks = new AtomicInteger();
		server().connection(other.name()).every(Duration.ofMillis(5), (c) -> ticks.incrementAndGet());
		TestServer.await("ticks of the other connection").until(() -> ticks.get() > 10);
		blocked.text("second").send(RawFrame.of(RawFrame.PING, "read"));
		assertThat(blocked.next().opcode()).isEqualTo(RawFrame.PONG);
		server().bean(BlockedEndpoint.class).release();
		server().journal().await(blocked.name(), "message second");
		List<String> seen = server().journal().of(blocked.name());
		assertThat(seen.subList(0, seen.indexOf("message second"))).filteredOn("tick"::equals).hasSize(1);
	}

	@Promise("callbacks")
	@Test
	void fullMailboxShouldStopReadingFromItsConnectionOnly() throws Exception {
		TestServer server = server("ws.receive.max-pending-messages=4");
		server.bean(BlockedEndpoint.class).block();
		RawWebSocketClient flooding = raw(server, "/blocked");
		byte[] filler = "x".repeat(50_000).getBytes();
		CompletableFuture<Void> flood = Background.run(() -> {
			for (int i = 0; i < FLOOD; i++) {
				flooding.send(RawFrame.text(i + " " + new String(filler), true));
			}
		});
		server.journal().await(flooding.name(), "message 0");
		TestClient other = connect(server, "/serial");
		for (int i = 0; i < 100; i++) {
			other.text("end");
			assertThat(other.next()).isEqualTo("overlaps: 0");
		}
		assertThat(flood).as("flood of %s messages", FLOOD).isNotDone();
		assertThat(server.journal().of(flooding.name())).containsExactly(Journal.OPEN, "message 0");
		server.bean(BlockedEndpoint.class).release();
		flood.get(60, TimeUnit.SECONDS);
		server.journal().await(flooding.name(), "message " + (FLOOD - 1));
		assertThat(server.journal().of(flooding.name())).filteredOn((what) -> what.startsWith("message "))
			.containsExactlyElementsOf(IntStream.range(0, FLOOD).mapToObj((i) -> "message " + i).toList());
	}

	@WebSocketEndpoint("/serial")
	static class SerialEndpoint extends RecordingEndpoint {

		private static final String INSIDE = "inside";

		private final AtomicInteger overlaps = new AtomicInteger();

		SerialEndpoint(Journal journal) {
			super(journal);
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

		@OnTick(fixedRate = 1)
		void tick(Connection connection) {
			alone(connection, "tick");
		}

		@OnError
		void error(IllegalStateException exception, Connection connection) {
			alone(connection, "error " + exception.getMessage());
		}

		private void alone(Connection connection, String what) {
			if (connection.attributes().putIfAbsent(INSIDE, what) != null) {
				this.overlaps.incrementAndGet();
			}
			journal().add(connection, what);
			Thread.yield();
			connection.attributes().remove(INSIDE);
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
			journal().add(connection, "message " + text.split(" ")[0]);
			this.gate.get(60, TimeUnit.SECONDS);
		}

	}

	@WebSocketEndpoint("/holding")
	static class HoldingEndpoint extends RecordingEndpoint {

		private volatile CompletableFuture<String> answer = new CompletableFuture<>();

		HoldingEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage("wait")
		String waiting() {
			return this.answer.orTimeout(60, TimeUnit.SECONDS).join();
		}

		@OnMessage("stage")
		CompletionStage<String> stage() {
			return this.answer;
		}

		@OnMessage("action")
		void action(Connection connection) {
			connection.after(Duration.ZERO, (c) -> c.push(waiting()));
		}

	}

	@NonBlocking
	@WebSocketEndpoint("/holding-loop")
	static class HoldingLoopEndpoint extends RecordingEndpoint {

		private final HoldingEndpoint other;

		HoldingLoopEndpoint(Journal journal, HoldingEndpoint other) {
			super(journal);
			this.other = other;
		}

		/**
		 * Block the event loop, which such an endpoint must not do.
		 */
		@OnMessage("wait")
		String waiting() {
			return this.other.waiting();
		}

		@OnMessage("stage")
		CompletionStage<String> stage() {
			return this.other.answer;
		}

	}

}
