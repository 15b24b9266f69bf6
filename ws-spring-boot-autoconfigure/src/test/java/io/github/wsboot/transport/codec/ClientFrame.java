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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Frame as a client writes it, right or wrong, by code that is simple enough to be
 * compared with RFC 6455, section 5.2.
 *
 * @since 0.1.0
 */
public final class ClientFrame {

	static final int CONTINUATION = 0;

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	private static final byte[] MASK = { 0x37, (byte) 0xFA, 0x21, 0x3D };

	private final int opcode;

	private final byte[] payload;

	private boolean fin = true;

	private int reserved;

	private boolean masked = true;

	private byte[] mask = MASK;

	private int lengthBytes;

	private long length;

	private ClientFrame(int opcode, byte... payload) {
		this.opcode = opcode;
		this.payload = payload;
		this.length = payload.length;
		this.lengthBytes = (payload.length < 126) ? 0 : (payload.length < 65536) ? 2 : 8;
	}

	public static ClientFrame of(int opcode, byte... payload) {
		return new ClientFrame(opcode, payload);
	}

	public static ClientFrame text(String text) {
		return of(TEXT, utf8(text));
	}

	static ClientFrame text(byte... utf8) {
		return of(TEXT, utf8);
	}

	public static ClientFrame binary(byte... bytes) {
		return of(BINARY, bytes);
	}

	public static ClientFrame continuation(byte... bytes) {
		return of(CONTINUATION, bytes);
	}

	public static ClientFrame continuation(String text) {
		return of(CONTINUATION, utf8(text));
	}

	public static ClientFrame ping(byte... payload) {
		return of(PING, payload);
	}

	public static ClientFrame pong(byte... payload) {
		return of(PONG, payload);
	}

	public static ClientFrame close(byte... payload) {
		return of(CLOSE, payload);
	}

	public static ClientFrame close(int code, byte... reason) {
		return close(ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array());
	}

	public static ClientFrame close(int code, String reason) {
		return close(code, utf8(reason));
	}

	public ClientFrame unfinished() {
		this.fin = false;
		return this;
	}

	public ClientFrame reserved(int bits) {
		this.reserved = bits;
		return this;
	}

	public ClientFrame unmasked() {
		this.masked = false;
		return this;
	}

	ClientFrame mask(byte... mask) {
		this.mask = mask;
		return this;
	}

	/**
	 * Write the length into 0, 2 or 8 extra bytes, whatever its value.
	 */
	ClientFrame lengthBytes(int count) {
		this.lengthBytes = count;
		return this;
	}

	/**
	 * Announce a length other than that of the payload.
	 */
	public ClientFrame announcing(long length) {
		this.length = length;
		this.lengthBytes = (length >= 0 && length < 126) ? 0 : (length >= 0 && length < 65536) ? 2 : 8;
		return this;
	}

	public byte[] bytes() {
		byte[] header = header();
		ByteBuffer bytes = ByteBuffer.allocate(header.length + this.payload.length).put(header);
		for (int i = 0; i < this.payload.length; i++) {
			bytes.put((byte) (this.payload[i] ^ (this.masked ? this.mask[i % 4] : 0)));
		}
		return bytes.array();
	}

	byte[] header() {
		ByteBuffer header = ByteBuffer.allocate(2 + this.lengthBytes + (this.masked ? 4 : 0));
		header.put((byte) ((this.fin ? 0x80 : 0) | (this.reserved << 4) | this.opcode));
		int maskBit = this.masked ? 0x80 : 0;
		switch (this.lengthBytes) {
			case 0 -> header.put((byte) (maskBit | this.length));
			case 2 -> header.put((byte) (maskBit | 126)).putShort((short) this.length);
			default -> header.put((byte) (maskBit | 127)).putLong(this.length);
		}
		if (this.masked) {
			header.put(this.mask);
		}
		return header.array();
	}

	public static byte[] stream(ClientFrame... frames) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		for (ClientFrame frame : frames) {
			stream.writeBytes(frame.bytes());
		}
		return stream.toByteArray();
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
