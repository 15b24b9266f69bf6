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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeLogger;

/**
 * Makes the longest queues overflow when all queues together take too much memory, so
 * that clients that read are served.
 *
 * @since 0.1.0
 */
public final class MemoryPressureRelief {

	private static final SafeLogger logger = SafeLogger.of(MemoryPressureRelief.class);

	private final Iterable<Relievable> queues;

	private final SendMemoryBudget budget;

	private final Executor executor;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final LogInterval reports = new LogInterval();

	/**
	 * Create a relief.
	 * @param queues the queues, which may come and go
	 * @param budget the memory of all queues
	 * @param executor the executor that runs the relief
	 */
	public MemoryPressureRelief(Iterable<Relievable> queues, SendMemoryBudget budget, Executor executor) {
		this.queues = queues;
		this.budget = budget;
		this.executor = executor;
	}

	public void schedule() {
		if (this.scheduled.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::relieve);
			}
			catch (Throwable ex) {
				this.scheduled.set(false);
				throw ex;
			}
		}
	}

	private void relieve() {
		try {
			List<Load> loads = new ArrayList<>();
			long freed = addLoads(loads);
			// After the sizes: memory that is freed meanwhile must not cost another queue
			long excess = this.budget.excess() - freed;
			int count = 0;
			for (Load load : longestFirst(loads)) {
				if (excess <= 0) {
					break;
				}
				excess -= load.bytes();
				// Another context that shares the queues may have relieved it meanwhile
				if (!load.queue().isBeingFreed()) {
					count++;
					load.queue().relieve();
				}
			}
			if (count > 0 && this.reports.isTime()) {
				logger.warn("The queues of all connections have nearly reached 'ws.send.max-total-bytes': the " + count
						+ " longest overflow");
			}
		}
		finally {
			this.scheduled.set(false);
		}
	}

	/**
	 * Measure each queue once, as lengths that change during the comparison would have no
	 * order.
	 * @return the memory that is about to be freed anyway
	 */
	private long addLoads(List<Load> loads) {
		long freed = 0;
		for (Relievable queue : this.queues) {
			long bytes = queue.memory();
			if (queue.isBeingFreed()) {
				freed += bytes;
			}
			else if (bytes > 0) {
				loads.add(new Load(queue, bytes));
			}
		}
		return freed;
	}

	private static List<Load> longestFirst(List<Load> loads) {
		loads.sort(Comparator.comparingLong(Load::bytes).reversed());
		return loads;
	}

	/**
	 * Memory of a queue at some moment.
	 *
	 * @param queue the queue
	 * @param bytes its memory, including overhead
	 */
	private record Load(Relievable queue, long bytes) {

	}

}
