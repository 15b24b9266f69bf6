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
 * The memory that all queues of a node may take together. A frame counts once, however
 * many queues hold it.
 * <p>
 * Before all of it is used up, somebody is asked to make the longest queues shorter.
 *
 * @since 0.1.0
 */
public final class SendBudget {

	/** What a frame costs besides its bytes, about: the objects around them. */
	static final int OVERHEAD = 256;

	private final long max;

	private final long pressure;

	private final AtomicLong used = new AtomicLong();

	/** What queues that were given up have not released. */
	private final AtomicLong leaving = new AtomicLong();

	private volatile Runnable relief = () -> {
	};

	/**
	 * Create a budget.
	 * @param max the most bytes
	 */
	public SendBudget(long max) {
		this.max = max;
		this.pressure = max - max / 8;
	}

	/**
	 * Have something run when the budget is nearly used up. It must not block.
	 */
	void onPressure(Runnable relief) {
		this.relief = relief;
	}

	boolean tryReserve(long bytes) {
		long before;
		do {
			before = this.used.get();
			// What is refused is never counted, not even for a moment: it would make
			// others overflow
			if (before + bytes > this.max) {
				this.relief.run();
				return false;
			}
		}
		while (!this.used.compareAndSet(before, before + bytes));
		if (before + bytes > this.pressure) {
			this.relief.run();
		}
		return true;
	}

	void release(long bytes) {
		this.used.addAndGet(-bytes);
	}

	/**
	 * Note that a queue was given up: what it takes is released soon.
	 */
	void giveUp(long bytes) {
		this.leaving.addAndGet(bytes);
	}

	/**
	 * Note that a queue that was given up has released everything.
	 * @param bytes what was noted before
	 */
	void givenUp(long bytes) {
		this.leaving.addAndGet(-bytes);
	}

	/**
	 * Return what is to be freed so that there is no pressure for a while, besides what
	 * is released soon anyway.
	 */
	long excess() {
		// In this order, so that nothing that is released meanwhile is missed
		long leaving = this.leaving.get();
		return this.used.get() - leaving - this.max / 4 * 3;
	}

	/**
	 * Return what the queues take now.
	 * @return the bytes, overhead included
	 */
	public long used() {
		return this.used.get();
	}

}
