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

package io.github.wsboot.server.endurance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test in which connections come and go for a long time, while memory and open files stay
 * constant. Runs only with the profile {@code soak}, for {@code soak.duration}
 * altogether.
 */
class TransportSoak {

	private static final Log logger = LogFactory.getLog(TransportSoak.class);

	private static final Duration DURATION = DurationStyle.detectAndParse(System.getProperty("soak.duration"));

	private static final int RATE = Integer.getInteger("soak.rate");

	private static final int CLIENTS = 16;

	private static final int STEPS = 20;

	private static final long MEMORY = 20_000_000;

	private static final int FILES = 50;

	private final AtomicInteger connected = new AtomicInteger();

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY,
			ServerKind.DIRECT_JETTY_TLS })
	void memoryAndFilesShouldStayFlat(ServerKind kind) throws Exception {
		Duration step = DURATION.dividedBy((long) STEPS * 4);
		try (TestServer server = TestServer.start(kind, List.of(SoakEndpoint.class), "ws.close-timeout=20s",
				"server.tomcat.max-connections=1000")) {
			churn(server, step);
			Internals.of(server).awaitNothing("warm-up");
			long memory = Internals.usedMemory();
			long files = Internals.openFiles();
			for (int i = 1; i < STEPS; i++) {
				churn(server, step);
				Internals.of(server).awaitNothing("step " + i);
				SoakEndpoint endpoint = server.bean(SoakEndpoint.class);
				TestServer.await("@OnClose of each connection")
					.untilAsserted(() -> assertThat(endpoint.closed).hasValue(endpoint.opened.get()));
				logger.warn(kind + ", step " + i + ": " + this.connected + " connections, "
						+ (Internals.usedMemory() - memory) / 1000 + " KB and " + (Internals.openFiles() - files)
						+ " files more than after the warm-up");
				Internals.awaitMemory("memory as before").until(() -> Internals.usedMemory() - memory < MEMORY);
				TestServer.await("files as before").until(() -> Internals.openFiles() - files < FILES);
			}
		}
	}

	private void churn(TestServer server, Duration duration) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(CLIENTS);
		long start = System.nanoTime();
		AtomicInteger count = new AtomicInteger();
		List<Runnable> work = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			work.add(() -> {
				for (int next = count.getAndIncrement(); dueAt(next) < duration.toNanos(); next = count
					.getAndIncrement()) {
					waitUntil(start + dueAt(next));
					comeAndGo(server, next);
				}
			});
		}
		var results = work.stream().map(executor::submit).toList();
		for (var result : results) {
			result.get(duration.toSeconds() * 10 + 60, TimeUnit.SECONDS);
		}
		executor.shutdown();
	}

	private static long dueAt(int number) {
		return number * TimeUnit.SECONDS.toNanos(1) / RATE;
	}

	private static void waitUntil(long time) {
		while (System.nanoTime() < time) {
			LockSupport.parkNanos(time - System.nanoTime());
		}
	}

	private void comeAndGo(TestServer server, int number) {
		try (RawWebSocketClient client = RawWebSocketClient.to(server, "/soak").connect()) {
			String text = "number " + number + "x".repeat(number % 3000);
			assertThat(client.text(text).nextText()).isEqualTo(text);
			switch (number % 5) {
				case 0 -> client.send(RawFrame.close(1000)).nextClose();
				case 1 -> client.reset();
				case 2 -> client.finish();
				case 3 -> client.send(RawFrame.of(3, "no such opcode")).nextClose();
				default -> {
					server.connection(client.name()).disconnect(new CloseStatus(4000));
					client.nextClose();
				}
			}
			this.connected.incrementAndGet();
		}
	}

	/**
	 * Counts only, as a journal would grow.
	 */
	@WebSocketEndpoint("/soak")
	static class SoakEndpoint {

		private final AtomicInteger opened = new AtomicInteger();

		private final AtomicInteger closed = new AtomicInteger();

		@OnOpen
		void open() {
			this.opened.incrementAndGet();
		}

		@OnMessage
		String message(String text) {
			return text;
		}

		@OnClose
		void close() {
			this.closed.incrementAndGet();
		}

	}

}
