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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Alarm about a slow consumer: raised once in an episode and once a second at most.
 */
final class SlowConsumerAlarm {

	private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final AtomicBoolean raised = new AtomicBoolean();

	private volatile long last = System.nanoTime() - INTERVAL;

	/**
	 * Raise the alarm.
	 * @return whether to report it now
	 */
	boolean raise() {
		long now = System.nanoTime();
		if (now - this.last < INTERVAL || !this.raised.compareAndSet(false, true)) {
			return false;
		}
		this.last = now;
		return true;
	}

	boolean isRaised() {
		return this.raised.get();
	}

	/**
	 * End the episode.
	 */
	void end() {
		this.raised.set(false);
	}

}
