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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Frame.Opcode;

/**
 * Assembles one message from the payloads of its frames. The message is inflated, bounded
 * and validated as it arrives, so that no compressed data is held.
 */
final class MessageAssembler {

	private static final byte[] EMPTY = {};

	/**
	 * Bytes that a compressor omits at the end of a message (RFC 7692, section 7.2.2).
	 */
	private static final byte[] TAIL = { 0, 0, -1, -1 };

	/** Last, empty block, which ends a stream only if it follows a complete block. */
	private static final byte[] LAST_BLOCK = { 1, 0, 0, -1, -1 };

	/** Compressed bytes that are inflated at once; a multiple of the mask's length. */
	private static final int PIECE = 8192;

	private static final int MIN_INFLATED = 256;

	private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

	/** Bytes by which compression may enlarge a message that cannot be compressed. */
	private static final int MAX_OVERHEAD = 64 * 1024;

	private FrameLimits limits;

	private final @Nullable Inflation inflation;

	private final boolean text;

	private final boolean compressed;

	private int fragments;

	private byte[] bytes = EMPTY;

	private int length;

	/** Number of compressed bytes that have been announced. */
	private long deflatedLength;

	private @Nullable Utf8Validator utf8;

	/**
	 * Begin a message.
	 * @param opcode the opcode of its first frame, text or binary
	 * @param compressed whether the message is compressed
	 * @param limits the bounds of the message
	 * @param inflation inflates compressed messages, or {@code null} if compression was
	 * not negotiated
	 */
	MessageAssembler(Opcode opcode, boolean compressed, FrameLimits limits, @Nullable Inflation inflation) {
		this.text = (opcode == Opcode.TEXT);
		this.compressed = compressed;
		this.limits = limits;
		this.inflation = inflation;
	}

	/**
	 * Set other limits. The bytes that have been read stay.
	 */
	void limits(FrameLimits limits) {
		this.limits = limits;
	}

	/**
	 * Begin one of the message's frames, the first one included.
	 */
	void beginFragment() throws ProtocolViolation {
		if (++this.fragments > this.limits.maxFragments()) {
			throw ProtocolViolation.tooBig("The message has too many fragments");
		}
	}

	/**
	 * Record the length of a frame's payload, before the payload arrives.
	 */
	void announce(long payload) throws ProtocolViolation {
		int limit = limit();
		if (this.compressed) {
			if (payload > limit + (limit >> 3) + (long) MAX_OVERHEAD - this.deflatedLength) {
				throw tooBig(limit);
			}
			this.deflatedLength += payload;
		}
		else if (payload > limit - this.length) {
			throw tooBig(limit);
		}
	}

	private int limit() {
		return this.text ? this.limits.maxTextSize() : this.limits.maxBinarySize();
	}

	private static ProtocolViolation tooBig(int limit) {
		return ProtocolViolation.tooBig("The message is larger than " + limit + " bytes");
	}

	/**
	 * Add the part of a frame's payload that has arrived. All of it is taken from the
	 * input, even if it violates the protocol.
	 * @param count the number of bytes of the input to take
	 * @param most the number of bytes by which the message can still grow, these
	 * included, or a larger number if that is not known
	 * @param key the mask
	 */
	void add(ByteBuffer input, int count, long most, int key) throws ProtocolViolation {
		if (this.compressed) {
			addCompressed(input, count, key);
			return;
		}
		int from = this.length;
		reserve(from + count, Math.min(from + most, limit()));
		input.get(this.bytes, from, count);
		FrameMask.remove(key, this.bytes, from, count);
		this.length += count;
		validate(from);
	}

	/**
	 * Make room for the bytes that have arrived. The room is doubled, so that many small
	 * pieces are not copied each time, but does not exceed the possible size of the
	 * message.
	 */
	private void reserve(int needed, long most) {
		if (this.bytes.length < needed) {
			long generous = Math.min(most, this.bytes.length * 2L);
			this.bytes = Arrays.copyOf(this.bytes, (int) Math.max(needed, generous));
		}
	}

