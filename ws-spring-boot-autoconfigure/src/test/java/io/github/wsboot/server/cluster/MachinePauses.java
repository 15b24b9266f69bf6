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

package io.github.wsboot.server.cluster;

import java.time.Duration;

/**
 * Pauses of the whole machine: a thread that does nothing else measures how much later
 * than it should it is woken. What a test measures may be late by as much.
 */
final class MachinePauses {

	private static final long PERIOD_MILLIS = 10;

	private static volatile long longest;

	static {
		Thread thread = new Thread(MachinePauses::measure, "machine-pauses");
		thread.setDaemon(true);
		thread.start();
	}

	private MachinePauses() {
	}

	/**
	 * Start to measure, unless that has been done.
	 */
	static void start() {
		// The class is initialized
	}

	/**
	 * Return the longest pause since the start.
	 */
	static Duration longest() {
		return Duration.ofNanos(longest);
	}

	private static void measure() {
		long latest = System.nanoTime();
		while (!Thread.currentThread().isInterrupted()) {
			try {
				Thread.sleep(PERIOD_MILLIS);
			}
			catch (InterruptedException ex) {
				return;
			}
			long now = System.nanoTime();
			longest = Math.max(longest, now - latest);
			latest = now;
		}
	}

}
