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
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.Deflater;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.outbound.FrameEncoding;
import io.github.wsboot.outbound.PlainEncoding;

/**
 * Encoding that compresses whole messages (RFC 7692, section 7.2.1). Control frames must
 * not be compressed, and fragments are not, since their message may stay unfinished for
 * long.
 * <p>
 * Without context takeover, one encoding serves all connections and threads, and its
 * frames are shared. With context takeover, each connection has an encoding of its own,
 * used on its loop only, and must send frames in the order in which they were encoded.
 */
final class DeflateEncoding implements FrameEncoding {

	private static final int COMPRESSED = 0x40;

	private static final int TAIL = 4;

	private static final byte[] NOTHING = {};

	private final BoundedPool<Deflater> pool;

	private final LongAdder count;

	private final int minSize;

	private final boolean takeover;

	private @Nullable Deflater deflater;

	/**
	 * Create an encoding.
	 * @param pool the pool of deflaters
	 * @param count counts the messages that are compressed
	 * @param minSize the smallest message to compress
	 * @param takeover whether messages may refer to earlier ones
	 */
	DeflateEncoding(BoundedPool<Deflater> pool, LongAdder count, int minSize, boolean takeover) {
		this.pool = pool;
		this.count = count;
		this.minSize = minSize;
		this.takeover = takeover;
	}

	@Override
	public boolean isShared() {
		return !this.takeover;
	}

	@Override
	public byte[] encode(Frame frame) {
		ByteBuffer payload = frame.payload();
		int size = payload.remaining();
		if (size == 0 || size < this.minSize || !isWholeMessage(frame)) {
			return PlainEncoding.INSTANCE.encode(frame);
		}
		ByteBuffer deflated = this.takeover ? deflateOwn(payload) : deflateAlone(payload);
		if (!this.takeover && deflated.remaining() >= size) {
			return PlainEncoding.INSTANCE.encode(frame);
		}
		return PlainEncoding.encode(frame, COMPRESSED, deflated);
	}

	private static boolean isWholeMessage(Frame frame) {
		return frame.fin() && (frame.opcode() == Opcode.TEXT || frame.opcode() == Opcode.BINARY);
	}

	private ByteBuffer deflateOwn(ByteBuffer payload) {
		Deflater deflater = this.deflater;
		if (deflater == null) {
			deflater = this.pool.acquire();
			this.deflater = deflater;
		}
		ByteBuffer deflated = deflate(deflater, payload);
		// Otherwise the deflater keeps the message until the next one
		deflater.setInput(NOTHING);
		return deflated;
	}

	private ByteBuffer deflateAlone(ByteBuffer payload) {
		Deflater deflater = this.pool.acquire();
		try {
			return deflate(deflater, payload);
		}
		finally {
			this.pool.release(deflater);
		}
	}

	/**
	 * Compress up to the end of a byte, which the deflater marks with an empty block.
	 * That block is not sent, since the client adds it again. The first array has room
	 * for a message that cannot be compressed.
	 */
	private ByteBuffer deflate(Deflater deflater, ByteBuffer payload) {
		this.count.increment();
		int size = payload.remaining();
		byte[] deflated = new byte[size + (size >> 10) + 64];
		deflater.setInput(payload);
		int length = deflater.deflate(deflated, 0, deflated.length, Deflater.SYNC_FLUSH);
		while (length == deflated.length) {
			deflated = Arrays.copyOf(deflated, 2 * length);
			length += deflater.deflate(deflated, length, length, Deflater.SYNC_FLUSH);
		}
		return ByteBuffer.wrap(deflated, 0, length - TAIL);
	}

	/**
	 * Return the deflater to the pool. Nothing is encoded after that.
	 */
	void end() {
		Deflater deflater = this.deflater;
		this.deflater = null;
		if (deflater != null) {
			this.pool.release(deflater);
		}
	}

}
