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
 * The frames of RFC 6455 as a client writes and reads them. A message carries the time it
 * was sent at: its kind, 15 hexadecimal digits, then a filler.
 */
final class Frames {

	static final int CONTINUATION = 0;

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	/** Added to the kind of a frame that is compressed. */
	static final int COMPRESSED = 0x40;

	private static final int TIME_DIGITS = 15;

	/** The smallest message that has room for its time. */
	static final int MIN_TEXT = 1 + TIME_DIGITS;

	/** The largest message. */
	static final int MAX_MESSAGE = 1024 * 1024;

	/** The longest header of a frame. */
	static final int MAX_HEADER = 14;

	private static final byte[] MASK = { 0x5A, (byte) 0xC3, 0x17, (byte) 0x8E };

	private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] MASKED_FILLER = maskedFiller();

	private static final int MAX_SHORT = 125;

	private static final int MAX_MEDIUM = 0xFFFF;

	private Frames() {
	}

	private static byte[] maskedFiller() {
		byte[] filler = new byte[MAX_MESSAGE];
		putFiller(filler, 0, filler.length);
		for (int i = 0; i < filler.length; i++) {
			filler[i] ^= MASK[i & 3];
		}
		return filler;
	}

	/**
	 * Write a message.
	 * @param target where to
	 * @param opcode the kind of frame
	 * @param kind what the message begins with
	 * @param time the time it carries
	 * @param size the size of the message in bytes
	 */
	static void writeMessage(ByteBuffer target, int opcode, char kind, long time, int size) {
		if (size < MIN_TEXT || size > MAX_MESSAGE) {
			throw new IllegalArgumentException(
					"A message has " + MIN_TEXT + " to " + MAX_MESSAGE + " bytes, not " + size);
		}
		writeHeader(target, opcode, size);
		putMasked(target, 0, (byte) kind);
		for (int i = 1; i < MIN_TEXT; i++) {
			putMasked(target, i, digit(time, i));
		}
		target.put(MASKED_FILLER, MIN_TEXT, size - MIN_TEXT);
	}

	private static byte digit(long time, int index) {
		return HEX[(int) (time >>> (4 * (TIME_DIGITS - index))) & 0xF];
	}

	/**
	 * Put kind and time to where a message begins.
	 * @param target where the message is
	 * @param from where it begins
	 * @param kind what it begins with
	 * @param time the time it carries
	 */
	static void putTime(byte[] target, int from, char kind, long time) {
		target[from] = (byte) kind;
		for (int i = 1; i < MIN_TEXT; i++) {
			target[from + i] = digit(time, i);
		}
	}

	/**
	 * Put the text of which messages consist.
	 * @param target where the message is
	 * @param from where it begins
	 * @param size its size in bytes
	 */
	static void putFiller(byte[] target, int from, int size) {
		for (int i = 0; i < size; i++) {
			target[from + i] = (byte) ('a' + i % 26);
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
	 * Return the time that a message carries.
	 * @param bytes what holds the message
	 * @param from where the message begins
	 */
	static long time(byte[] bytes, int from) {
		long time = 0;
		for (int i = from + 1; i < from + MIN_TEXT; i++) {
			int digit = bytes[i];
			time = (time << 4) | ((digit <= '9') ? digit - '0' : digit - 'a' + 10);
		}
		// The first of the digits has the sign
		return (time << 4) >> 4;
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
			handler.frame(bytes[start] & (COMPRESSED | 0xF), bytes[start] < 0, bytes, start + header, length);
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
		 * @param opcode the kind of frame, with {@link #COMPRESSED} if it is
		 * @param last whether its message ends with it
		 * @param bytes what holds the payload
		 * @param from where the payload begins
		 * @param length its length
		 */
		void frame(int opcode, boolean last, byte[] bytes, int from, int length);

	}

}
