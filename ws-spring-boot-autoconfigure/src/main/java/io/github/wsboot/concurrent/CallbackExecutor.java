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

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import io.github.wsboot.support.SafeLogger;

/**
 * Threads for tasks that may block. They have the context class loader of the thread that
 * creates the executor.
 * <p>
 * Every task is accepted until the executor is destroyed. Then running tasks are
 * interrupted and waiting tasks are dropped. Tasks that come later are dropped as well,
 * with a DEBUG message, rather than rejected: event loops and timers that are still
 * ending connections must not fail because of a callback that can no longer run.
 * <p>
 * Not an {@link Executor} itself, so that it is never injected instead of one of the
 * application's.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class CallbackExecutor implements DisposableBean {

	private static final SafeLogger logger = SafeLogger.of(CallbackExecutor.class);

	private final Executor executor;

	private final @Nullable ThreadPoolExecutor pool;

	private final Runnable shutdown;

	private CallbackExecutor(Executor executor, @Nullable ThreadPoolExecutor pool, Runnable shutdown) {
		this.executor = executor;
		this.pool = pool;
		this.shutdown = shutdown;
	}

	/**
	 * Create an executor on platform threads; tasks beyond their number wait. A thread is
	 * started only if no other one has nothing to do.
	 * @param namePrefix the prefix of the threads' names
	 * @param maxThreads the maximum number of threads; those that have had nothing to do
	 * for a minute end
	 * @param timers the timers that try again if the operating system refuses a thread,
	 * and that notice tasks which hold up others
	 * @return the executor
	 */
	public static CallbackExecutor onPlatformThreads(String namePrefix, int maxThreads, TimerService timers) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(namePrefix);
		threads.setDaemon(true);
		return onPlatformThreads(threads, maxThreads, timers);
	}

	static CallbackExecutor onPlatformThreads(ThreadFactory threads, int maxThreads, TimerService timers) {
		WorkerPool pool = new WorkerPool(threads, maxThreads, timers);
		return new CallbackExecutor(pool.batches(), pool, pool::shutdownNow);
	}

	/**
	 * Create an executor on virtual threads, one for each task.
	 * @param namePrefix the prefix of the threads' names
	 * @param timers the timers that try again if the operating system refuses a thread
	 * @return the executor
	 */
	public static CallbackExecutor onVirtualThreads(String namePrefix, TimerService timers) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(namePrefix);
		executor.setVirtualThreads(true);
		return onNewThreads(executor, timers);
	}

	static CallbackExecutor onNewThreads(SimpleAsyncTaskExecutor executor, TimerService timers) {
		executor.setCancelRemainingTasksOnClose(true);
		ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
		executor.setTaskDecorator((task) -> () -> {
			// The calling thread may be one of the web server
			Thread.currentThread().setContextClassLoader(classLoader);
			task.run();
		});
		ThreadShortage shortage = new ThreadShortage(timers);
		return new CallbackExecutor((task) -> execute(executor, task, shortage), null, executor::close);
	}

	/**
	 * Run a task on a new thread, or on an existing one if the operating system refuses a
	 * thread. Otherwise the task would be lost, and its connection stuck.
	 */
	private static void execute(SimpleAsyncTaskExecutor executor, Runnable task, ThreadShortage shortage) {
		Runnable once = new Once(task);
		try {
			executor.execute(once);
		}
		catch (OutOfMemoryError ex) {
			shortage.retry(() -> executor.execute(once), ex);
		}
	}

	/**
	 * Run a task on a worker thread.
	 * @param task the task; it is dropped if the executor has been destroyed
	 */
	public void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The executor has been destroyed: %s is not run", task, ex);
		}
	}

	/**
	 * Return the pool of the threads, for monitoring.
	 * @return the pool, or {@code null} if the threads are virtual
	 */
	public @Nullable ThreadPoolExecutor pool() {
		return this.pool;
	}

	@Override
	public void destroy() {
		this.shutdown.run();
	}

	/**
	 * Task that never runs twice: if no carrier could be started for a virtual thread,
	 * another carrier may have run that thread nevertheless.
	 */
	private static final class Once extends AtomicBoolean implements Runnable {

		private static final long serialVersionUID = 1L;

		private final transient Runnable task;

		Once(Runnable task) {
			this.task = task;
		}

		@Override
		public void run() {
			if (compareAndSet(false, true)) {
				this.task.run();
			}
		}

	}

}
