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

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
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
			assertThat(wellBehaved.get(60, TimeUnit.SECONDS)).isGreaterThan(100);
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
		for (int code : new int[] { Oracle.OPEN, 1000, 1002, 1007, 1009 }) {
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
		byte[] stream = stream(random);
		Oracle oracle = Oracle.of(stream, LIMIT);
		try (RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
			send(client, stream, random);
			assertThatAnswers(client, oracle, random, "seed " + seed);
		}
		catch (UncheckedIOException ex) {
			throw new AssertionError("seed " + seed + ", expected " + oracle.code() + " after " + oracle.echoes(), ex);
		}
		return oracle.code();
	}

	private static void assertThatAnswers(RawWebSocketClient client, Oracle oracle, Random random, String seed) {
		for (RawFrame echo : oracle.echoes()) {
			RawFrame answer = nextData(client);
			assertThat(answer.opcode()).as("%s, which got %s with %s", seed, answer, answer.closeCode())
				.isEqualTo(echo.opcode());
			assertThat(Arrays.equals(answer.payload(), echo.payload())).as(seed).isTrue();
		}
		if (oracle.code() != Oracle.OPEN) {
			RawFrame close = nextData(client);
			assertThat(close.opcode()).as(seed).isEqualTo(RawFrame.CLOSE);
			assertThat(close.closeCode()).as(seed).isEqualTo(oracle.code());
			client.finish();
			assertThat(client.readToEnd()).as(seed).isNull();
		}
		else if (oracle.isReady()) {
			assertThat(nextData(client.text("still there?")).text()).as(seed).isEqualTo("still there?");
		}
		if (oracle.code() == Oracle.OPEN && random.nextBoolean()) {
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

	private static byte[] stream(Random random) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		int messages = 1 + random.nextInt(8);
		for (int i = 0; i < messages; i++) {
			message(random, stream);
		}
		if (random.nextInt(4) == 0) {
			stream.writeBytes(RawFrame.close((random.nextInt(3) == 0) ? random.nextInt(6000) : 1000).encode(true));
		}
		byte[] bytes = stream.toByteArray();
		int mutations = (random.nextInt(3) == 0) ? 0 : 1 + random.nextInt(4);
		for (int i = 0; i < mutations; i++) {
			bytes = mutate(bytes, random);
		}
		return bytes;
	}

	private static void message(Random random, ByteArrayOutputStream stream) {
		boolean text = random.nextBoolean();
		int fragments = (random.nextInt(3) == 0) ? 1 + random.nextInt(5) : 1;
		for (int i = 0; i < fragments; i++) {
			int opcode = (i > 0) ? RawFrame.CONTINUATION : (text ? RawFrame.TEXT : RawFrame.BINARY);
			byte[] payload = new byte[length(random)];
			random.nextBytes(payload);
			if (text) {
				payload = "aé€𝄞".repeat(payload.length / 10).getBytes(StandardCharsets.UTF_8);
			}
			stream.writeBytes(new RawFrame(i == fragments - 1, opcode, payload).encode(true));
			if (random.nextInt(4) == 0) {
				stream.writeBytes(RawFrame.of(RawFrame.PING + random.nextInt(2), "ping").encode(true));
			}
		}
	}

	private static int length(Random random) {
		return switch (random.nextInt(8)) {
			case 0 -> 0;
			case 1 -> 120 + random.nextInt(20);
			case 2 -> random.nextInt(3000);
			case 3 -> (random.nextInt(6) == 0) ? LIMIT - 2 + random.nextInt(30) : 10;
			default -> random.nextInt(60);
		};
	}

	private static byte[] mutate(byte[] bytes, Random random) {
		if (bytes.length < 2) {
			return bytes;
		}
		int at = random.nextInt((random.nextInt(3) == 0) ? Math.min(bytes.length, 14) : bytes.length);
		ByteArrayOutputStream mutated = new ByteArrayOutputStream();
		switch (random.nextInt(5)) {
			case 0 -> {
				bytes[at] ^= (byte) (1 << random.nextInt(8));
			}
			case 1 -> {
				bytes[at] = (byte) random.nextInt(256);
			}
			case 2 -> {
				return Arrays.copyOf(bytes, at + 1);
			}
			case 3 -> {
				mutated.write(bytes, 0, at);
				mutated.write(bytes, at + 1, bytes.length - at - 1);
				return mutated.toByteArray();
			}
			default -> {
				mutated.write(bytes, 0, at);
				mutated.write(random.nextInt(256));
				mutated.write(bytes, at, bytes.length - at);
				return mutated.toByteArray();
			}
		}
		return bytes;
	}

	/**
	 * Model of an echoing server: computes the answer to a stream of bytes by RFC 6455.
	 * Slow and simple, and written independently of the parser.
	 */
	static final class Oracle {

		/** The server waits for more. */
		static final int OPEN = 0;

		private final ByteBuffer input;

		private final int limit;

		private final List<RawFrame> echoes = new ArrayList<>();

		private int opcode;

		private ByteArrayOutputStream message;

		private boolean betweenFrames = true;

		private int code;

		private Oracle(byte[] input, int limit) {
			this.input = ByteBuffer.wrap(input);
			this.limit = limit;
		}

		static Oracle of(byte[] input, int limit) {
			Oracle oracle = new Oracle(input, limit);
			oracle.run();
			return oracle;
		}

		/**
		 * Return the code of the close frame, or {@link #OPEN}.
		 */
		int code() {
			return this.code;
		}

		/**
		 * Return whether another message could follow now.
		 */
		boolean isReady() {
			return this.code == OPEN && this.betweenFrames && this.message == null;
		}

		List<RawFrame> echoes() {
			return this.echoes;
		}

		private void run() {
			while (this.code == OPEN && this.input.hasRemaining()) {
				this.betweenFrames = false;
				try {
					frame();
				}
				catch (BufferUnderflowException ex) {
					return;
				}
			}
		}

		private void frame() {
			int first = this.input.get() & 0xFF;
			int type = first & 15;
			boolean fin = first >= 128;
			boolean control = type >= 8;
			boolean known = type <= 2 || (type >= 8 && type <= 10);
			boolean fits = control ? fin : (type == 0) == (this.message != null);
			if ((first & 0x70) != 0 || !known || !fits) {
				this.code = 1002;
				return;
			}
			int second = this.input.get() & 0xFF;
			if (second < 128 || (control && second > 128 + 125)) {
				this.code = 1002;
				return;
			}
			long length = length(second - 128);
			if (this.code != OPEN) {
				return;
			}
			if (!control && length + ((this.message != null) ? this.message.size() : 0) > this.limit) {
				this.code = 1009;
				return;
			}
			payload(fin, type, (int) length);
		}

		private long length(int announced) {
			if (announced < 126) {
				return announced;
			}
			long length = 0;
			for (int i = 0; i < ((announced == 126) ? 2 : 8); i++) {
				length = (length << 8) | (this.input.get() & 0xFF);
				if (length >= 128 && announced == 127 && i == 0) {
					this.code = 1002;
					return 0;
				}
			}
			if (length < ((announced == 126) ? 126 : 65_536)) {
				this.code = 1002;
			}
			return length;
		}

		private void payload(boolean fin, int type, int length) {
			byte[] mask = new byte[4];
			this.input.get(mask);
			byte[] bytes = new byte[Math.min(length, this.input.remaining())];
			this.input.get(bytes);
			for (int i = 0; i < bytes.length; i++) {
				bytes[i] ^= mask[i % 4];
			}
			boolean complete = bytes.length == length;
			if (type < 8) {
				data(fin && complete, type, bytes);
			}
			else if (complete) {
				control(type, bytes);
			}
			this.betweenFrames = complete;
			if (!complete) {
				this.input.position(this.input.limit());
			}
		}

		private void data(boolean last, int type, byte[] bytes) {
			if (type != 0) {
				this.opcode = type;
				this.message = new ByteArrayOutputStream();
			}
			this.message.writeBytes(bytes);
			if (this.opcode == RawFrame.TEXT && !isText(this.message.toByteArray(), 0, last)) {
				this.code = 1007;
			}
			else if (last) {
				this.echoes.add(new RawFrame(true, this.opcode, this.message.toByteArray()));
				this.message = null;
			}
		}

		private void control(int type, byte[] bytes) {
			if (type == RawFrame.CLOSE) {
				this.code = closeCode(bytes);
			}
		}

		private static int closeCode(byte[] bytes) {
			if (bytes.length == 0) {
				return 1005;
			}
			if (bytes.length == 1) {
				return 1002;
			}
			int code = ByteBuffer.wrap(bytes).getShort() & 0xFFFF;
			boolean reserved = code < 1000 || (code >= 1004 && code <= 1006) || (code > 1014 && code < 3000)
					|| code > 4999;
			if (reserved) {
				return 1002;
			}
			return isText(bytes, 2, true) ? code : 1007;
		}

		private static boolean isText(byte[] bytes, int from, boolean last) {
			CoderResult result = StandardCharsets.UTF_8.newDecoder()
				.decode(ByteBuffer.wrap(bytes, from, bytes.length - from), CharBuffer.allocate(bytes.length), last);
			return !result.isError();
		}

	}

}
