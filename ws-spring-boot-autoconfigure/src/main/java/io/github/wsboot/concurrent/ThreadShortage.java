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

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.wsboot.support.SafeLogger;

/**
 * Starts threads later that the operating system has refused to start. The timer of all
 * connections, whose thread exists already, tries again until it succeeds.
 */
final class ThreadShortage {

	private static final SafeLogger logger = SafeLogger.of(ThreadShortage.class);

	private static final Duration INTERVAL = Duration.ofMillis(100);

	private final TimerService timers;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	ThreadShortage(TimerService timers) {
		this.timers = timers;
	}

	/**
	 * Start a thread later.
	 * @param start starts the thread, or fails again
	 * @param failure the failure of the first attempt
	 */
	void retry(Runnable start, OutOfMemoryError failure) {
		this.waiting.add(start);
		if (schedule()) {
			logger.error("The operating system refuses to start more threads: callbacks have to wait", failure);
		}
	}

	private boolean schedule() {
		boolean first = this.scheduled.compareAndSet(false, true);
		if (first) {
			try {
				this.timers.after(INTERVAL, this::startAll);
			}
			catch (Throwable ex) {
				// The next call tries again: the task waits already
				this.scheduled.set(false);
				logger.error("Threads that could not be started have to wait for the next attempt", ex);
			}
		}
		return first;
	}

	private void startAll() {
		this.scheduled.set(false);
		try {
			for (Runnable start = this.waiting.peek(); start != null; start = this.waiting.peek()) {
				start.run();
				this.waiting.remove();
			}
		}
		catch (OutOfMemoryError ex) {
			schedule();
		}
		catch (RejectedExecutionException ex) {
			// The executor has been destroyed
			this.waiting.clear();
		}
		catch (Throwable ex) {
			logger.error("A thread cannot be started", ex);
			schedule();
		}
	}

}
