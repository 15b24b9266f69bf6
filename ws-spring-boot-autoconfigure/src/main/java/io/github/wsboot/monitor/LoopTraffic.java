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

package io.github.wsboot.monitor;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counters of the messages that the connections of one endpoint and one loop have sent.
 * Updated on that loop only, so that a counter costs no more than a plain field; read on
 * any thread.
 *
 * @since 0.1.0
 */
public final class LoopTraffic {

	/** Keeps the counters of two loops from sharing a cache line. */
	private static final int PADDING = 8;

	private static final int TEXT_MESSAGES = PADDING;

	private static final int BINARY_MESSAGES = PADDING + 1;

	private static final int TEXT_BYTES = PADDING + 2;

	private static final int BINARY_BYTES = PADDING + 3;

	private static final int UNTIL_SAMPLE = PADDING + 4;

	private static final int MIN_DISTANCE = 49;

	private static final int RANDOM_BITS = 31;

	private final AtomicLongArray counters = new AtomicLongArray(PADDING + UNTIL_SAMPLE + 1);

	/**
	 * Count a frame, and a message if the frame is the last one of its message.
	 */
	public void countSentText(int bytes, boolean last) {
		add(TEXT_MESSAGES, last ? 1 : 0);
		add(TEXT_BYTES, bytes);
	}

	/**
	 * Count a frame, and a message if the frame is the last one of its message.
	 */
	public void countSentBinary(int bytes, boolean last) {
		add(BINARY_MESSAGES, last ? 1 : 0);
		add(BINARY_BYTES, bytes);
	}

	private void add(int counter, long value) {
		this.counters.lazySet(counter, this.counters.get(counter) + value);
	}

	/**
	 * Return whether to measure the current message. About one in 64 is measured, at
	 * changing distances, as a fixed distance would select the same receivers of each
	 * broadcast.
	 */
	public boolean takeSample() {
		long left = this.counters.get(UNTIL_SAMPLE) - 1;
		this.counters.lazySet(UNTIL_SAMPLE, (left >= 0) ? left : nextDistance());
		return left < 0;
	}

	private static long nextDistance() {
		return MIN_DISTANCE - 1 + (System.nanoTime() >> 3 & RANDOM_BITS);
	}

	long textMessages() {
		return this.counters.get(TEXT_MESSAGES);
	}

	long binaryMessages() {
		return this.counters.get(BINARY_MESSAGES);
	}

	long textBytes() {
		return this.counters.get(TEXT_BYTES);
	}

	long binaryBytes() {
		return this.counters.get(BINARY_BYTES);
	}

}
