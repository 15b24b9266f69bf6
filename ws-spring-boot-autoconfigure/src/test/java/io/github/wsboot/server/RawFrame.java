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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Frame on the wire, without its mask.
 *
 * @param fin whether it ends its message
 * @param opcode the opcode, and the reserved bits above it
 * @param payload the application data
 */
public record RawFrame(boolean fin, int opcode, byte[] payload) {

	public static final int CONTINUATION = 0;

	public static final int TEXT = 1;

	public static final int BINARY = 2;

	public static final int CLOSE = 8;

	public static final int PING = 9;

	public static final int PONG = 10;

	/** Bit to add to the opcode of a compressed message. */
	public static final int COMPRESSED = 0x40;

	private static final byte[] MASK = { 0x12, 0x34, 0x56, 0x78 };

	public static RawFrame text(String text, boolean fin) {
		return new RawFrame(fin, TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	public static RawFrame continuation(String text, boolean fin) {
		return new RawFrame(fin, CONTINUATION, text.getBytes(StandardCharsets.UTF_8));
	}

	public static RawFrame close(int code) {
		return new RawFrame(true, CLOSE, new byte[] { (byte) (code >> 8), (byte) code });
	}

	public static RawFrame of(int opcode, String payload) {
		return new RawFrame(true, opcode, payload.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the frame as it is on the wire.
	 */
	public byte[] encode(boolean masked) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		int length = this.payload.length;
		int maskBit = masked ? 0x80 : 0;
		bytes.write((this.fin ? 0x80 : 0) | this.opcode);
		if (length < 126) {
			bytes.write(maskBit | length);
		}
		else if (length < 65536) {
			bytes.write(maskBit | 126);
			bytes.write(length >> 8);
			bytes.write(length);
		}
		else {
			bytes.write(maskBit | 127);
			for (int shift = 56; shift >= 0; shift -= 8) {
				bytes.write((int) ((long) length >> shift));
			}
		}
		byte[] body = this.payload.clone();
		if (masked) {
			bytes.writeBytes(MASK);
			for (int i = 0; i < length; i++) {
				body[i] ^= MASK[i % 4];
			}
		}
		bytes.writeBytes(body);
		return bytes.toByteArray();
	}

	public static byte[] join(byte[]... parts) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			bytes.writeBytes(part);
		}
		return bytes.toByteArray();
	}

	public boolean isCompressed() {
		return (this.opcode & COMPRESSED) != 0;
	}

	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * Return the code of a close frame, or 1005 if it has none.
	 */
	public int closeCode() {
		return (this.payload.length < 2) ? 1005 : ByteBuffer.wrap(this.payload).getShort() & 0xFFFF;
	}

	public String closeReason() {
		return (this.payload.length < 2) ? ""
				: new String(this.payload, 2, this.payload.length - 2, StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "Frame[fin=" + this.fin + ", opcode=" + this.opcode + ", length=" + this.payload.length + "]";
	}

}
