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
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ControlTimer} whose time a test sets, and which runs tasks on the test's thread.
 */
final class ManualControlTimer implements ControlTimer {

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(
			Comparator.comparingLong(Task::time).thenComparingLong(Task::number));

	private long now;

	private long scheduled;

	@Override
	public Future<?> after(Duration delay, Runnable task) {
		FutureTask<?> future = new FutureTask<>((Callable<?>) () -> {
			task.run();
			return null;
		});
		this.scheduled++;
		this.tasks.add(new Task(this.now + delay.toNanos(), this.scheduled, future));
		return future;
	}

	long now() {
		return this.now;
	}

	/**
	 * Run what is due now.
	 */
	void runDue() {
		advance(Duration.ZERO);
	}

	/**
	 * Let time pass and run what becomes due, each task at its time.
	 * @param duration the time that passes
	 */
	void advance(Duration duration) {
		long end = this.now + duration.toNanos();
		while (!this.tasks.isEmpty() && this.tasks.peek().time() <= end) {
			Task task = this.tasks.remove();
			this.now = Math.max(this.now, task.time());
			run(task.future());
		}
		this.now = end;
	}

	/**
	 * Let time pass while this process is stopped: what becomes due is late.
	 * @param duration the time that passes
	 */
	void stopFor(Duration duration) {
		this.now += duration.toNanos();
	}

	private static void run(FutureTask<?> task) {
		task.run();
		if (!task.isCancelled()) {
			assertThat(task).succeedsWithin(Duration.ZERO);
		}
	}

	/**
	 * Return how many tasks have yet to run.
	 * @return the number of tasks that are neither done nor cancelled
	 */
	long waiting() {
		return this.tasks.stream().filter((task) -> !task.future().isDone()).count();
	}

	private record Task(long time, long number, FutureTask<?> future) {

	}

}
