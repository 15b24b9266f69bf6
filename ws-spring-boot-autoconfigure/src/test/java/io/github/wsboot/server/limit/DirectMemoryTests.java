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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.Connection;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the memory of incomplete messages, which our own transport holds.
 */
@Promise("memory")
@DirectOnly
@PlainOnly
class DirectMemoryTests extends ServerTests {

	private static final String TWO_MEGABYTES = "ws.receive.max-total-bytes=2MB";

	DirectMemoryTests() {
		super(MemoryTests.EchoEndpoint.class);
	}

	@Test
	void incompleteMessagesOfAllTogetherShouldBeBoundedAndTheLargestClosed() {
		TestServer server = server("ws.receive.max-total-bytes=1MB");
		byte[] incomplete = Arrays.copyOf(RawFrame.text("x".repeat(60_000), true).encode(true), 50_000);
		List<RawWebSocketClient> clients = new ArrayList<>();
		TestClient other = connect(server, "/echo");
		for (int i = 0; i < 60; i++) {
			clients.add(raw(server, "/echo").bytes(incomplete));
			assertThat(other.text("other").next()).isEqualTo("other");
		}
		ReceiveMemoryBudget budget = server.bean(ReceiveMemoryBudget.class);
		List<RawWebSocketClient> closed = new ArrayList<>();
		// Several have their turns at the same time, and do not use them
		TestServer.await("end of those with a turn").until(() -> {
			assertThat(budget.used()).isLessThanOrEqualTo(1 << 20);
			closed.clear();
			clients.stream()
				.filter((client) -> server.journal().of(client.name()).contains("close 1013 POLICY"))
				.forEach(closed::add);
			return closed.size() >= 3;
		});
		for (RawWebSocketClient client : closed) {
			assertThat(client.nextClose().payload()).startsWith(1013 >> 8, 1013 & 0xFF);
		}
		clients.forEach(RawWebSocketClient::close);
		TestServer.await("end of all use").until(() -> budget.used() == 0);
		assertThat(other.text("over").next()).isEqualTo("over");
	}

	@Test
	void largeMessagesBeyondTheTotalShouldBeReadOneAfterTheOther() {
		TestServer server = server(TWO_MEGABYTES, "ws.max-text-size=256KB", "ws.receive.max-pending-bytes=1MB");
		String message = "x".repeat(256 * 1024);
		List<CompletableFuture<Integer>> echoes = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			RawWebSocketClient client = raw(server, "/echo");
			echoes.add(Background.supply(() -> client.text(message).nextText().length()));
		}
		ReceiveMemoryBudget budget = server.bean(ReceiveMemoryBudget.class);
		long[] peak = new long[1];
		TestServer.await("all echoes").until(() -> {
			peak[0] = Math.max(peak[0], budget.used());
			return echoes.stream().allMatch(CompletableFuture::isDone);
		});
		assertThat(echoes).allSatisfy((echo) -> assertThat(echo.join()).isEqualTo(message.length()));
		assertThat(peak[0]).as("most memory of %s bytes", 40 * message.length()).isLessThan(3 << 20);
		TestServer.await("end of all use").until(() -> budget.used() == 0);
	}

	@Test
	void endedConnectionShouldNotKeepWhatWasReadOfAMessage() {
		RawWebSocketClient client = raw("/echo");
		Connection connection = server().connection(client.name());
		client.bytes(Arrays.copyOf(RawFrame.text("x".repeat(60_000), true).encode(true), 50_000));
		TestServer.await("part of a message").until(() -> ((ManagedConnection) connection).inbound().held() > 40_000);
		client.reset();
		server().journal().awaitEnd(client.name());
		Object channel = ReflectionTestUtils.getField(((ManagedConnection) connection).wire(), "frameHandler");
		Object input = ReflectionTestUtils.getField(channel, "input");
		Object parser = ReflectionTestUtils.getField(input, "parser");
		TestServer.await("end of what was kept")
			.until(() -> ReflectionTestUtils.getField(parser, "message") == null
					&& ((ManagedConnection) connection).inbound().held() == 0);
	}

	@Test
	void clientsThatBeginLargeMessagesWhileMemoryIsTightShouldNotBeClosed() {
		TestServer server = server("ws.receive.max-total-bytes=8MB", "ws.max-text-size=1MB");
		byte[] message = RawFrame.text("x".repeat(1_000_000), true).encode(true);
		List<RawWebSocketClient> early = connect(server, 20);
		// Now, since a client that pauses for long in its turn is closed
		List<RawWebSocketClient> late = connect(server, 150);
		List<CompletableFuture<RawWebSocketClient>> begun = begin(early, message, 400_000);
		ReceiveMemoryBudget budget = server.bean(ReceiveMemoryBudget.class);
		TestServer.await("use of the memory").until(() -> budget.used() > 6_000_000);
		begin(late, message, 60_000).forEach(CompletableFuture::join);
		begun.forEach(CompletableFuture::join);
		List<CompletableFuture<Integer>> echoes = Stream
			.concat(end(early, message, 400_000), end(late, message, 60_000))
			.toList();
		TestServer.await("echoes").until(() -> echoes.stream().allMatch(CompletableFuture::isDone));
		assertThat(echoes).extracting(CompletableFuture::join).containsOnly(1_000_000);
	}

	private List<RawWebSocketClient> connect(TestServer server, int count) {
		return Stream.generate(() -> raw(server, "/echo")).limit(count).toList();
	}

	private static List<CompletableFuture<RawWebSocketClient>> begin(List<RawWebSocketClient> clients, byte[] message,
			int length) {
		byte[] beginning = Arrays.copyOf(message, length);
		return clients.stream().map((client) -> Background.supply(() -> client.bytes(beginning))).toList();
	}

	private static Stream<CompletableFuture<Integer>> end(List<RawWebSocketClient> clients, byte[] message, int begun) {
		byte[] end = Arrays.copyOfRange(message, begun, message.length);
		return clients.stream().map((client) -> Background.supply(() -> client.bytes(end).next().payload().length));
	}

}
