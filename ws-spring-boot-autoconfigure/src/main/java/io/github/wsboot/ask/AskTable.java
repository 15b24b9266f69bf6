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

package io.github.wsboot.ask;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Asks that wait for answers, by their numbers, and the range of all numbers so far.
 * Thread-safe; no method blocks.
 */
final class AskTable {

	private static final AtomicIntegerFieldUpdater<AskTable> SIZE = AtomicIntegerFieldUpdater.newUpdater(AskTable.class,
			"size");

	private static final AtomicLongFieldUpdater<AskTable> FIRST = AtomicLongFieldUpdater.newUpdater(AskTable.class,
			"first");

	private static final AtomicLongFieldUpdater<AskTable> LAST = AtomicLongFieldUpdater.newUpdater(AskTable.class,
			"last");

	private final Map<Long, PendingAsk> asks = new ConcurrentHashMap<>(4);

	private final int max;

	private volatile int size;

	private volatile long first = Long.MAX_VALUE;

	private volatile long last;

	/**
	 * Create an empty table.
	 * @param max the maximum number of asks
	 */
	AskTable(int max) {
		this.max = max;
	}

	/**
	 * Add an ask, unless there are as many already.
	 * @return whether it was added
	 */
	boolean add(PendingAsk ask) {
		if (SIZE.incrementAndGet(this) > this.max) {
			SIZE.decrementAndGet(this);
			return false;
		}
		// Concurrent asks may be added in any order
		FIRST.accumulateAndGet(this, ask.number(), Math::min);
		LAST.accumulateAndGet(this, ask.number(), Math::max);
		this.asks.put(ask.number(), ask);
		return true;
	}

	void remove(PendingAsk ask) {
		if (this.asks.remove(ask.number(), ask)) {
			SIZE.decrementAndGet(this);
		}
	}

	boolean isEmpty() {
		return this.size <= 0;
	}

	/**
	 * Return whether a number may be that of an ask which has ended: it is neither below
	 * the first one that was added nor above the last.
	 */
	boolean isInRange(long number) {
		return number >= this.first && number <= this.last;
	}

	@Nullable PendingAsk find(long number) {
		return this.asks.get(number);
	}

	void forEach(Consumer<PendingAsk> action) {
		this.asks.values().forEach(action);
	}

}
