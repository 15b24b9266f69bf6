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

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;

/**
 * Memory that all queues of a node may take together. A frame counts once, however many
 * queues hold it.
 * <p>
 * Before all of it is used up, pressure listeners are called to shorten the longest
 * queues. A frame is refused if there is not enough memory left. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SendMemoryBudget {

	/** Approximate memory of the objects around the bytes of a frame. */
	public static final int OVERHEAD = 256;

	/**
	 * Approximate memory that a frame with a key takes in each queue, besides what all
	 * queues share.
	 */
	static final int PLACE_OVERHEAD = 128;

	private static final SafeLogger logger = SafeLogger.of(SendMemoryBudget.class);

	private final long max;

	private final long pressure;

	private final AtomicLong used = new AtomicLong();

	/** Memory of discarded queues that is not released yet. */
	private final AtomicLong pendingRelease = new AtomicLong();

	private final List<Runnable> pressureListeners = new CopyOnWriteArrayList<>();

	/** Whether so much is used that messages with replies should be read more slowly. */
	private volatile boolean strained;

	private final List<Runnable> easeListeners = new CopyOnWriteArrayList<>();

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final LogInterval refusals = new LogInterval();

	/**
	 * Create a budget.
	 * @param max the maximum number of bytes
	 */
	public SendMemoryBudget(long max) {
		this.max = max;
		this.pressure = max - max / 8;
	}

	/**
	 * Add a listener that is called when the budget is nearly used up. Several contexts
	 * may share the budget and have one each.
	 * @param listener the listener, which must not block
	 */
	public void addPressureListener(Runnable listener) {
		this.pressureListeners.add(listener);
	}

	/**
	 * Remove a listener that was added by {@link #addPressureListener}.
	 * @param listener the same instance
	 */
	public void removePressureListener(Runnable listener) {
		this.pressureListeners.remove(listener);
	}

	/**
	 * Add a listener that is called when a strained budget gets some memory back.
	 * @param listener the listener, which must not block
	 */
	public void addEaseListener(Runnable listener) {
		this.easeListeners.add(listener);
	}

	/**
	 * Remove a listener that was added by {@link #addEaseListener}.
	 * @param listener the same instance
	 */
	public void removeEaseListener(Runnable listener) {
		this.easeListeners.remove(listener);
	}

	public boolean tryReserve(long bytes) {
		long before;
		do {
			before = this.used.get();
			// A refused frame never counts, not even for a moment, as others would
			// overflow
			if (before + bytes > this.max) {
				this.pressureListeners.forEach(SafeRunner::run);
				return false;
			}
		}
		while (!this.used.compareAndSet(before, before + bytes));
		if (before + bytes > this.pressure) {
			this.pressureListeners.forEach(SafeRunner::run);
		}
		if (before + bytes > this.max / 2 && !this.strained) {
			this.strained = true;
			// A release just before has not seen the flag
			easeIfStrained();
		}
		return true;
	}

	private void easeIfStrained() {
		if (this.strained) {
			this.strained = this.used.get() > this.max / 8 * 3;
			this.easeListeners.forEach(SafeRunner::run);
		}
	}

	public void release(long bytes) {
		this.used.addAndGet(-bytes);
		easeIfStrained();
		if (!this.waiting.isEmpty()) {
			runIfRelieved();
		}
	}

	/**
	 * Called when a reply was refused.
	 */
	public void onReplyRefused() {
		if (this.refusals.isTime()) {
			logger.warn("Replies are lost, since all queues together have reached 'ws.send.max-total-bytes': "
					+ "clients without a reply are not read until there is room");
		}
	}

	/**
	 * Run an action once when there is no pressure any more.
	 * @param action the action, which must not block
	 */
	public void whenRelieved(Runnable action) {
		this.waiting.add(action);
		runIfRelieved();
	}

	private void runIfRelieved() {
		Runnable action = nextIfRelieved();
		while (action != null) {
			SafeRunner.run(action);
			action = nextIfRelieved();
		}
	}

	private @Nullable Runnable nextIfRelieved() {
		return (excess() <= 0) ? this.waiting.poll() : null;
	}

	/**
	 * Add memory that will be released soon, as its queue was discarded.
	 * @param bytes the memory of the queue
	 */
	public void addPendingRelease(long bytes) {
		this.pendingRelease.addAndGet(bytes);
	}

	/**
	 * Remove memory that was added by {@link #addPendingRelease}, as it has been
	 * released.
	 * @param bytes the same number
	 */
	public void removePendingRelease(long bytes) {
		this.pendingRelease.addAndGet(-bytes);
	}

	/**
	 * Return whether the budget is strained: from the moment when more than half is used
	 * until at most three eighths are used.
	 */
	public boolean isStrained() {
		return this.strained;
	}

	/**
	 * Return whether there is room for a number of bytes without pressure.
	 */
	public boolean hasRoom(long bytes) {
		return this.used.get() + bytes <= this.max / 4 * 3;
	}

	/**
	 * Return the memory that has to be freed for the pressure to end for a while, besides
	 * memory that is about to be released anyway.
	 */
	long excess() {
		// In this order, so that a release in between is not missed
		long pendingRelease = this.pendingRelease.get();
		return this.used.get() - pendingRelease - this.max / 4 * 3;
	}

	/**
	 * Return the memory that the queues take now.
	 * @return the bytes, including overhead
	 */
	public long used() {
		return this.used.get();
	}

}
