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

package io.github.wsboot.autoconfigure;

import java.time.Duration;

/**
 * Properties of the threads that run callbacks.
 *
 * @since 0.1.0
 */
public class WorkerProperties {

	/**
	 * Number of platform threads for callbacks, again for event listeners and stages, and
	 * again for writing to clients. Has no effect with virtual threads.
	 */
	private int maxThreads = 200;

	/**
	 * Time for which a callback, or the stage that it returned, may hold its connection
	 * before a warning names it, on event loops and virtual threads, too. Zero switches
	 * the warnings off.
	 */
	private Duration warnAfter = Duration.ofSeconds(30);

	public int getMaxThreads() {
		return this.maxThreads;
	}

	public void setMaxThreads(int maxThreads) {
		this.maxThreads = maxThreads;
	}

	public Duration getWarnAfter() {
		return this.warnAfter;
	}

	public void setWarnAfter(Duration warnAfter) {
		this.warnAfter = warnAfter;
	}

}
