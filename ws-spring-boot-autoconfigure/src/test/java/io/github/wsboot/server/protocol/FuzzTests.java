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

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.FrameOracle;
import io.github.wsboot.server.FuzzedFrames;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with random input of hostile clients: each gets the answer that the RFC demands,
 * leaves nothing behind, and a well-behaved client loses nothing.
 */
@DirectOnly
@PlainOnly
class FuzzTests extends ServerTests {

	private static final int LIMIT = 10_000;

	private static final int WORKERS = 20;

	private static final String[] PROPERTIES = { "ws.max-text-size=" + LIMIT + "B", "ws.max-binary-size=" + LIMIT + "B",
			"ws.send.max-bytes=16MB", "ws.close-timeout=20s", "ws.worker.max-threads=" + WORKERS };

	private static final int CLIENTS = 50;

	private static final Duration DURATION = Duration.ofSeconds(8);

	private static final long SEED = 20_260_101;

	FuzzTests() {
		super(DirectSuite.EchoEndpoint.class);
	}

	@Promise("protocol")
	@Test
	void everyHostileClientShouldGetWhatTheRfcSays() throws Exception {
		TestServer server = server(PROPERTIES);
		assertThatOneIsServed(server);
		Internals internals = Internals.of(server);
		internals.awaitNothing("start");
		List<Thread> loops = internals.loopThreads();
		long files = Internals.openFiles();
		AtomicBoolean done = new AtomicBoolean();
		AtomicInteger[] codes = new AtomicInteger[5000];
		Arrays.setAll(codes, (i) -> new AtomicInteger());
		ExecutorService executor = Executors.newFixedThreadPool(CLIENTS + 1);
		try {
			Future<Integer> wellBehaved = executor.submit(() -> echo(server, done));
			List<CompletableFuture<Void>> hostile = new ArrayList<>();
			long end = System.nanoTime() + DURATION.toNanos();
			Random random = new Random(SEED);
			for (int i = 0; i < CLIENTS; i++) {
				Random seeds = new Random(random.nextLong());
				hostile.add(CompletableFuture.runAsync(() -> {
					for (int round = 0; round < 400 && System.nanoTime() < end; round++) {
						codes[attack(server, seeds.nextLong())].incrementAndGet();
					}
				}, executor));
			}
			CompletableFuture.allOf(hostile.toArray(CompletableFuture[]::new)).get(90, TimeUnit.SECONDS);
			done.set(true);
			// On a slow machine, each one takes its time
			assertThat(wellBehaved.get(60, TimeUnit.SECONDS)).isGreaterThan(10);
		}
		finally {
			done.set(true);
			executor.shutdownNow();
		}
		assertThatOneIsServed(server);
		internals.awaitNothing("fuzz");
		TestServer.await("closed files")
			.untilAsserted(() -> assertThat(Internals.openFiles()).isLessThanOrEqualTo(files + 5));
		assertThat(internals.loopThreads()).isEqualTo(loops).allMatch(Thread::isAlive);
		assertThat(Internals.threads().stream().filter((thread) -> thread.startsWith("ws-worker")))
			.hasSizeLessThanOrEqualTo(WORKERS);
		for (int code : new int[] { FrameOracle.OPEN, 1000, 1002, 1007, 1009 }) {
			assertThat(codes[code]).as("streams that end with %s", code).hasPositiveValue();
		}
	}

	private static void assertThatOneIsServed(TestServer server) {
		try (RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
			assertThat(client.text("served").nextText()).isEqualTo("served");
		}
	}

	private static int echo(TestServer server, AtomicBoolean done) {
		try (RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
			int count = 0;
			while (!done.get()) {
				String text = "number " + count++;
				assertThat(client.text(text).nextText()).isEqualTo(text);
			}
			return count;
		}
	}

	/**
	 * Send something, and check what comes back.
	 * @return the code that the connection had to end with
	 */
	private static int attack(TestServer server, long seed) {
		Random random = new Random(seed);
		byte[] stream = FuzzedFrames.next(random, LIMIT, true);
		FrameOracle oracle = FrameOracle.of(stream, LIMIT, true);
		try (RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
			send(client, stream, random);
			assertThatAnswers(client, oracle, random, "seed " + seed);
		}
		catch (UncheckedIOException ex) {
			throw new AssertionError("seed " + seed + ", expected " + oracle.code() + " after " + oracle.echoes(), ex);
		}
		return oracle.code();
	}

	private static void assertThatAnswers(RawWebSocketClient client, FrameOracle oracle, Random random, String seed) {
		for (RawFrame echo : oracle.echoes()) {
			RawFrame answer = nextData(client);
			assertThat(answer.opcode()).as("%s, which got %s with %s", seed, answer, answer.closeCode())
				.isEqualTo(echo.opcode());
			assertThat(Arrays.equals(answer.payload(), echo.payload())).as(seed).isTrue();
		}
		if (oracle.code() != FrameOracle.OPEN) {
			RawFrame close = nextData(client);
			assertThat(close.opcode()).as(seed).isEqualTo(RawFrame.CLOSE);
			assertThat(close.closeCode()).as(seed).isEqualTo(oracle.code());
			client.finish();
			assertThat(client.readToEnd()).as(seed).isNull();
		}
		else if (oracle.isReady()) {
			assertThat(nextData(client.text("still there?")).text()).as(seed).isEqualTo("still there?");
		}
		if (oracle.code() == FrameOracle.OPEN && random.nextBoolean()) {
			client.reset();
		}
	}

	private static RawFrame nextData(RawWebSocketClient client) {
		RawFrame frame = client.next();
		while (frame.opcode() == RawFrame.PONG) {
			frame = client.next();
		}
		return frame;
	}

	private static void send(RawWebSocketClient client, byte[] stream, Random random) {
		int size = switch (random.nextInt(4)) {
			case 0 -> stream.length;
			case 1 -> Math.max(1, stream.length / 3);
			case 2 -> Math.max(13, stream.length / 50);
			default -> Math.max(1, stream.length / 200);
		};
		int at = 0;
		try {
			while (at < stream.length) {
				int next = Math.min(stream.length, at + 1 + random.nextInt(size));
				client.bytes(Arrays.copyOfRange(stream, at, next));
				at = next;
			}
		}
		catch (UncheckedIOException ex) {
			// The server has closed; its answer is read later
		}
	}

}
