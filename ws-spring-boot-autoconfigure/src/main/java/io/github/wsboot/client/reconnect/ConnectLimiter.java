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

package io.github.wsboot.client.reconnect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Bounds the number of attempts that are in progress at once. The others wait for their
 * turn, first come, first served. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ConnectLimiter {

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Slot> waiting = new ArrayDeque<>();

	private int free;

	/**
	 * Create a limiter.
	 * @param max the number of attempts at once
	 */
	public ConnectLimiter(int max) {
		this.free = max;
	}

	/**
	 * Ask for a slot.
	 * @param action run once there is a slot, at once or on the thread that releases one;
	 * it must be short
	 * @return the slot, to be released in any case
	 */
	public Slot acquire(Runnable action) {
		Slot slot = new Slot(this, action);
		boolean granted;
		this.lock.lock();
		try {
			granted = this.free > 0;
			if (granted) {
				this.free--;
				slot.phase = Phase.GRANTED;
			}
			else {
				this.waiting.add(slot);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (granted) {
			action.run();
		}
		return slot;
	}

	private void release(Slot slot) {
		Slot next;
		this.lock.lock();
		try {
			next = take(slot);
		}
		finally {
			this.lock.unlock();
		}
		if (next != null) {
			next.action.run();
		}
	}

	/**
	 * Take a slot back.
	 * @return the slot that is granted instead, or {@code null}
	 */
	private @Nullable Slot take(Slot slot) {
		Phase phase = slot.phase;
		slot.phase = Phase.RELEASED;
		if (phase == Phase.WAITING) {
			this.waiting.remove(slot);
		}
		if (phase != Phase.GRANTED) {
			return null;
		}
		Slot next = this.waiting.poll();
		if (next != null) {
			next.phase = Phase.GRANTED;
		}
		else {
			this.free++;
		}
		return next;
	}

	/**
	 * Slot that is waited for, in use or released.
	 *
	 * @since 0.1.0
	 */
	public static final class Slot {

		private final ConnectLimiter limiter;

		private final Runnable action;

		/** Guarded by the limiter's lock. */
		private Phase phase = Phase.WAITING;

		private Slot(ConnectLimiter limiter, Runnable action) {
			this.limiter = limiter;
			this.action = action;
		}

		/**
		 * Release the slot, or wait for it no longer. Only the first call counts.
		 */
		public void release() {
			this.limiter.release(this);
		}

	}

	/** Phases of a slot, in their order. */
	private enum Phase {

		WAITING, GRANTED, RELEASED

	}

}
