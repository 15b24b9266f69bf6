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

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Pool of platform threads that run {@link TaskBatches}. A thread is started only if no
 * other one has nothing to do. As its queue, the pool shows the tasks that wait for their
 * batch, for monitoring.
 */
final class WorkerPool extends ThreadPoolExecutor {

	private static final long KEEP_ALIVE_SECONDS = 60;

	private final HandOverQueue queue;

	private final TaskBatches batches;

	private final ThreadShortage shortage;

	/**
	 * Create a pool without threads.
	 * @param threads creates the threads
	 * @param maxThreads the maximum number of threads
	 * @param timers the timers that try again if the operating system refuses a thread
	 */
	WorkerPool(ThreadFactory threads, int maxThreads, TimerService timers) {
		this(new HandOverQueue(), threads, maxThreads, timers);
	}

	private WorkerPool(HandOverQueue queue, ThreadFactory threads, int maxThreads, TimerService timers) {
		super(maxThreads, maxThreads, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, queue, threads);
		allowCoreThreadTimeOut(true);
		this.queue = queue;
		this.batches = new TaskBatches(this::executeBatch, maxThreads, timers);
		this.shortage = new ThreadShortage(timers);
	}

	/**
	 * Return the executor of tasks.
	 */
	TaskBatches batches() {
		return this.batches;
	}

	private void executeBatch(Runnable batch) {
		if (!this.queue.handOver(batch)) {
			executeOnNewThread(batch);
		}
		else if (isShutdown() && this.queue.remove(batch)) {
			// The thread may have ended before it took the batch
			throw new RejectedExecutionException("The pool has been shut down meanwhile");
		}
	}

	private void executeOnNewThread(Runnable batch) {
		try {
			execute(batch);
		}
		catch (OutOfMemoryError ex) {
			if (!this.queue.contains(batch)) {
				this.queue.add(batch);
			}
			// There may be no thread, and a task in the queue starts none
			this.shortage.retry(this::startThread, ex);
		}
	}

	private void startThread() {
		if (!this.queue.isEmpty()) {
			prestartCoreThread();
		}
	}

	@Override
	public BlockingQueue<Runnable> getQueue() {
		return this.batches.tasks();
	}

	@Override
	public long getCompletedTaskCount() {
		return this.batches.completed();
	}

	@Override
	public List<Runnable> shutdownNow() {
		this.batches.stop();
		return super.shutdownNow();
	}

}
