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
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.support.SafeLogger;

/**
 * Runs tasks on threads, short ones in batches: as long as tasks are short on average, a
 * thread that has finished one goes on with the next, and no further thread is woken for
 * a few tasks that wait. If they are not short, each waiting task has a thread woken or
 * started for it, up to the maximum.
 * <p>
 * A task that holds its thread although tasks are short on average delays the next one by
 * about a millisecond: then another thread goes on, and if that is held too, twice as
 * many with each millisecond. What a task leaves in its thread, an interruption or
 * another class loader, does not reach the next one.
 */
final class TaskBatches implements Executor {

	/** Average time up to which tasks are short: many times that of waking a thread. */
	private static final long SHORT = TimeUnit.MICROSECONDS.toNanos(50);

	/** Estimated time that short tasks may wait before another thread is woken. */
	private static final long MAX_WAIT = TimeUnit.MICROSECONDS.toNanos(200);

	/** Time for which wake-ups are put off while the tasks that wait are run. */
	private static final long MAX_WAKE_UP_DELAY = TimeUnit.MICROSECONDS.toNanos(100);

	private static final Duration CHECK_INTERVAL = Duration.ofMillis(1);

	/** Time after which a task holds its thread for long. */
	private static final long HELD = CHECK_INTERVAL.toNanos() / 2;

	/** More threads than that do not run short tasks sooner. */
	private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

	private static final SafeLogger logger = SafeLogger.of(TaskBatches.class);

	private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

	private final Set<Batch> batches = ConcurrentHashMap.newKeySet();

	/** The batches that run or will run. */
	private final AtomicInteger running = new AtomicInteger();

	/** Those of them that have not yet looked for a task. */
	private final AtomicInteger starting = new AtomicInteger();

	/** Those of them whose task has held its thread for long. */
	private final AtomicInteger held = new AtomicInteger();

	private final LongAdder completed = new LongAdder();

	private final AtomicBoolean checkScheduled = new AtomicBoolean();

	private final Executor threads;

	private final int maxThreads;

	private final TimerService timers;

	private final LongSupplier clock;

	private final ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	/**
	 * Moving average of the time that a task takes. Updates that get lost do not matter.
	 */
	private volatile long averageTime;

	private volatile boolean stopped;

	/** Used by the checks. */
	private long completedAtCheck;

	/** The batches that the last check has started. Used by the checks. */
	private int startedByCheck;

	/**
	 * Create an instance without tasks.
	 * @param threads runs each batch on a thread of its own
	 * @param maxThreads the maximum number of threads
	 * @param timers the timers that check for tasks which hold up others
	 */
	TaskBatches(Executor threads, int maxThreads, TimerService timers) {
		this(threads, maxThreads, timers, System::nanoTime);
	}

