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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Condition that threads can wait for, with a timeout. Code that may have made it true
 * calls {@link #signal()}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AwaitableCondition {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition signalled = this.lock.newCondition();

	/**
	 * Create a condition that no thread waits for.
	 */
	public AwaitableCondition() {
	}

	/**
	 * Make all waiting threads check again.
	 */
	public void signal() {
		this.lock.lock();
		try {
			this.signalled.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until the condition is true or the timeout is over. Returns early if the
	 * thread is interrupted, and leaves its interrupt flag set.
	 * @param timeout how long to wait at most
	 * @param reached returns whether the condition is true; called at once and after each
	 * {@link #signal()}
	 */
	public void await(Duration timeout, BooleanSupplier reached) {
		long remaining = TimeUnit.NANOSECONDS.convert(timeout);
		this.lock.lock();
		try {
			while (!reached.getAsBoolean() && remaining > 0) {
				remaining = this.signalled.awaitNanos(remaining);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

}
