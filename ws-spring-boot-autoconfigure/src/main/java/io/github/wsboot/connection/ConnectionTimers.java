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

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The one timer thread of all connections. What it runs must be short: callbacks are only
 * handed over here.
 *
 * @since 0.1.0
 */
public final class ConnectionTimers implements DisposableBean {

	private static final Log logger = LogFactory.getLog(ConnectionTimers.class);

	private final ScheduledThreadPoolExecutor scheduler;

	/**
	 * Create the timers and their thread.
	 */
	public ConnectionTimers() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("ws-timer-");
		threads.setDaemon(true);
		this.scheduler = new ScheduledThreadPoolExecutor(1, threads, new ScheduledThreadPoolExecutor.DiscardPolicy());
		this.scheduler.setRemoveOnCancelPolicy(true);
	}

	Future<?> after(Duration delay, Runnable task) {
		return this.scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	Future<?> every(Duration period, Runnable task) {
		return this.scheduler.scheduleAtFixedRate(() -> run(task), period.toNanos(), period.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("A timed task has failed", ex);
		}
	}

	@Override
	public void destroy() {
		this.scheduler.shutdownNow();
	}

}
