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

import java.nio.ByteBuffer;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame.Opcode;

/**
 * Parser of the frames that the other side sends (RFC 6455, section 5), in pieces of any
 * size. It holds no memory between messages; the memory for an incomplete message grows
 * with the bytes that have arrived, not with the length that was announced.
 *
 * @since 0.1.0
 */
public final class FrameParser {

	private static final byte[] EMPTY = {};

	private static final int CONTINUATION = 0;

	private static final int TEXT = 1;

	private static final int BINARY = 2;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int PONG = 10;

	private static final int MAX_CONTROL_PAYLOAD = 125;

	private static final int MASK_BYTES = 4;

	/** The bit that marks a compressed message (RFC 7692, section 6). */
	private static final int COMPRESSED = 0x40;

	private static final int RESERVED = 0x70;

	/** The bit of the second byte that marks a masked frame. */
	private static final int MASKED = 0x80;

	/** The value of the bit {@link #MASKED} in all frames of the other side. */
	private final int expectedMask;

	private final @Nullable Inflation inflation;

	private final Sink sink;

	private FrameLimits limits;

	/** The message in progress. */
	private @Nullable MessageAssembler message;

	private State state = State.START;

	/** Whether messages are no longer parsed, as after a violation of the protocol. */
	private boolean broken;

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
	 * @param role the side that reads: a server accepts masked frames only, a client
	 * unmasked ones only (RFC 6455, section 5.1)
	 * @param limits the bounds of messages
	 * @param inflation inflates compressed messages, or {@code null} if that has not been
	 * negotiated
	 * @param sink receives messages and control frames
	 */
	public FrameParser(Role role, FrameLimits limits, @Nullable Inflation inflation, Sink sink) {
		this.expectedMask = (role == Role.SERVER) ? MASKED : 0;
		this.limits = limits;
		this.inflation = inflation;
		this.sink = sink;
	}

	/**
	 * Parse the input, until the sink is paused or the other side has closed.
	 * @throws ProtocolViolation if the other side breaks the protocol; then, as after a
	 * close, only {@link #skipToClose} reads on
	 */
	public void parse(ByteBuffer input) throws ProtocolViolation {
		try {
			parseFrames(input);
		}
		catch (ProtocolViolation ex) {
			abandon();
			throw ex;
		}
	}

	/**
	 * Stop parsing, and drop the message in progress. Frames can still be skipped.
	 */
	public void abandon() {
		this.broken = true;
		this.control = EMPTY;
		forgetMessage();
	}

	/**
	 * Skip frames after a violation, up to the other side's close frame. Whatever is
	 * wrong with a frame, its length is taken as it says.
	 * @return whether a close frame has been read, even one that was itself wrong
	 */
	public boolean skipToClose(ByteBuffer input) {
		while (this.state != State.CLOSED && (isFrameRead() || input.hasRemaining())) {
			if (isFrameRead()) {
				this.state = (this.opcode == CLOSE) ? State.CLOSED : State.START;
			}
			else {
				skip(input);
			}
		}
		return this.state == State.CLOSED;
	}

	private boolean isFrameRead() {
		return this.state == State.PAYLOAD && this.read == this.length;
	}

	private void skip(ByteBuffer input) {
		switch (this.state) {
			case START -> start(input.get() & 0xFF);
			case LENGTH -> length(input.get() & 0xFF);
			case EXTENDED_LENGTH -> extendedLength(input.get() & 0xFF);
			case MASK -> mask(input.get() & 0xFF);
			default -> {
				int count = available(input);
				input.position(input.position() + count);
				this.read += count;
			}
		}
	}

	private int available(ByteBuffer input) {
		return (int) Math.min(input.remaining(), this.length - this.read);
	}

	/**
	 * Set other limits. The part of an unfinished message that has been read stays.
	 */
	public void limits(FrameLimits limits) {
		this.limits = limits;
		if (this.message != null) {
			this.message.limits(limits);
		}
	}

	/**
	 * Return whether parsing has stopped.
	 */
	public boolean isFinished() {
		return this.broken || this.state == State.CLOSED;
	}

	/**
	 * Return the number of bytes that are held for an unfinished message or frame.
	 */
	public int memory() {
		return ((this.message != null) ? this.message.memory() : 0) + this.control.length;
	}

	/**
	 * Return the number of bytes that have arrived of an unfinished message, inflated if
	 * they are compressed. Unlike {@link #memory()} it grows with each of them.
	 */
	public int messageLength() {
		return (this.message != null) ? this.message.length() : 0;
	}

