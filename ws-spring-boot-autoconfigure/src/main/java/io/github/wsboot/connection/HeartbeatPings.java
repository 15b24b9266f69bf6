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

package io.github.wsboot.connection;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

import io.github.wsboot.Frame;
import io.github.wsboot.outbound.EncodedFrame;

/**
 * Creates the pings of this node's heartbeat and recognises their answers. Thread-safe.
 * <p>
 * The payload distinguishes pings of the heartbeat from those of the application: it
 * consists of a random mark of this node and a random token of the ping.
 */
final class HeartbeatPings {

	private static final int PAYLOAD_SIZE = 2 * Long.BYTES;

	private final long mark = ThreadLocalRandom.current().nextLong();

	/**
	 * Create a ping, which many connections may share.
	 */
	Ping next() {
		// Zero means that there is none
		long token = ThreadLocalRandom.current().nextLong() | 1;
		ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_SIZE).putLong(this.mark).putLong(token).flip();
		return new Ping(token, new EncodedFrame(Frame.ping(payload)));
	}

	/**
	 * Return whether a pong answers a ping of the heartbeat.
	 */
	boolean isAnswer(byte[] pong) {
		return pong.length == PAYLOAD_SIZE && ByteBuffer.wrap(pong).getLong() == this.mark;
	}

	/**
	 * Return the token of the ping that a pong answers.
	 */
	static long token(byte[] answer) {
		return ByteBuffer.wrap(answer).getLong(Long.BYTES);
	}

	/**
	 * Ping of the heartbeat.
	 *
	 * @param token distinguishes it from other pings
	 * @param frame the frame
	 */
	record Ping(long token, EncodedFrame frame) {

	}

}
