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

package io.github.wsboot.support;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Measures texts in UTF-8, and validates bytes as UTF-8.
 *
 * @since 0.1.0
 */
public final class Utf8 {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final long NOT_ASCII = 0x8080808080808080L;

	private static final int MAX_CHARACTERS = 1024;

	private Utf8() {
	}

	/**
	 * Return the number of bytes that a text takes, without encoding it. An unpaired
	 * surrogate counts as one byte, as {@link String#getBytes} replaces it by one.
	 * @param text the text
	 * @return the number of bytes
	 */
	public static int length(String text) {
		int length = text.length();
		int bytes = length;
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			if (c >= 0x80) {
				bytes++;
				if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
					bytes++;
					i++;
				}
				else if (Character.isSurrogate(c)) {
					bytes--;
				}
				else if (c >= 0x800) {
					bytes++;
				}
			}
		}
		return bytes;
	}

	/**
	 * Return whether bytes are valid and complete UTF-8. ASCII, which most texts are,
	 * needs no decoder.
	 * @param bytes the bytes, whose position stays as it is
	 * @return whether they are valid as the text of a whole message (RFC 6455, section
	 * 5.6)
	 */
	public static boolean isValid(ByteBuffer bytes) {
		ByteBuffer rest = bytes.duplicate();
		skipAscii(rest);
		return !rest.hasRemaining() || isDecodable(rest);
	}

	/**
	 * Skip characters of one byte each, eight at a time.
	 * @param bytes the bytes
	 * @param from the index to begin at
	 * @param to the index of the end
	 * @return the index of the first byte of a longer character, or of the end
	 */
	public static int skipAscii(byte[] bytes, int from, int to) {
		int i = from;
		while (i + Long.BYTES <= to && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
			i += Long.BYTES;
		}
		while (i < to && bytes[i] >= 0) {
			i++;
		}
		return i;
	}

	private static void skipAscii(ByteBuffer bytes) {
		while (bytes.remaining() >= Long.BYTES && (bytes.getLong(bytes.position()) & NOT_ASCII) == 0) {
			bytes.position(bytes.position() + Long.BYTES);
		}
		while (bytes.hasRemaining() && bytes.get(bytes.position()) >= 0) {
			bytes.position(bytes.position() + 1);
		}
	}

	private static boolean isDecodable(ByteBuffer rest) {
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		CharBuffer characters = CharBuffer.allocate(Math.min(rest.remaining(), MAX_CHARACTERS));
		CoderResult result = decoder.decode(rest, characters, true);
		while (result.isOverflow()) {
			result = decoder.decode(rest, characters.clear(), true);
		}
		return result.isUnderflow();
	}

}
