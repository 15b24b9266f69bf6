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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

/**
 * Reads what a client sends (RFC 6455, section 5), however it is cut into pieces. Keeps
 * nothing between messages; what a split message needs grows with what has arrived, not
 * with what was announced.
 */
final class FrameParser {

	private static final byte[] EMPTY = {};

	private static final int CONTINUATION = 0;

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int PONG = 10;

	private static final int MAX_CONTROL_PAYLOAD = 125;

	/** The bit that marks a compressed message (RFC 7692, section 6). */
	private static final int COMPRESSED = 0x40;

	private static final int RESERVED = 0x70;

	private final @Nullable Inflation inflation;

	private final Sink sink;

	private FrameLimits limits;

	/** The message in progress. */
	private @Nullable MessageAssembler message;

	private State state = State.START;

	/** The header of the current frame. */
	private boolean fin;

	private byte opcode;

	private long length;

	private byte lengthBytes;

	private byte extendedBytes;

	private int mask;

	private byte maskBytes;

	/** Bytes of the current frame's payload that have been read. */
	private long read;

	private byte[] control = EMPTY;

	/**
	 * Create a parser.
	 * @param limits the bounds of messages
	 * @param inflation inflates compressed messages, or {@code null} if that has not been
	 * negotiated
	 * @param sink takes what was read
	 */
	FrameParser(FrameLimits limits, @Nullable Inflation inflation, Sink sink) {
		this.limits = limits;
		this.inflation = inflation;
		this.sink = sink;
	}

	/**
	 * Read what there is, until the sink is paused or the client has closed.
	 * @throws ProtocolViolation if the client breaks the protocol; nothing more is read
	 * then, as after a close
	 */
	void parse(ByteBuffer input) throws ProtocolViolation {
		try {
			parseFrames(input);
		}
		catch (ProtocolViolation ex) {
			finish();
			throw ex;
		}
	}

	/**
	 * Set other limits. What has been read of an unfinished message stays.
	 */
	void limits(FrameLimits limits) {
		this.limits = limits;
		if (this.message != null) {
			this.message.limits(limits);
		}
	}

	/**
	 * Return the number of bytes that are held for what is unfinished.
	 */
	int memory() {
		return ((this.message != null) ? this.message.memory() : 0) + this.control.length;
	}

	private void parseFrames(ByteBuffer input) throws ProtocolViolation {
		while (this.state != State.CLOSED && !this.sink.isPaused()) {
			if (this.state == State.PAYLOAD && this.read == this.length) {
				endFrame();
			}
			else if (!input.hasRemaining()) {
				return;
			}
			else {
				step(input);
			}
		}
	}

	private void step(ByteBuffer input) throws ProtocolViolation {
		switch (this.state) {
			case START -> start(input.get() & 0xFF);
			case LENGTH -> length(input.get() & 0xFF);
			case EXTENDED_LENGTH -> extendedLength(input.get() & 0xFF);
			case MASK -> mask(input.get() & 0xFF);
			default -> payload(input);
		}
	}

	private void start(int bits) throws ProtocolViolation {
		this.fin = (bits & 0x80) != 0;
		this.opcode = (byte) (bits & 0x0F);
		boolean control = this.opcode >= CLOSE;
		check(this.opcode <= BINARY || (control && this.opcode <= PONG), "Unknown opcode");
		check(this.fin || !control, "A control frame is fragmented");
		boolean begins = this.opcode == TEXT || this.opcode == BINARY;
		boolean compressed = (bits & RESERVED) == COMPRESSED && begins && this.inflation != null;
		check(compressed || (bits & RESERVED) == 0, "A reserved bit is set");
		if (!control) {
			check(begins == (this.message == null),
					begins ? "The previous message is unfinished" : "There is nothing to continue");
			if (begins) {
				this.message = new MessageAssembler(this.opcode == TEXT, compressed, this.limits, this.inflation);
			}
			message().beginFragment();
		}
		this.state = State.LENGTH;
	}

	private MessageAssembler message() {
		return Objects.requireNonNull(this.message);
	}

