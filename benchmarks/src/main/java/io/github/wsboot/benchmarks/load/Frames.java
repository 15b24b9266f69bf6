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

package io.github.wsboot.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frames of RFC 6455 as a client writes and reads them. A text carries the time it
 * was sent at: its kind, 16 hexadecimal digits, then padding.
 */
final class Frames {

	static final int TEXT = 1;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	/** The smallest text that has room for its time. */
	static final int MIN_TEXT = 17;

	private static final byte[] MASK = { 0x5A, (byte) 0xC3, 0x17, (byte) 0x8E };

	private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final int MAX_SHORT = 125;

	private static final int MAX_MEDIUM = 0xFFFF;

	private Frames() {
	}

	/**
	 * Write a text.
	 * @param target where to
	 * @param kind what the text begins with
	 * @param time the time it carries
	 * @param size the size of the text in bytes
	 */
	static void writeText(ByteBuffer target, char kind, long time, int size) {
		if (size < MIN_TEXT) {
			throw new IllegalArgumentException("A text has at least " + MIN_TEXT + " bytes, not " + size);
		}
		writeHeader(target, TEXT, size);
		putMasked(target, 0, (byte) kind);
		for (int i = 0; i < 16; i++) {
			putMasked(target, i + 1, HEX[(int) (time >>> (60 - i * 4)) & 0xF]);
		}
		for (int i = MIN_TEXT; i < size; i++) {
			putMasked(target, i, (byte) ('a' + i % 26));
		}
	}

	/**
	 * Write a frame.
	 * @param target where to
	 * @param opcode the kind of frame
	 * @param source what holds the payload
	 * @param from where the payload begins
	 * @param length its length
	 */
	static void write(ByteBuffer target, int opcode, byte[] source, int from, int length) {
		writeHeader(target, opcode, length);
		for (int i = 0; i < length; i++) {
			putMasked(target, i, source[from + i]);
		}
	}

	private static void writeHeader(ByteBuffer target, int opcode, int length) {
		target.put((byte) (0x80 | opcode));
		if (length <= MAX_SHORT) {
			target.put((byte) (0x80 | length));
		}
		else if (length <= MAX_MEDIUM) {
			target.put((byte) (0x80 | 126)).putShort((short) length);
		}
		else {
			target.put((byte) (0x80 | 127)).putLong(length);
		}
		target.put(MASK);
	}

	private static void putMasked(ByteBuffer target, int index, byte value) {
		target.put((byte) (value ^ MASK[index & 3]));
	}

	/**
	 * Return the time that a text carries.
	 * @param bytes what holds the text
	 * @param from where the text begins
	 */
	static long time(byte[] bytes, int from) {
		long time = 0;
		for (int i = from + 1; i < from + MIN_TEXT; i++) {
			int digit = bytes[i];
			time = (time << 4) | ((digit <= '9') ? digit - '0' : digit - 'a' + 10);
		}
		return time;
	}

	/**
	 * Read what a server has sent.
	 * @param bytes what holds it
	 * @param from where it begins
	 * @param to where it ends
	 * @param handler what takes the frames
	 * @return where the first frame begins that is not complete, or {@code to}
	 */
	static int read(byte[] bytes, int from, int to, Handler handler) {
		int start = from;
		while (to - start >= 2) {
			int length = bytes[start + 1] & 0xFF;
			int header = 2;
			if (length > MAX_SHORT) {
				header += (length == 126) ? 2 : 8;
				if (length > 127) {
					throw new IllegalStateException("The server has sent a masked frame");
				}
				if (to - start < header) {
					return start;
				}
				length = extendedLength(bytes, start + 2, start + header);
			}
			if (to - start - header < length) {
				return start;
			}
			if (bytes[start] >= 0) {
				throw new IllegalStateException("The server has sent a fragment");
			}
			handler.frame(bytes[start] & 0xF, bytes, start + header, length);
			start += header + length;
		}
		return start;
	}

	private static int extendedLength(byte[] bytes, int from, int to) {
		long length = 0;
		for (int i = from; i < to; i++) {
			length = (length << 8) | (bytes[i] & 0xFF);
		}
		if (length < 0 || length > Integer.MAX_VALUE) {
			throw new IllegalStateException("The server has sent a frame of " + length + " bytes");
		}
		return (int) length;
	}

	/**
	 * Receives the frames of a server.
	 */
	interface Handler {

		/**
		 * Take a frame.
		 * @param opcode the kind of frame
		 * @param bytes what holds the payload
		 * @param from where the payload begins
		 * @param length its length
		 */
		void frame(int opcode, byte[] bytes, int from, int length);

	}

}
