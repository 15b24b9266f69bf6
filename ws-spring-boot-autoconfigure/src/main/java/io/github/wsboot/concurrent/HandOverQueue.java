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

package io.github.wsboot.concurrent;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Queue of a pool of threads that knows whether one of them waits for a task. A pool
 * alone starts a thread for each task until it has all of them, even if the others have
 * nothing to do.
 */
final class HandOverQueue extends LinkedBlockingQueue<Runnable> {

	private static final long serialVersionUID = 1L;

	/** The threads that wait, less the tasks that are or will be here for them. */
	private final AtomicInteger idle = new AtomicInteger();

	/**
	 * Give a task to a thread that waits and gets no other one meanwhile.
	 * @return whether there was such a thread
	 */
	boolean handOver(Runnable task) {
		return claim() && super.offer(task);
	}

	private boolean claim() {
		int waiting = this.idle.get();
		while (waiting > 0) {
			if (this.idle.compareAndSet(waiting, waiting - 1)) {
				return true;
			}
			waiting = this.idle.get();
		}
		return false;
	}

	@Override
	public boolean offer(Runnable task) {
		this.idle.decrementAndGet();
		return super.offer(task);
	}

	@Override
	public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
		this.idle.incrementAndGet();
		try {
			Runnable task = super.poll(timeout, unit);
			// A thread must not leave that was claimed
			return (task != null || claim()) ? task : super.take();
		}
		catch (InterruptedException ex) {
			this.idle.decrementAndGet();
			throw ex;
		}
	}

}
