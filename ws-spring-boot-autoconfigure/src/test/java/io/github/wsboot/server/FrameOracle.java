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
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Model of an echoing peer: computes the answer to a stream of bytes by RFC 6455. Slow
 * and simple, and written independently of the parser.
 */
public final class FrameOracle {

	/** The peer waits for more. */
	public static final int OPEN = 0;

	private final ByteBuffer input;

	private final int limit;

	private final boolean masked;

	private final List<RawFrame> echoes = new ArrayList<>();

	private int opcode;

	private ByteArrayOutputStream message;

	private boolean betweenFrames = true;

	private int code;

	private FrameOracle(byte[] input, int limit, boolean masked) {
		this.masked = masked;
		this.input = ByteBuffer.wrap(input);
		this.limit = limit;
	}

	/**
	 * Compute the answer.
	 * @param input what the peer receives
	 * @param limit the largest message in bytes
	 * @param masked whether frames have to be masked, rather than must not be
	 */
	public static FrameOracle of(byte[] input, int limit, boolean masked) {
		FrameOracle oracle = new FrameOracle(input, limit, masked);
		oracle.run();
		return oracle;
	}

	/**
	 * Return the code of the close frame, or {@link #OPEN}.
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return whether another message could follow now.
	 */
	public boolean isReady() {
		return this.code == OPEN && this.betweenFrames && this.message == null;
	}

	/**
	 * Return the messages that are sent back.
	 */
	public List<RawFrame> echoes() {
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
		if ((second >= 128) != this.masked || (control && (second & 127) > 125)) {
			this.code = 1002;
			return;
		}
		long length = length(second & 127);
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
		if (this.masked) {
			this.input.get(mask);
		}
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
		boolean reserved = code < 1000 || (code >= 1004 && code <= 1006) || (code > 1014 && code < 3000) || code > 4999;
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
