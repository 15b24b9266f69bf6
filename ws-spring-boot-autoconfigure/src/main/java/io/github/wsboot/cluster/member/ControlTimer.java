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

package io.github.wsboot.cluster.member;

import java.time.Duration;
import java.util.concurrent.Future;

/**
 * Timer of the one thread that controls this node's part in the cluster. All its tasks
 * run on that thread, one after the other. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ControlTimer {

	/**
	 * Run a task once. Tasks of equal delay run in the order of the calls, never within
	 * the call. Once the thread has ended, tasks are dropped silently.
	 * @param delay the delay from now
	 * @param task the task, which must not block
	 * @return a handle to cancel the task
	 */
	Future<?> after(Duration delay, Runnable task);

	/**
	 * Run a task after those that were given to this method before.
	 * @param task the task, which must not block
	 */
	default void execute(Runnable task) {
		after(Duration.ZERO, task);
	}

}
