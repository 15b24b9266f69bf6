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

package io.github.wsboot.cluster.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@link ClusterMessageCodec} with bytes by chance, other ones in each run. The
 * seed is printed; {@code -Dcluster.fuzz.seed} repeats it.
 */
class ClusterMessageCodecFuzzTests {

	private static final int CASES = 100_000;

	private static final int KNOWN_PREFIX = 32;

	private final long seed = Long.getLong("cluster.fuzz.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	private final List<byte[]> valid = TestMessages.all().stream().map(TestMessages::encode).toList();

	private int decoded;

	private int malformed;

	private int unsupported;

	@Test
	void shouldReadNoiseWithoutHarm() {
		for (int i = 0; i < CASES; i++) {
			byte[] noise = bytes(this.random.nextInt(120));
			if (this.random.nextInt(4) > 0) {
				// Noise alone would never get past the first bytes
				byte[] start = anyValid();
				System.arraycopy(start, 0, noise, 0, Math.min(noise.length, this.random.nextInt(KNOWN_PREFIX + 3)));
			}
			feed(noise);
		}
		print();
		assertThat(this.malformed).as("malformed").isGreaterThan(CASES / 10);
		assertThat(this.unsupported).as("unsupported").isGreaterThan(CASES / 100);
	}

	@Test
	void shouldReadDamagedMessagesWithoutHarm() {
		for (int i = 0; i < CASES; i++) {
			byte[] damaged = anyValid();
			for (int times = 1 + this.random.nextInt(3); times > 0; times--) {
				damaged = damage(damaged);
			}
			feed(damaged);
		}
		print();
		assertThat(this.decoded).as("decoded").isGreaterThan(CASES / 100);
		assertThat(this.malformed).as("malformed").isGreaterThan(CASES / 10);
		assertThat(this.unsupported).as("unsupported").isGreaterThan(CASES / 100);
	}

	private void feed(byte[] bytes) {
		try {
			ClusterMessage message = ClusterMessageCodec.decode(ByteBuffer.wrap(bytes));
			if (!Arrays.equals(TestMessages.encode(message), bytes)
					|| !encodePayload(message).equals(message.payload())) {
				fail("Another encoding of the same message: " + describe(bytes));
			}
			this.decoded++;
		}
		catch (MalformedMessageException ex) {
			this.malformed++;
		}
		catch (UnsupportedMessageException ex) {
			this.unsupported++;
		}
		catch (RuntimeException | StackOverflowError | OutOfMemoryError ex) {
			fail(describe(bytes), ex);
		}
	}

	private static ByteBuffer encodePayload(ClusterMessage message) {
		return switch (message.kind()) {
			case PUSH -> message.frame().payload();
			case DISCONNECT -> DisconnectPayload.encode(message.closeStatus());
			case HEARTBEAT, HELLO -> message.nodeState().encode();
			case SESSION_ENDED -> ByteBuffer.wrap(message.sessionHash());
			case ASK -> AskFormat.encode(message.question());
			case ANSWER -> AskFormat.encode(message.answer());
			case LEAVE, PROBE -> ByteBuffer.allocate(0);
		};
	}

	private byte[] damage(byte[] bytes) {
		int from = this.random.nextInt(bytes.length + 1);
		int to = Math.min(bytes.length, from + this.random.nextInt(4));
		return switch (this.random.nextInt(7)) {
			case 0 -> Arrays.copyOf(bytes, from);
			case 1 -> flipBit(bytes);
			case 2 -> splice(bytes, from, to, bytes(to - from));
			case 3 -> splice(bytes, from, from, bytes(1 + this.random.nextInt(3)));
			case 4 -> splice(bytes, from, to);
			case 5 -> splice(bytes, from, to, extreme(to - from));
			default -> splice(bytes, from, bytes.length, tail(anyValid(), from));
		};
	}

	private byte[] flipBit(byte[] bytes) {
		byte[] flipped = bytes.clone();
		if (flipped.length > 0) {
			flipped[this.random.nextInt(flipped.length)] ^= (byte) (1 << this.random.nextInt(8));
		}
		return flipped;
	}

	private byte[] extreme(int length) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, (byte) (this.random.nextBoolean() ? 0 : 0xFF));
		return bytes;
	}

	private byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private byte[] anyValid() {
		return this.valid.get(this.random.nextInt(this.valid.size()));
	}

	private static byte[] tail(byte[] bytes, int from) {
		return Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
	}

	private static byte[] splice(byte[] bytes, int from, int to, byte... replacement) {
		ByteArrayOutputStream spliced = new ByteArrayOutputStream();
		spliced.write(bytes, 0, from);
		spliced.writeBytes(replacement);
		spliced.write(bytes, to, bytes.length - to);
		return spliced.toByteArray();
	}

	private String describe(byte[] bytes) {
		return "seed " + this.seed + ": " + TestMessages.hex(bytes);
	}

	private void print() {
		System.out.printf("Seed %d: %d decoded, %d malformed, %d unsupported%n", this.seed, this.decoded,
				this.malformed, this.unsupported);
	}

}
