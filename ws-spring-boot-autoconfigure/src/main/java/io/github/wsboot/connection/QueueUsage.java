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

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many messages and bytes a queue has promised to take, those in the inbox of its
 * loop included. Reserved on any thread, both numbers in one step.
 */
final class QueueUsage {

	private static final int MESSAGE_SHIFT = 36;

	private static final long ONE_MESSAGE = 1L << MESSAGE_SHIFT;

	private static final long BYTES_MASK = ONE_MESSAGE - 1;

	/** The number of messages above, the number of bytes below. */
	private final AtomicLong used = new AtomicLong();

	/**
	 * Reserve one message if it fits.
	 * @param limits the bounds
	 * @param factor how many times the bounds may be used up
	 */
	boolean tryReserve(int bytes, SendLimits limits, int factor) {
		long current = this.used.get();
		while ((current & BYTES_MASK) + bytes <= factor * limits.maxBytes()
				&& (current >>> MESSAGE_SHIFT) < (long) factor * limits.maxMessages()) {
			long witness = this.used.compareAndExchange(current, current + ONE_MESSAGE + bytes);
			if (witness == current) {
				return true;
			}
			current = witness;
		}
		return false;
	}

	void release(int bytes) {
		this.used.addAndGet(-ONE_MESSAGE - bytes);
	}

	/**
	 * Return whether at most half of the bounds is used.
	 */
	boolean isBelowHalf(SendLimits limits) {
		long current = this.used.get();
		return (current & BYTES_MASK) * 2 <= limits.maxBytes()
				&& (current >>> MESSAGE_SHIFT) * 2 <= limits.maxMessages();
	}

	int messages() {
		return (int) (this.used.get() >>> MESSAGE_SHIFT);
	}

	long bytes() {
		return this.used.get() & BYTES_MASK;
	}

}
