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
import java.security.SecureRandom;

/**
 * Masks the frames of a client, each with a fresh key that cannot be predicted (RFC 6455,
 * section 5.3). Frames are encoded and compressed before, once for all receivers. Used on
 * one event loop, whose sessions can share it.
 *
 * @since 0.1.0
 */
public final class FrameMasking {

	/** Bytes by which a frame grows. */
	public static final int OVERHEAD = 4;

	private static final int MASKED = 0x80;

	/** Keys that are generated at once. */
	private static final int BATCH = 256;

	private final SecureRandom random = new SecureRandom();

	private final ByteBuffer keys = ByteBuffer.allocate(BATCH * OVERHEAD).limit(0);

	/**
	 * Mask a frame.
	 * @param frame header and payload without a mask, which are not changed
	 * @param target where to put the masked frame
	 */
	public void put(byte[] frame, ByteBuffer target) {
		int header = headerSize(frame);
		int key = nextKey();
		target.put(frame[0]).put((byte) (frame[1] | MASKED)).put(frame, 2, header - 2).putInt(key);
		FrameMask.put(key, frame, header, target);
	}

	/**
	 * Mask a frame.
	 * @param frame header and payload without a mask, which are not changed
	 * @return the masked frame
	 */
	public byte[] mask(byte[] frame) {
		byte[] masked = new byte[frame.length + OVERHEAD];
		put(frame, ByteBuffer.wrap(masked));
		return masked;
	}

	private static int headerSize(byte[] frame) {
		return switch (frame[1]) {
			case 126 -> 4;
			case 127 -> 10;
			default -> 2;
		};
	}

	private int nextKey() {
		if (!this.keys.hasRemaining()) {
			this.random.nextBytes(this.keys.array());
			this.keys.clear();
		}
		return this.keys.getInt();
	}

}