	private void validate(int from) throws ProtocolViolation {
		if (this.text) {
			Utf8Validator validator = this.utf8;
			if (validator == null) {
				validator = new Utf8Validator();
				this.utf8 = validator;
			}
			if (!validator.accept(this.bytes, from, this.length)) {
				throw ProtocolViolation.badData("The text is not valid UTF-8");
			}
		}
	}

	private void addCompressed(ByteBuffer input, int count, int key) throws ProtocolViolation {
		int end = input.position() + count;
		byte[] piece = new byte[Math.min(count, PIECE)];
		try {
			for (int rest = count; rest > 0; rest -= piece.length) {
				int size = Math.min(rest, piece.length);
				input.get(piece, 0, size);
				FrameMask.remove(key, piece, 0, size);
				inflate(piece, size);
			}
		}
		finally {
			// After a violation, reading continues behind this piece
			input.position(end);
		}
	}

	private void inflate(byte[] deflated, int count) throws ProtocolViolation {
		Inflater inflater = inflation().inflater();
		begin(inflater, deflated, 0, count);
		try {
			boolean more;
			do {
				more = inflate(inflater);
				if (inflater.finished() && inflater.getRemaining() > 0) {
					begin(inflater, deflated, count - inflater.getRemaining(), count);
					more = true;
				}
			}
			while (more);
		}
		catch (DataFormatException ex) {
			throw ProtocolViolation.badData("The compressed data is malformed");
		}
	}

	/**
	 * A compressor may end its stream within a message and begin a new one (RFC 7692,
	 * section 7.2.3.4).
	 */
	private static void begin(Inflater inflater, byte[] deflated, int from, int to) {
		if (inflater.finished()) {
			inflater.reset();
		}
		inflater.setInput(deflated, from, to - from);
	}

	/**
	 * Inflate as much as there is room for. There is room for one byte more than is
	 * allowed, which shows that a message is too large.
	 */
	private boolean inflate(Inflater inflater) throws DataFormatException, ProtocolViolation {
		int from = this.length;
		int limit = Math.min(limit(), MAX_ARRAY - 1);
		if (this.bytes.length == from) {
			this.bytes = Arrays.copyOf(this.bytes, (int) Math.min(limit + 1, Math.max(MIN_INFLATED, from * 2L)));
		}
		this.length += inflater.inflate(this.bytes, from, this.bytes.length - from);
		if (this.length > limit) {
			throw tooBig(limit);
		}
		validate(from);
		return this.length > from;
	}

	private Inflation inflation() {
		Inflation inflation = this.inflation;
		if (inflation == null) {
			throw new IllegalStateException("Compression has not been negotiated");
		}
		return inflation;
	}

	/**
	 * Complete the message and hand it over.
	 */
	void end(MessageSink sink) throws ProtocolViolation {
		if (this.compressed) {
			endInflation();
		}
		Utf8Validator validator = this.utf8;
		if (this.text && validator != null && !validator.isComplete()) {
			throw ProtocolViolation.badData("The text ends within a character");
		}
		int size = this.length;
		if (this.text) {
			sink.onText(new String(this.bytes, 0, size, StandardCharsets.UTF_8), size);
		}
		else {
			sink.onBinary((this.bytes.length == size) ? this.bytes : Arrays.copyOf(this.bytes, size));
		}
	}

	private void endInflation() throws ProtocolViolation {
		Inflation inflation = inflation();
		Inflater inflater = inflation.inflater();
		if (this.deflatedLength > 0 && !inflater.finished()) {
			int inflated = this.length;
			inflate(TAIL, TAIL.length);
			boolean complete = (this.length == inflated);
			if (complete && !inflation.isTakeover()) {
				inflate(LAST_BLOCK, LAST_BLOCK.length);
				complete = (this.length == inflated) && inflater.finished();
			}
			if (!complete) {
				throw ProtocolViolation.badData("The compressed data is incomplete");
			}
		}
		inflation.endMessage();
	}

	/**
	 * Return the number of bytes that are held, including room for more.
	 */
	int memory() {
		return this.bytes.length;
	}

	/**
	 * Return the number of bytes that have arrived, inflated if they are compressed.
	 */
	int length() {
		return this.length;
	}

}
