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

package io.github.wsboot.client.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;

import io.github.wsboot.concurrent.TimerService;

/**
 * Time as client connections see it. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ClientTimers {

	/**
	 * Run a task once.
	 * @param delay the delay from now
	 * @param task the task, which is short
	 * @return a handle to cancel the task
	 */
	Future<?> after(Duration delay, Runnable task);

	/**
	 * Return the time since some fixed moment, which never jumps.
	 * @return the time in nanoseconds
	 */
	long nanoTime();

	/**
	 * Return the clock of the wall, for what people and servers see.
	 * @return the clock
	 */
	Clock clock();

	/**
	 * Return the time of the machine.
	 * @param timers run the tasks
	 * @return the timers
	 */
	static ClientTimers of(TimerService timers) {
		return new ClientTimers() {

			@Override
			public Future<?> after(Duration delay, Runnable task) {
				return timers.after(delay, task);
			}

			@Override
			public long nanoTime() {
				return System.nanoTime();
			}

			@Override
			public Clock clock() {
				return Clock.systemUTC();
			}

		};
	}

}