	private void length(int bits) throws ProtocolViolation {
		check((bits & 0x80) != 0, "The frame is not masked");
		this.length = bits & 0x7F;
		this.lengthBytes = 0;
		this.maskBytes = 0;
		this.mask = 0;
		if (this.length < 126) {
			this.extendedBytes = 0;
			headerLengthKnown();
			return;
		}
		check(this.opcode < CLOSE, "A control frame is longer than 125 bytes");
		this.extendedBytes = (byte) ((this.length == 126) ? 2 : 8);
		this.length = 0;
		this.state = State.EXTENDED_LENGTH;
	}

	private void extendedLength(int bits) throws ProtocolViolation {
		check(this.lengthBytes > 0 || this.extendedBytes == 2 || bits < 0x80, "The length is negative");
		this.length = (this.length << 8) | bits;
		if (++this.lengthBytes == this.extendedBytes) {
			check(this.length > ((this.extendedBytes == 2) ? MAX_CONTROL_PAYLOAD : 0xFFFF),
					"The length is not written in the shortest way");
			headerLengthKnown();
		}
	}

	private void headerLengthKnown() throws ProtocolViolation {
		if (this.opcode < CLOSE) {
			message().announce(this.length);
		}
		this.state = State.MASK;
	}

	private void mask(int bits) {
		this.mask = (this.mask << 8) | bits;
		if (++this.maskBytes == 4) {
			this.read = 0;
			this.state = State.PAYLOAD;
		}
	}

	private void payload(ByteBuffer input) throws ProtocolViolation {
		long rest = this.length - this.read;
		int count = (int) Math.min(input.remaining(), rest);
		int key = Integer.rotateLeft(this.mask, (int) (this.read & 3) * 8);
		if (this.opcode >= CLOSE) {
			if (this.control.length < this.length) {
				this.control = new byte[(int) this.length];
			}
			input.get(this.control, (int) this.read, count);
			FrameMask.remove(key, this.control, (int) this.read, count);
		}
		else {
			message().add(input, count, this.fin ? rest : Integer.MAX_VALUE, key);
		}
		this.read += count;
	}

	private void endFrame() throws ProtocolViolation {
		this.state = State.START;
		if (this.opcode >= CLOSE) {
			endControl();
		}
		else if (this.fin) {
			MessageAssembler message = message();
			this.message = null;
			message.end(this.sink);
		}
	}

	private void finish() {
		this.state = State.CLOSED;
		this.message = null;
		if (this.inflation != null) {
			this.inflation.end();
		}
	}

	private void endControl() throws ProtocolViolation {
		byte[] payload = this.control;
		this.control = EMPTY;
		switch (this.opcode) {
			case PING -> this.sink.ping(payload);
			case PONG -> this.sink.pong(payload);
			default -> {
				finish();
				this.sink.close(closeStatus(payload));
			}
		}
	}

	private static CloseStatus closeStatus(byte[] payload) throws ProtocolViolation {
		if (payload.length == 0) {
			return CloseStatus.NO_STATUS_CODE;
		}
		check(payload.length >= 2, "The close frame has half a code");
		int code = ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
		check(isReceivable(code), "The close code is not allowed");
		Utf8Validator validator = new Utf8Validator();
		if (!validator.accept(payload, 2, payload.length) || !validator.isComplete()) {
			throw ProtocolViolation.badData("The close reason is not valid UTF-8");
		}
		return (payload.length == 2) ? new CloseStatus(code)
				: new CloseStatus(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
	}

	private static boolean isReceivable(int code) {
		return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
	}

	private static void check(boolean condition, String message) throws ProtocolViolation {
		if (!condition) {
			throw ProtocolViolation.protocol(message);
		}
	}

	private enum State {

		START, LENGTH, EXTENDED_LENGTH, MASK, PAYLOAD, CLOSED

	}

	/**
	 * What takes the messages.
	 */
	interface Sink {

		/**
		 * Take a text message.
		 * @param bytes its size in UTF-8
		 */
		void text(String text, int bytes);

		void binary(byte[] bytes);

		void ping(byte[] payload);

		void pong(byte[] payload);

		/**
		 * Take the client's close frame. Nothing is read after it.
		 */
		void close(CloseStatus status);

		/**
		 * Return whether nothing more can be taken now.
		 */
		boolean isPaused();

	}

}
