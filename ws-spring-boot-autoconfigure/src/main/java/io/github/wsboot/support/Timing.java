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

/**
 * Start times of work that may be measured, kept as a plain {@code long}: a time of
 * {@link System#nanoTime()}, or {@link #NONE} for work that is not measured.
 *
 * @since 0.1.0
 */
public final class Timing {

	/**
	 * Start time of work that is not measured.
	 */
	public static final long NONE = 0;

	private Timing() {
	}

	/**
	 * Return the current time as a start time.
	 * @return the time, never {@link #NONE}
	 */
	public static long start() {
		return System.nanoTime() | 1;
	}

	/**
	 * Return the time that has passed since a start time.
	 * @param start the start time, which is not {@link #NONE}
	 * @return the time in nanoseconds, never negative
	 */
	public static long nanosSince(long start) {
		return Math.max(0, System.nanoTime() - start);
	}

}
