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

package io.github.wsboot.concurrent;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import io.github.wsboot.support.SafeLogger;

/**
 * Thread that runs tasks after a delay. They must be short: they hand callbacks over to
 * other threads.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class TimerService implements DisposableBean {

	private static final SafeLogger logger = SafeLogger.of(TimerService.class);

	private final ScheduledThreadPoolExecutor scheduler;

	/**
	 * Create the timers and their thread.
	 */
	public TimerService() {
		this("ws-timer-");
	}

	/**
	 * Create timers and their thread for other tasks than those of connections.
	 * @param namePrefix the prefix of the thread's name
	 */
	public TimerService(String namePrefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(namePrefix);
		threads.setDaemon(true);
		this.scheduler = new ScheduledThreadPoolExecutor(1, threads, new ScheduledThreadPoolExecutor.DiscardPolicy());
		this.scheduler.setRemoveOnCancelPolicy(true);
	}

	/**
	 * Run a task once.
	 * @param delay the delay from now
	 * @param task the task, which must be short
	 * @return a handle to cancel the task
	 */
	public Future<?> after(Duration delay, Runnable task) {
		return this.scheduler.schedule(guarded(task), TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
	}

	public Future<?> every(Duration period, Runnable task) {
		long nanos = Math.max(1, TimeUnit.NANOSECONDS.convert(period));
		return this.scheduler.scheduleAtFixedRate(guarded(task), nanos, nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Return a task that never fails: a failure would silently end all further runs.
	 */
	private static Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("A task of the timer has failed", ex);
			}
		};
	}

	@Override
	public void destroy() {
		this.scheduler.shutdownNow();
	}

}
