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

package io.github.wsboot.cluster.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.springframework.util.Assert;

/**
 * Writes fields to a buffer that grows.
 */
final class FieldWriter {

	/** Largest number that fits into two bytes. */
	static final int MAX_SHORT = 0xFFFF;

	private ByteBuffer bytes;

	FieldWriter(int expectedSize) {
		this.bytes = ByteBuffer.allocate(expectedSize);
	}

	void writeByte(int value) {
		reserve(Byte.BYTES).put((byte) value);
	}

	void writeShort(int value) {
		reserve(Short.BYTES).putShort((short) value);
	}

	void writeInt(int value) {
		reserve(Integer.BYTES).putInt(value);
	}

	void writeLong(long value) {
		reserve(Long.BYTES).putLong(value);
	}

	void writeBytes(ByteBuffer value) {
		reserve(value.remaining()).put(value.duplicate());
	}

	/**
	 * Write a text with its length in front of it.
	 * @param field the name of the field
	 * @param text the text
	 */
	void writeText(String field, String text) {
		ByteBuffer encoded = utf8(field, text);
		Assert.isTrue(encoded.remaining() <= MAX_SHORT,
				() -> "The %s has %d bytes of UTF-8, but other nodes of the cluster accept up to %d; use a shorter one"
					.formatted(field, encoded.remaining(), MAX_SHORT));
		writeShort(encoded.remaining());
		writeBytes(encoded);
	}

	/**
	 * Return whether {@link #writeText} accepts a text.
	 */
	static boolean canWrite(String text) {
		try {
			return utf8("text", text).remaining() <= MAX_SHORT;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Return what was written. Nothing can be written afterwards.
	 * @return the bytes
	 */
	ByteBuffer finish() {
		return this.bytes.flip();
	}

	private static ByteBuffer utf8(String field, String text) {
		try {
			return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException("The " + field
					+ " has half of a surrogate pair, which cannot be sent to other nodes of the cluster;"
					+ " use one of whole characters", ex);
		}
	}

	/**
	 * Return the buffer, with space for some more bytes.
	 */
	private ByteBuffer reserve(int length) {
		if (this.bytes.remaining() < length) {
			int capacity = Math.max(this.bytes.position() + length, this.bytes.capacity() * 2);
			this.bytes = ByteBuffer.allocate(capacity).put(this.bytes.flip());
		}
		return this.bytes;
	}

}
