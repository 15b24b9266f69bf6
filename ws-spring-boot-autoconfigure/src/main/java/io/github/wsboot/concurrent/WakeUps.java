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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.github.wsboot.support.SafeLogger;

/**
 * Wake-ups of other threads, such as event loops, by the tasks of one thread. While
 * further short tasks wait, the wake-ups are put off, so that the other threads find the
 * work of several tasks at once.
 *
 * @since 0.1.0
 */
public final class WakeUps {

	private static final SafeLogger logger = SafeLogger.of(WakeUps.class);

	private static final ThreadLocal<WakeUps> CURRENT = new ThreadLocal<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final List<Runnable> waiting = new ArrayList<>(2);

	/** Whether a wake-up waits. Written under the lock. */
	private volatile boolean some;

	private final Runnable onPutOff;

	/** Used by the thread of the tasks. */
	private boolean puttingOff;

	/** Time since which the first one waits, for the thread of the tasks. */
	private long since;

	/**
	 * Create an instance for the tasks of one thread.
	 * @param onPutOff called when the first wake-up is put off, which then has to be run
	 * within a millisecond even if the running task holds the thread
	 */
	WakeUps(Runnable onPutOff) {
		this.onPutOff = onPutOff;
	}

	/**
	 * Wake another thread, now or within about a millisecond. Until it runs, the same
	 * wake-up is put off only once.
	 * @param wakeUp wakes the thread, which may be awake already; may be called by any
	 * thread and must not fail or block
	 */
	public static void wake(Runnable wakeUp) {
		WakeUps current = CURRENT.get();
		if (current == null || !(current.puttingOff || current.some)) {
			wakeUp.run();
		}
		else {
			current.add(wakeUp);
		}
	}

	private void add(Runnable wakeUp) {
		boolean first;
		this.lock.lock();
		try {
			first = !this.some;
			if (!this.waiting.contains(wakeUp)) {
				this.waiting.add(wakeUp);
			}
			this.some = true;
		}
		finally {
			this.lock.unlock();
		}
		if (!this.puttingOff) {
			run();
		}
		else if (first) {
			this.since = System.nanoTime();
			this.onPutOff.run();
		}
	}

	/** Begin with the tasks of the current thread. */
	void begin() {
		CURRENT.set(this);
	}

	/**
	 * Begin a task.
	 * @param puttingOff whether the task is short and others wait behind it
	 */
	void beginTask(boolean puttingOff) {
		this.puttingOff = puttingOff;
	}

	/**
	 * Return whether a wake-up waits for so long that it has to be run. Called by the
	 * thread of the tasks.
	 */
	boolean isDue(long now, long maxDelay) {
		return this.some && now - this.since > maxDelay;
	}

	/** Run what was put off. For any thread. */
	void run() {
		if (!this.some) {
			return;
		}
		this.lock.lock();
		try {
			// Under the lock, as this must not need memory
			this.waiting.forEach(WakeUps::runSafely);
			this.waiting.clear();
			this.some = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void runSafely(Runnable wakeUp) {
		try {
			wakeUp.run();
		}
		catch (Throwable ex) {
			logger.error("A thread could not be woken", ex);
		}
	}

	/** End with the tasks of the current thread. */
	void end() {
		CURRENT.remove();
		this.puttingOff = false;
		run();
	}

}
