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

package io.github.wsboot.transport.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameParser}: streams by chance, the same ones in each run.
 */
class FrameParserFuzzTests {

	private static final int ROUNDS = 400;

	private static final FrameLimits LIMITS = new FrameLimits(70_000, 70_000, 20);

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void shouldReadGoodStreamsHoweverTheyAreSplit(long seed) throws ProtocolViolation {
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS; round++) {
			RandomStream stream = new RandomStream(random, 1 + random.nextInt(12));
			byte[] bytes = stream.bytes();
			int maxPiece = 1 + random.nextInt((round % 2 == 0) ? 20 : 2000);
			TestParser parser = bounded(bytes).feedInPieces(random, maxPiece, bytes);
			assertThat(parser.received()).as("seed %d, round %d", seed, round).isEqualTo(stream.expected());
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void shouldEndBadStreamsTheSameWayHoweverTheyAreSplit(long seed) {
		Random random = new Random(seed);
		int violations = 0;
		for (int round = 0; round < ROUNDS; round++) {
			byte[] bytes = mutate(random, new RandomStream(random, 1 + random.nextInt(6)).bytes());
			Outcome whole = outcome(bytes, Integer.MAX_VALUE);
			assertThat(outcome(bytes, 1)).as("seed %d, round %d", seed, round).isEqualTo(whole);
			assertThat(outcome(bytes, 1 + random.nextInt(100))).isEqualTo(whole);
			assertThat(whole.code()).isIn(0, 1002, 1007, 1009);
			violations += (whole.code() != 0) ? 1 : 0;
		}
		assertThat(violations).as("bad streams").isGreaterThan(ROUNDS / 4);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void shouldReadNoiseWithoutHarm(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS * 5; round++) {
			byte[] bytes = new byte[random.nextInt(200)];
			random.nextBytes(bytes);
			Outcome whole = outcome(bytes, Integer.MAX_VALUE);
			assertThat(outcome(bytes, 1)).isEqualTo(whole);
			assertThat(whole.code()).isIn(0, 1002, 1007, 1009);
		}
	}

	@Test
	void shouldDecideOnEveryPairOfFirstBytes() {
		for (int first = 0; first < 256; first++) {
			for (int second = 0; second < 256; second++) {
				byte[] bytes = new byte[300];
				bytes[0] = (byte) first;
				bytes[1] = (byte) second;
				Outcome whole = outcome(bytes, Integer.MAX_VALUE);
				assertThat(outcome(bytes, 1)).isEqualTo(whole);
				// The zeros are the mask and payload, and then a continuation of nothing
				boolean complete = isCompletedByZeros(first, second);
				assertThat(whole.received()).as("after %x %x", first, second).hasSize(complete ? 1 : 0);
				assertThat(whole.code()).isEqualTo((complete && first == 0x88) ? 0 : 1002);
			}
		}
	}

	private static boolean isCompletedByZeros(int first, int second) {
		boolean masked = second >= 0x80;
		int length = second & 0x7F;
		// An extended length of zero is not minimal, and zero is not a close code
		return switch (first) {
			case 0x81, 0x82, 0x89, 0x8A -> masked && length < 126;
			case 0x88 -> masked && length == 0;
			default -> false;
		};
	}

	private static Outcome outcome(byte[] bytes, int pieces) {
		TestParser parser = bounded(bytes);
		int code = 0;
		try {
			parser.feedInPieces(pieces, bytes);
		}
		catch (ProtocolViolation ex) {
			code = ex.status().getCode();
		}
		return new Outcome(parser.received(), code);
	}

	/**
	 * Parser that fails instead of running endlessly: each step must read a byte or end a
	 * frame.
	 */
	private static TestParser bounded(byte[] bytes) {
		return new TestParser(LIMITS).failAfterSteps(3L * bytes.length + 10);
	}

	private static byte[] mutate(Random random, byte[] bytes) {
		byte[] mutated = bytes;
		int count = 1 + random.nextInt(4);
		for (int i = 0; i < count && mutated.length > 0; i++) {
			int position = random.nextInt(Math.min(mutated.length, (random.nextInt(2) == 0) ? 40 : Integer.MAX_VALUE));
			byte[] replacement = new byte[random.nextInt(2)];
			random.nextBytes(replacement);
			mutated = switch (random.nextInt(4)) {
				case 0 ->
					splice(mutated, position, position + 1, (byte) (mutated[position] ^ (1 << random.nextInt(8))));
				case 1 -> splice(mutated, position, position + 1, replacement);
				case 2 -> splice(mutated, position, position, (byte) random.nextInt(256));
				default -> splice(mutated, position, position + random.nextInt(mutated.length - position), replacement);
			};
		}
		return mutated;
	}

	private static byte[] splice(byte[] bytes, int from, int to, byte... replacement) {
		ByteArrayOutputStream spliced = new ByteArrayOutputStream();
		spliced.write(bytes, 0, from);
		spliced.writeBytes(replacement);
		spliced.write(bytes, to, bytes.length - to);
		return spliced.toByteArray();
	}

	private record Outcome(List<Received> received, int code) {

	}

	/**
	 * Random messages as a well-behaved client sends them, and the expected result.
	 */
	static final class RandomStream {

		private static final int MAX_FRAGMENTS = 8;

		private final Random random;

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private final List<Received> expected = new ArrayList<>();

		RandomStream(Random random, int messages) {
			this.random = random;
			for (int i = 0; i < messages; i++) {
				message();
			}
		}

		byte[] bytes() {
			return this.bytes.toByteArray();
		}

		List<Received> expected() {
			return this.expected;
		}

		private void message() {
			control();
			if (this.random.nextBoolean()) {
				String text = text(size());
				message(ClientFrame.TEXT, text.getBytes(StandardCharsets.UTF_8));
				this.expected.add(Received.text(text));
			}
			else {
				byte[] binary = payload(size());
				message(ClientFrame.BINARY, binary);
				this.expected.add(Received.binary(binary));
			}
		}

		private void message(int opcode, byte[] payload) {
			int fragments = this.random.nextBoolean() ? 1 : 1 + this.random.nextInt(MAX_FRAGMENTS);
			int from = 0;
			for (int i = 0; i < fragments; i++) {
				boolean last = (i == fragments - 1);
				int to = last ? payload.length : from + this.random.nextInt(payload.length - from + 1);
				ClientFrame frame = ClientFrame.of((i == 0) ? opcode : ClientFrame.CONTINUATION,
						Arrays.copyOfRange(payload, from, to));
				write(last ? frame : frame.unfinished());
				from = to;
				if (!last) {
					control();
				}
			}
		}

		private void control() {
			byte[] payload = payload(this.random.nextInt(126));
			switch (this.random.nextInt(8)) {
				case 0 -> {
					write(ClientFrame.ping(payload));
					this.expected.add(Received.ping(payload));
				}
				case 1 -> {
					write(ClientFrame.pong(payload));
					this.expected.add(Received.pong(payload));
				}
				default -> {
					// None this time
				}
			}
		}

		private void write(ClientFrame frame) {
			this.bytes.writeBytes(frame.mask(payload(4)).bytes());
		}

		private int size() {
			return switch (this.random.nextInt(20)) {
				case 0 -> 0;
				case 1 -> 65_530 + this.random.nextInt(12);
				case 2, 3, 4 -> 120 + this.random.nextInt(12);
				default -> this.random.nextInt(60);
			};
		}

		private byte[] payload(int size) {
			byte[] payload = new byte[size];
			this.random.nextBytes(payload);
			return payload;
		}

		/**
		 * Text of about as many bytes, of characters of all lengths.
		 */
		private String text(int size) {
			StringBuilder text = new StringBuilder();
			for (int length = 0; length < size;) {
				int bound = new int[] { 0x80, 0x800, 0x10000, 0x110000 }[this.random.nextInt(4)];
				int character = this.random.nextInt(bound);
				if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
					text.appendCodePoint(character);
					length += (character < 0x80) ? 1 : (character < 0x800) ? 2 : (character < 0x10000) ? 3 : 4;
				}
			}
			return text.toString();
		}

	}

}
