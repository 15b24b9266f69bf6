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

import org.springframework.util.Assert;

import io.github.wsboot.cluster.codec.ClusterMessage.Stamp;

/**
 * Message that is encoded but for its stamp: what takes long is done before a lock is
 * taken, and the stamp is set under it.
 * <p>
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public final class OutgoingMessage {

	static final int STAMP_OFFSET = 12;

	private final ByteBuffer bytes;

	private boolean stamped;

	OutgoingMessage(ByteBuffer bytes) {
		this.bytes = bytes;
	}

	/**
	 * Return the size.
	 * @return the number of bytes of the whole message
	 */
	public int size() {
		return this.bytes.remaining();
	}

	/**
	 * Set the stamp. Can be called once, since an engine may still have the bytes
	 * afterwards.
	 * @param stamp the stamp
	 * @return the bytes of the whole message, from position to limit
	 * @throws IllegalStateException if the message has its stamp already
	 */
	public ByteBuffer stamp(Stamp stamp) {
		Assert.state(!this.stamped, "The message has its stamp already; encode another one");
		this.stamped = true;
		this.bytes.putInt(STAMP_OFFSET, stamp.link())
			.putLong(STAMP_OFFSET + Integer.BYTES, stamp.sequence())
			.putLong(STAMP_OFFSET + Integer.BYTES + Long.BYTES, stamp.sentAt());
		return this.bytes;
	}

}
