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
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads fields from bytes that anybody may have sent: each length is checked before it is
 * used.
 */
final class FieldReader {

	private final ByteBuffer bytes;

	FieldReader(ByteBuffer bytes) {
		// Big-endian, whatever the order of the given buffer is
		this.bytes = bytes.slice().asReadOnlyBuffer();
	}

	int readByte(String field) {
		return Byte.toUnsignedInt(require(field, Byte.BYTES).get());
	}

	int readShort(String field) {
		return Short.toUnsignedInt(require(field, Short.BYTES).getShort());
	}

	int readInt(String field) {
		return require(field, Integer.BYTES).getInt();
	}

	long readLong(String field) {
		return require(field, Long.BYTES).getLong();
	}

	/**
	 * Read a text that has its length in front of it.
	 * @param field the name of the field
	 * @return the text
	 */
	String readText(String field) {
		return readText(field, readShort(field));
	}

	String readText(String field, int length) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(readBytes(field, length)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new MalformedMessageException("The " + field + " is not valid UTF-8");
		}
	}

	/**
	 * Read the rest.
	 * @return a view of all bytes that have not been read
	 */
	ByteBuffer readRest() {
		return readBytes("rest", remaining());
	}

	int remaining() {
		return this.bytes.remaining();
	}

	void expectEnd() {
		if (this.bytes.hasRemaining()) {
			throw new MalformedMessageException(remaining() + " surplus bytes");
		}
	}

	/**
	 * Read bytes.
	 * @param field the name of the field
	 * @param length the number of bytes
	 * @return a read-only view of them
	 */
	ByteBuffer readBytes(String field, int length) {
		ByteBuffer slice = require(field, length).slice();
		slice.limit(length);
		this.bytes.position(this.bytes.position() + length);
		return slice;
	}

	private ByteBuffer require(String field, int length) {
		if (remaining() < length) {
			throw new MalformedMessageException("The message ends in the " + field);
		}
		return this.bytes;
	}

}