	private void parseFrames(ByteBuffer input) throws ProtocolViolation {
		while (this.state != State.CLOSED && !this.broken && !this.sink.isPaused()) {
			if (isFrameRead()) {
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
			case START -> {
				int bits = input.get() & 0xFF;
				start(bits);
				checkStart(bits);
			}
			case LENGTH -> {
				int bits = input.get() & 0xFF;
				length(bits);
				checkLength(bits);
			}
			case EXTENDED_LENGTH -> {
				int bits = input.get() & 0xFF;
				extendedLength(bits);
				checkExtendedLength(bits);
			}
			case MASK -> mask(input.get() & 0xFF);
			default -> payload(input);
		}
	}

	private void start(int bits) {
		this.fin = (bits & 0x80) != 0;
		this.opcode = (byte) (bits & 0x0F);
		this.state = State.LENGTH;
	}

	private void checkStart(int bits) throws ProtocolViolation {
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
				this.message = new MessageAssembler((this.opcode == TEXT) ? Opcode.TEXT : Opcode.BINARY, compressed,
						this.limits, this.inflation);
			}
			message().beginFragment();
		}
	}

	private MessageAssembler message() {
		return Objects.requireNonNull(this.message);
	}

	private void length(int bits) {
		this.length = bits & 0x7F;
		this.lengthBytes = 0;
		this.mask = 0;
		this.maskBytes = (byte) (((bits & MASKED) != 0) ? 0 : MASK_BYTES);
		this.extendedBytes = (byte) ((this.length < 126) ? 0 : (this.length == 126) ? 2 : 8);
		if (this.extendedBytes == 0) {
			endLength();
		}
		else {
			this.length = 0;
			this.state = State.EXTENDED_LENGTH;
		}
	}

	private void endLength() {
		this.read = 0;
		this.state = (this.maskBytes == MASK_BYTES) ? State.PAYLOAD : State.MASK;
	}

	private void checkLength(int bits) throws ProtocolViolation {
		check((bits & MASKED) == this.expectedMask,
				(this.expectedMask != 0) ? "The frame is not masked" : "The frame is masked");
		check(this.opcode < CLOSE || this.extendedBytes == 0, "A control frame is longer than 125 bytes");
		if (this.extendedBytes == 0) {
			announce();
		}
	}

	private void extendedLength(int bits) {
		this.length = ((this.length << 8) | bits) & Long.MAX_VALUE;
		if (++this.lengthBytes == this.extendedBytes) {
			endLength();
		}
	}

	private void checkExtendedLength(int bits) throws ProtocolViolation {
		check(this.lengthBytes > 1 || this.extendedBytes == 2 || bits < 0x80, "The length is negative");
		if (this.lengthBytes == this.extendedBytes) {
			check(this.length > ((this.extendedBytes == 2) ? MAX_CONTROL_PAYLOAD : 0xFFFF),
					"The length is not encoded in the shortest form");
			announce();
		}
	}

	private void announce() throws ProtocolViolation {
		if (this.opcode < CLOSE) {
			message().announce(this.length);
		}
	}

	private void mask(int bits) {
		this.mask = (this.mask << 8) | bits;
		if (++this.maskBytes == MASK_BYTES) {
			this.state = State.PAYLOAD;
		}
	}

	private void payload(ByteBuffer input) throws ProtocolViolation {
		long rest = this.length - this.read;
		int from = (int) this.read;
		int count = available(input);
		int key = Integer.rotateLeft(this.mask, (from & 3) * 8);
		this.read += count;
		if (this.opcode >= CLOSE) {
			if (this.control.length < this.length) {
				this.control = new byte[(int) this.length];
			}
			input.get(this.control, from, count);
			FrameMask.remove(key, this.control, from, count);
		}
		else {
			message().add(input, count, this.fin ? rest : Integer.MAX_VALUE, key);
		}
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

	/**
	 * Stop parsing for good, and drop the message in progress.
	 */
	public void finish() {
		this.state = State.CLOSED;
		forgetMessage();
	}

	private void forgetMessage() {
		this.message = null;
		if (this.inflation != null) {
			this.inflation.end();
		}
	}

	private void endControl() throws ProtocolViolation {
		byte[] payload = this.control;
		this.control = EMPTY;
		switch (this.opcode) {
			case PING -> this.sink.onPing(payload);
			case PONG -> this.sink.onPong(payload);
			default -> {
				finish();
				this.sink.onClose(ClosePayload.status(payload));
			}
		}
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
	 * Receiver of messages and control frames.
	 */
	public interface Sink extends MessageSink {

		/**
		 * Called with a ping.
		 */
		void onPing(byte[] payload);

		/**
		 * Called with a pong.
		 */
		void onPong(byte[] payload);

		/**
		 * Called with the status of the other side's close frame. Nothing is read after
		 * it.
		 */
		void onClose(CloseStatus status);

		/**
		 * Return whether the parser has to stop before the next frame.
		 */
		boolean isPaused();

	}

}
