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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says when to log again what happens often: once a minute at most. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LogInterval {

	private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong next = new AtomicLong(System.nanoTime());

	/**
	 * Return whether to log now. Who is told so is the only one for a minute.
	 * @return whether it is time
	 */
	public boolean isTime() {
		long now = System.nanoTime();
		long next = this.next.get();
		return now - next >= 0 && this.next.compareAndSet(next, now + INTERVAL);
	}

}