	TaskBatches(Executor threads, int maxThreads, TimerService timers, LongSupplier clock) {
		this.threads = threads;
		this.maxThreads = maxThreads;
		this.timers = timers;
		this.clock = clock;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.stopped && this.tasks.remove(task)) {
			throw new RejectedExecutionException("The threads have been shut down");
		}
		try {
			startOrCheck();
		}
		catch (Throwable ex) {
			// A caller that knows of the failure adds the task again
			if (this.tasks.remove(task)) {
				throw ex;
			}
		}
	}

	private void startOrCheck() {
		if (!startIfNeeded()) {
			scheduleCheck();
		}
	}

	/**
	 * Start a batch if the tasks that wait need one.
	 * @return whether the tasks that wait have enough batches now
	 */
	private boolean startIfNeeded() {
		int running = this.running.get();
		while (running < this.maxThreads && needsMoreThan(running)) {
			if (this.running.compareAndSet(running, running + 1)) {
				start();
				return true;
			}
			running = this.running.get();
		}
		return running >= this.maxThreads;
	}

	private boolean needsMoreThan(int running) {
		int waiting = this.tasks.size() - this.starting.get();
		if (waiting <= 0) {
			return false;
		}
		int going = running - this.held.get();
		long averageTime = this.averageTime;
		return going <= 0 || averageTime > SHORT || (going < PROCESSORS && waiting * averageTime > going * MAX_WAIT);
	}

	private void start() {
		this.starting.incrementAndGet();
		Batch batch = null;
		try {
			batch = new Batch();
			this.threads.execute(batch);
		}
		catch (Throwable ex) {
			// It may run nevertheless
			if (batch == null || batch.abandon()) {
				this.starting.decrementAndGet();
				this.running.decrementAndGet();
			}
			throw ex;
		}
	}

	private void scheduleCheck() {
		if (!this.checkScheduled.get() && this.checkScheduled.compareAndSet(false, true)) {
			try {
				this.timers.after(CHECK_INTERVAL, this::check);
			}
			catch (Throwable ex) {
				// The next task tries again
				this.checkScheduled.set(false);
				logger.error("Tasks may have to wait for one that holds its thread", ex);
			}
		}
	}

	/**
	 * Run the wake-ups that tasks have put off, and start further batches if tasks hold
	 * all threads, or none has ended since the last check: one at first, and then twice
	 * as many with each check. A batch may just have lost its processor for a while.
	 */
	private void check() {
		this.checkScheduled.set(false);
		try {
			long now = this.clock.getAsLong();
			this.batches.forEach((batch) -> batch.check(now));
			startForWaiting();
		}
		finally {
			if (!this.tasks.isEmpty() && this.running.get() < this.maxThreads && !this.stopped) {
				scheduleCheck();
			}
		}
	}

	private void startForWaiting() {
		long completed = this.completed.sum();
		boolean progress = completed != this.completedAtCheck;
		this.completedAtCheck = completed;
		if (this.starting.get() > 0) {
			// They have no processor yet, and more would not have one either
			return;
		}
		boolean stuck = !progress || this.held.get() >= this.running.get();
		this.startedByCheck = stuck ? start(progress ? 1 : Math.max(1, 2 * this.startedByCheck)) : 0;
	}

	private int start(int most) {
		int started = 0;
		int running = this.running.get();
		while (started < most && running < this.maxThreads && this.tasks.size() > this.starting.get()) {
			if (this.running.compareAndSet(running, running + 1)) {
				start();
				started++;
			}
			running = this.running.get();
		}
		return started;
	}

	/**
	 * Return the tasks that wait, for monitoring.
	 */
	BlockingQueue<Runnable> tasks() {
		return this.tasks;
	}

	/**
	 * Return how many tasks have ended.
	 */
	long completed() {
		return this.completed.sum();
	}

	/**
	 * Begin no further tasks, and drop those that wait.
	 */
	void stop() {
		this.stopped = true;
		this.tasks.clear();
	}

	/**
	 * Tasks that one thread runs one after the other.
	 */
	private final class Batch implements Runnable {

		private final WakeUps wakeUps = new WakeUps(TaskBatches.this::scheduleCheck);

		private final AtomicReference<BatchState> state = new AtomicReference<>(BatchState.NEW);

		/** Start time of the task that runs. */
		private volatile long taskStart;

		/**
		 * Give up the start of the batch.
		 * @return whether it will not run
		 */
		boolean abandon() {
			return this.state.compareAndSet(BatchState.NEW, BatchState.ABANDONED);
		}

		@Override
		public void run() {
			if (!this.state.compareAndSet(BatchState.NEW, BatchState.BETWEEN_TASKS)) {
				return;
			}
			TaskBatches.this.starting.decrementAndGet();
			boolean done = false;
			try {
				begin();
				do {
					runTasks();
				}
				while (runOn());
				done = true;
			}
			finally {
				end(done);
			}
		}

		private void begin() {
			TaskBatches.this.batches.add(this);
			this.wakeUps.begin();
			reset();
		}

		private void runTasks() {
			this.taskStart = TaskBatches.this.clock.getAsLong();
			Runnable task = next();
			while (task != null) {
				run(task);
				long end = TaskBatches.this.clock.getAsLong();
				update(end - this.taskStart);
				this.taskStart = end;
				if (TaskBatches.this.tasks.isEmpty() || this.wakeUps.isDue(end, MAX_WAKE_UP_DELAY)) {
					this.wakeUps.run();
				}
				task = next();
			}
		}

		private @Nullable Runnable next() {
			return TaskBatches.this.stopped ? null : TaskBatches.this.tasks.poll();
		}

		private void run(Runnable task) {
			this.wakeUps.beginTask(TaskBatches.this.averageTime <= SHORT && !TaskBatches.this.tasks.isEmpty());
			this.state.set(BatchState.IN_TASK);
			try {
				task.run();
			}
			finally {
				if (this.state.getAndSet(BatchState.BETWEEN_TASKS) == BatchState.HELD) {
					TaskBatches.this.held.decrementAndGet();
				}
				TaskBatches.this.completed.increment();
				reset();
			}
		}

		/**
		 * Run what is put off, and notice that a task holds the thread. Called by the
		 * checks.
		 */
		void check(long now) {
			this.wakeUps.run();
			if (this.state.get() == BatchState.IN_TASK && now - this.taskStart > HELD
					&& this.state.compareAndSet(BatchState.IN_TASK, BatchState.HELD)) {
				TaskBatches.this.held.incrementAndGet();
			}
		}

		/**
		 * Remove from the thread what the task has left.
		 */
		private void reset() {
			Thread thread = Thread.currentThread();
			if (thread.getContextClassLoader() != TaskBatches.this.classLoader) {
				thread.setContextClassLoader(TaskBatches.this.classLoader);
			}
			if (!TaskBatches.this.stopped) {
				Thread.interrupted();
			}
		}

		private void update(long time) {
			long average = TaskBatches.this.averageTime;
			TaskBatches.this.averageTime = average + (time - average) / 16;
		}

		/**
		 * End, unless a task was added that counts on this batch.
		 * @return whether to go on
		 */
		private boolean runOn() {
			int running = TaskBatches.this.running.decrementAndGet();
			while (!TaskBatches.this.stopped && running < TaskBatches.this.maxThreads && needsMoreThan(running)) {
				if (TaskBatches.this.running.compareAndSet(running, running + 1)) {
					return true;
				}
				running = TaskBatches.this.running.get();
			}
			return false;
		}

		/**
		 * End, and leave no task behind that only this batch would have run.
		 * @param done whether it has ended by itself, rather than with the failure of a
		 * task, which ends the thread
		 */
		private void end(boolean done) {
			TaskBatches.this.batches.remove(this);
			if (!done) {
				TaskBatches.this.running.decrementAndGet();
			}
			this.wakeUps.end();
			if (!TaskBatches.this.tasks.isEmpty() && !TaskBatches.this.stopped) {
				startOrCheck();
			}
		}

	}

	private enum BatchState {

		NEW, ABANDONED, BETWEEN_TASKS, IN_TASK, HELD

	}

}
