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

package io.github.wsboot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds question marks in encoded text. {@link String#getBytes} writes one for an
 * unpaired surrogate, so text without any has not lost a character. Looking through the
 * bytes is faster than looking for surrogates among the characters.
 */
final class QuestionMarks {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGH_BITS = 0x8080808080808080L;

	private static final long PATTERN = '?' * ONES;

	private QuestionMarks() {
	}

	/**
	 * Return whether there is a question mark, looking at eight bytes at a time.
	 * @param bytes text in UTF-8
	 */
	static boolean contains(byte[] bytes) {
		int i = 0;
		for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
			// Zero where there is a question mark
			long difference = (long) LONGS.get(bytes, i) ^ PATTERN;
			if (((difference - ONES) & ~difference & HIGH_BITS) != 0) {
				return true;
			}
		}
		for (; i < bytes.length; i++) {
			if (bytes[i] == '?') {
				return true;
			}
		}
		return false;
	}

}
