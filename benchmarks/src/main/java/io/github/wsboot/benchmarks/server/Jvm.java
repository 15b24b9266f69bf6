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

package io.github.wsboot.benchmarks.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryManagerMXBean;
import java.util.stream.Collectors;

/**
 * This process, as the load generator asks about it.
 *
 * @since 0.1.0
 */
public final class Jvm {

	private Jvm() {
	}

	/**
	 * Collect garbage until nothing more is found.
	 * @return the bytes of heap that are left
	 */
	public static long heapAfterCollection() {
		long used = Long.MAX_VALUE;
		long before;
		do {
			before = used;
			System.gc();
			used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		}
		while (used < before - before / 1000);
		return Math.min(used, before);
	}

	public static String describe() {
		return System.getProperty("java.vendor") + " " + Runtime.version();
	}

	/**
	 * Return the flags that it was started with, and its garbage collector.
	 */
	public static String flags() {
		String flags = String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments());
		String collectors = ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.map(MemoryManagerMXBean::getName)
			.collect(Collectors.joining(", "));
		return flags + " (" + collectors + ")";
	}

	/**
	 * Return the number of platform threads.
	 */
	public static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

}
