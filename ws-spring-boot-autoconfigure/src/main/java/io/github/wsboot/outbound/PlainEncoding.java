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

package io.github.wsboot.outbound;

import java.nio.ByteBuffer;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;

/**
 * Encoding of frames without extensions and without a mask (RFC 6455, section 5.2).
 *
 * @since 0.1.0
 */
public final class PlainEncoding implements FrameEncoding {

	/**
	 * The only instance.
	 */
	public static final PlainEncoding INSTANCE = new PlainEncoding();

	private static final int FIN = 0x80;

	private static final int CLOSE = 8;

	private static final int SHORT_PAYLOAD = 125;

	private static final int MEDIUM_PAYLOAD = 0xFFFF;

	private PlainEncoding() {
	}

	@Override
	public byte[] encode(Frame frame) {
		return encode(frame, 0, frame.payload());
	}

	/**
	 * Encode a frame with another payload than its own.
	 * @param frame the frame
	 * @param reserved the reserved bits to set in the first byte
	 * @param payload the payload
	 * @return header and payload
	 */
	public static byte[] encode(Frame frame, int reserved, ByteBuffer payload) {
		return encode(firstByte(frame) | reserved, payload);
	}

	/**
	 * Put an encoded frame.
	 */
	static void put(Frame frame, ByteBuffer target) {
		ByteBuffer payload = frame.payload();
		putHeader(firstByte(frame), payload.remaining(), target);
		target.put(payload);
	}

	private static int firstByte(Frame frame) {
		return (frame.fin() ? FIN : 0) | code(frame.opcode());
	}

	/**
	 * Encode a close frame.
	 * @param payload the code and the reason, or nothing
	 * @return header and payload
	 */
	public static byte[] encodeClose(byte[] payload) {
		return encode(FIN | CLOSE, ByteBuffer.wrap(payload));
	}

	private static byte[] encode(int firstByte, ByteBuffer payload) {
		byte[] bytes = new byte[size(payload.remaining())];
		ByteBuffer encoded = ByteBuffer.wrap(bytes);
		putHeader(firstByte, payload.remaining(), encoded);
		encoded.put(payload);
		return bytes;
	}

	/**
	 * Encode a pong.
	 * @param payload the payload of the ping
	 * @return header and payload
	 */
	public static byte[] encodePong(byte[] payload) {
		return encode(FIN | code(Opcode.PONG), ByteBuffer.wrap(payload));
	}

	private static void putHeader(int firstByte, int length, ByteBuffer target) {
		target.put((byte) firstByte);
		if (length <= SHORT_PAYLOAD) {
			target.put((byte) length);
		}
		else if (length <= MEDIUM_PAYLOAD) {
			target.put((byte) 126).putShort((short) length);
		}
		else {
			target.put((byte) 127).putLong(length);
		}
	}

	static int size(int payload) {
		if (payload <= SHORT_PAYLOAD) {
			return 2 + payload;
		}
		return ((payload <= MEDIUM_PAYLOAD) ? 4 : 10) + payload;
	}

	/**
	 * Return the size of the payload for the size of a frame.
	 */
	static int payloadSize(int size) {
		if (size <= 2 + SHORT_PAYLOAD) {
			return size - 2;
		}
		return size - ((size <= 4 + MEDIUM_PAYLOAD) ? 4 : 10);
	}

	private static int code(Opcode opcode) {
		return switch (opcode) {
			case CONTINUATION -> 0;
			case TEXT -> 1;
			case BINARY -> 2;
			case PING -> 9;
			case PONG -> 10;
		};
	}

}
