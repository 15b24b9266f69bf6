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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Mask of a client's frame (RFC 6455, section 5.3).
 */
final class FrameMask {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private FrameMask() {
	}

	/**
	 * Put masked bytes, eight at a time.
	 * @param key the mask, beginning with the byte for {@code bytes[from]}
	 * @param target the target, which is big-endian
	 */
	static void put(int key, byte[] bytes, int from, ByteBuffer target) {
		long wide = ((long) key << 32) | (key & 0xFFFFFFFFL);
		int i = from;
		for (; i + 8 <= bytes.length; i += 8) {
			target.putLong((long) LONGS.get(bytes, i) ^ wide);
		}
		for (int shift = 24; i < bytes.length; i++, shift = (shift - 8) & 31) {
			target.put((byte) (bytes[i] ^ (key >>> shift)));
		}
	}

	/**
	 * Remove the mask, eight bytes at a time.
	 * @param key the mask, beginning with the byte for {@code bytes[from]}
	 */
	static void remove(int key, byte[] bytes, int from, int count) {
		if (key == 0) {
			return;
		}
		long wide = ((long) key << 32) | (key & 0xFFFFFFFFL);
		int i = from;
		int end = from + count;
		for (; i + 8 <= end; i += 8) {
			LONGS.set(bytes, i, (long) LONGS.get(bytes, i) ^ wide);
		}
		for (int shift = 24; i < end; i++, shift = (shift - 8) & 31) {
			bytes[i] ^= (byte) (key >>> shift);
		}
	}

}
