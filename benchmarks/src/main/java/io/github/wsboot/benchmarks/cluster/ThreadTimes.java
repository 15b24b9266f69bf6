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

package io.github.wsboot.benchmarks.cluster;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.function.Predicate;

/**
 * Processor times of threads, user and system, in nanoseconds.
 */
final class ThreadTimes {

	private static final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private ThreadTimes() {
	}

	/**
	 * Return the time of all threads whose names are of a kind.
	 */
	static long sum(Predicate<String> names) {
		long sum = 0;
		for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
			if (thread != null && names.test(thread.getThreadName())) {
				// -1 for a thread that has just ended
				sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
			}
		}
		return sum;
	}

}
