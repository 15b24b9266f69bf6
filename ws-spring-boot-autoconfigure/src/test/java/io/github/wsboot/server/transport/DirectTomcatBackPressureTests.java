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

package io.github.wsboot.server.transport;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a connection whose mailbox is full is not read from until there is room
 * again.
 */
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class DirectTomcatBackPressureTests extends DirectSuite {

	DirectTomcatBackPressureTests() {
		super(CountingEndpoint.class);
	}

	@ParameterizedTest
	@CsvSource({ "100, 100000, false", "60000, 300, false", "100, 100000, true", "60000, 300, true" })
	void fullMailboxShouldCloseTheWindowOfItsClient(int size, int messages, boolean secure) throws Exception {
		String[] properties = { "ws.receive.max-pending-messages=16", "ws.transport.event-loops=1" };
		TestServer server = server(secure ? secure(properties) : properties);
		CountingEndpoint endpoint = server.bean(CountingEndpoint.class);
		endpoint.reset();
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/counting").sendBuffer(16_384);
		RawWebSocketClient client = closeLater((secure ? opening.tls(tls(server)) : opening).connect());
		AtomicInteger sent = new AtomicInteger();
		CompletableFuture<Void> flood = Background.run(() -> flood(client, size, messages, sent));
		int stalledAt = awaitStall(sent);
		assertThat(stalledAt).as("messages sent before the stall").isLessThan(messages);
		assertThat(cpuOfLoops(server)).as("CPU of the loops in a second").isLessThan(Duration.ofMillis(50));
		assertThat(sent).as("messages sent a second later").hasValue(stalledAt);
		assertThat(endpoint.count).hasValueLessThanOrEqualTo(1);
		RawWebSocketClient.Opening other = RawWebSocketClient.to(server, "/echo");
		RawWebSocketClient served = closeLater((secure ? other.tls(tls(server)) : other).connect());
		assertThat(served.text("others go on").nextText()).isEqualTo("others go on");
		endpoint.gate.complete(null);
		flood.get(60, TimeUnit.SECONDS);
		TestServer.await("all messages").until(() -> endpoint.count.get() == messages);
		assertThat(endpoint.outOfOrder).hasValue(0);
		assertThat(client.text("last " + messages).nextText()).isEqualTo("thanks");
	}

	private static void flood(RawWebSocketClient client, int size, int messages, AtomicInteger sent) {
		String filler = " ".repeat(size);
		int batch = Math.max(1, 10_000 / size);
		for (int i = 0; i < messages; i += batch) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			for (int j = i; j < i + batch; j++) {
				bytes.writeBytes(RawFrame.text((j + filler).substring(0, size), true).encode(true));
			}
			client.bytes(bytes.toByteArray());
			sent.addAndGet(batch);
		}
	}

	private static int awaitStall(AtomicInteger sent) {
		AtomicInteger before = new AtomicInteger(-1);
		TestServer.await("stall of the client")
			.pollInterval(Duration.ofMillis(300))
			.until(() -> sent.get() > 0 && before.getAndSet(sent.get()) == sent.get());
		return sent.get();
	}

	private static Duration cpuOfLoops(TestServer server) {
		long before = cpu(server);
		long start = System.nanoTime();
		TestServer.await("a second").until(() -> System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(1));
		return Duration.ofNanos(cpu(server) - before);
	}

	private static long cpu(TestServer server) {
		return Internals.of(server)
			.loopThreads()
			.stream()
			.mapToLong((thread) -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
			.sum();
	}

	@WebSocketEndpoint("/counting")
	static class CountingEndpoint {

		private final Journal journal;

		private final AtomicInteger count = new AtomicInteger();

		private final AtomicInteger outOfOrder = new AtomicInteger();

		private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

		CountingEndpoint(Journal journal) {
			this.journal = journal;
		}

		void reset() {
			this.count.set(0);
			this.outOfOrder.set(0);
			this.gate = new CompletableFuture<>();
		}

		@OnOpen
		void open(Connection connection) {
			this.journal.open(connection);
		}

		@OnMessage
		String message(String text) throws Exception {
			if (text.startsWith("last")) {
				return "thanks";
			}
			if (Integer.parseInt(text.trim()) != this.count.getAndIncrement()) {
				this.outOfOrder.incrementAndGet();
			}
			this.gate.get(60, TimeUnit.SECONDS);
			return null;
		}

		@OnClose
		void close(Connection connection, CloseStatus status, CloseCause cause) {
			this.journal.close(connection, status, cause);
		}

	}

}
