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

package io.github.wsboot.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Messages by chance as a well-behaved client sends them, and what they are.
 */
final class RandomStream {

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
