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

package io.github.wsboot.outbound;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Counters of the room that a queue has reserved, including frames in the inbox of its
 * loop, and of dropped messages. Updated on any thread. The numbers are fields rather
 * than objects, as each connection would have objects of its own.
 */
final class QueueReservations {

	private static final int MESSAGE_SHIFT = 36;

	private static final long ONE_MESSAGE = 1L << MESSAGE_SHIFT;

	private static final long BYTES_MASK = ONE_MESSAGE - 1;

	private static final AtomicLongFieldUpdater<QueueReservations> USED = AtomicLongFieldUpdater
		.newUpdater(QueueReservations.class, "used");

	private static final AtomicLongFieldUpdater<QueueReservations> DROPPED = AtomicLongFieldUpdater
		.newUpdater(QueueReservations.class, "dropped");

	private static final AtomicIntegerFieldUpdater<QueueReservations> CONTROLS = AtomicIntegerFieldUpdater
		.newUpdater(QueueReservations.class, "controls");

	private static final AtomicIntegerFieldUpdater<QueueReservations> UNFINISHED = AtomicIntegerFieldUpdater
		.newUpdater(QueueReservations.class, "unfinished");

	private static final AtomicLongFieldUpdater<QueueReservations> OPTIONS = AtomicLongFieldUpdater
		.newUpdater(QueueReservations.class, "options");

	/** The number of messages above, the number of bytes below: both in one step. */
	private volatile long used;

	private volatile long dropped;

	private volatile int controls;

	/** Fragmented messages whose last fragment has not been pushed. */
	private volatile int unfinished;

	/** The number of messages with options above, the memory of their options below. */
	private volatile long options;

	/**
	 * Reserve room for one message if it fits.
	 * @param limits the limits
	 * @param factor the factor by which to multiply the limits
	 */
	boolean tryReserve(int bytes, SendLimits limits, int factor) {
		long current = this.used;
		while ((current & BYTES_MASK) + bytes <= factor * limits.maxBytes()
				&& (current >>> MESSAGE_SHIFT) < (long) factor * limits.maxMessages()) {
			if (USED.compareAndSet(this, current, current + ONE_MESSAGE + bytes)) {
				return true;
			}
			current = this.used;
		}
		return false;
	}

	/**
	 * Return whether a reservation would succeed now.
	 */
	boolean hasRoom(int bytes, SendLimits limits) {
		long current = this.used;
		return (current & BYTES_MASK) + bytes <= limits.maxBytes()
				&& (current >>> MESSAGE_SHIFT) < limits.maxMessages();
	}

	void release(int bytes) {
		USED.addAndGet(this, -ONE_MESSAGE - bytes);
	}

	/**
	 * Reserve room for one control frame if it fits.
	 */
	boolean tryReserveControl(int most) {
		if (CONTROLS.incrementAndGet(this) > most) {
			releaseControl();
			return false;
		}
		return true;
	}

	void releaseControl() {
		CONTROLS.decrementAndGet(this);
	}

	void beginMessage() {
		UNFINISHED.incrementAndGet(this);
	}

	void endMessage() {
		UNFINISHED.decrementAndGet(this);
	}

	/**
	 * Return whether the last fragment of a message is missing.
	 */
	boolean isUnfinished() {
		return this.unfinished > 0;
	}

	void addOptions(int memory) {
		OPTIONS.addAndGet(this, ONE_MESSAGE + memory);
	}

	void removeOptions(int memory) {
		OPTIONS.addAndGet(this, -ONE_MESSAGE - memory);
	}

	/**
	 * Return the memory of all options.
	 */
	long optionsMemory() {
		return this.options & BYTES_MASK;
	}

	/**
	 * Return whether a message has options, so that only the loop knows how much room
	 * there is.
	 */
	boolean hasOptions() {
		return this.options > 0;
	}

	void countDropped() {
		DROPPED.incrementAndGet(this);
	}

	long dropped() {
		return this.dropped;
	}

	/**
	 * Return whether at most half of the limits is used.
	 */
	boolean isBelowHalf(SendLimits limits) {
		long current = this.used;
		return (current & BYTES_MASK) * 2 <= limits.maxBytes()
				&& (current >>> MESSAGE_SHIFT) * 2 <= limits.maxMessages();
	}

	int messages() {
		return (int) (this.used >>> MESSAGE_SHIFT);
	}

	long bytes() {
		return this.used & BYTES_MASK;
	}

}
