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

package io.github.wsboot.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * Random streams of frames, most of which are not quite right.
 */
public final class FuzzedFrames {

	private FuzzedFrames() {
	}

	/**
	 * Return the bytes of a few messages and control frames, often with a few mutations.
	 * @param limit the size near which some frames are
	 * @param masked whether to mask the frames
	 */
	public static byte[] next(Random random, int limit, boolean masked) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		int messages = 1 + random.nextInt(8);
		for (int i = 0; i < messages; i++) {
			message(random, stream, limit, masked);
		}
		if (random.nextInt(4) == 0) {
			stream.writeBytes(RawFrame.close((random.nextInt(3) == 0) ? random.nextInt(6000) : 1000).encode(masked));
		}
		byte[] bytes = stream.toByteArray();
		int mutations = (random.nextInt(3) == 0) ? 0 : 1 + random.nextInt(4);
		for (int i = 0; i < mutations; i++) {
			bytes = mutate(bytes, random);
		}
		return bytes;
	}

	private static void message(Random random, ByteArrayOutputStream stream, int limit, boolean masked) {
		boolean text = random.nextBoolean();
		int fragments = (random.nextInt(3) == 0) ? 1 + random.nextInt(5) : 1;
		for (int i = 0; i < fragments; i++) {
			int opcode = (i > 0) ? RawFrame.CONTINUATION : (text ? RawFrame.TEXT : RawFrame.BINARY);
			byte[] payload = new byte[length(random, limit)];
			random.nextBytes(payload);
			if (text) {
				payload = "aé€𝄞".repeat(payload.length / 10).getBytes(StandardCharsets.UTF_8);
			}
			stream.writeBytes(new RawFrame(i == fragments - 1, opcode, payload).encode(masked));
			if (random.nextInt(4) == 0) {
				stream.writeBytes(RawFrame.of(RawFrame.PING + random.nextInt(2), "ping").encode(masked));
			}
		}
	}

	private static int length(Random random, int limit) {
		return switch (random.nextInt(8)) {
			case 0 -> 0;
			case 1 -> 120 + random.nextInt(20);
			case 2 -> random.nextInt(3000);
			case 3 -> (random.nextInt(6) == 0) ? limit - 2 + random.nextInt(30) : 10;
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

}
