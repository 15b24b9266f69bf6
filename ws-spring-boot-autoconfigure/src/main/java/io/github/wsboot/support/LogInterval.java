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

package io.github.wsboot.support;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the log messages about a frequent event to one a minute, and counts those that
 * are left out. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LogInterval {

	private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong next = new AtomicLong(System.nanoTime() - INTERVAL);

	private final AtomicLong skipped = new AtomicLong();

	/**
	 * Return whether to log now. Only one caller a minute gets {@code true}; the calls of
	 * all others are counted.
	 * @return whether it is time
	 */
	public boolean isTime() {
		return isTime(System.nanoTime());
	}

	/**
	 * Return whether to log at a given time. Only one caller a minute gets {@code true};
	 * the calls of all others are counted.
	 * @param now the time as {@link System#nanoTime()} returns it
	 * @return whether it is time
	 */
	public boolean isTime(long now) {
		long next = this.next.get();
		boolean time = now - next >= 0 && this.next.compareAndSet(next, now + INTERVAL);
		if (!time) {
			this.skipped.incrementAndGet();
		}
		return time;
	}

	/**
	 * Return how often it was not time to log since the last call of this method.
	 * @return the number of messages that were left out
	 */
	public long takeSkipped() {
		return this.skipped.getAndSet(0);
	}

}
