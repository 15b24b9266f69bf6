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

package io.github.wsboot.ask;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.concurrent.SerialTasks;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.support.SafeLogger;

/**
 * Questions of other nodes that wait to be written, as this may take time, and what has
 * come later for the same connections: tasks of one connection run in their order and not
 * at the same time. The number of tasks that wait for a connection is bounded, and so is
 * the memory of all. Thread-safe; no method blocks.
 *
 * @since 0.1.0
 */
public final class QuestionLines {

	/** The maximum number of tasks of one connection. */
	static final int MAX_WAITING = 1000;

	private static final SafeLogger logger = SafeLogger.of(QuestionLines.class);

	private final Executor executor;

	private final SendMemoryBudget budget;

	/** Lines with tasks by the id of the connection. */
	private final Map<String, Line> lines = new ConcurrentHashMap<>();

	/**
	 * Create an instance in which nothing waits.
	 * @param executor runs tasks, which may block
	 * @param budget bounds the memory of what waits
	 */
	QuestionLines(Executor executor, SendMemoryBudget budget) {
		this.executor = executor;
		this.budget = budget;
	}

	/**
	 * Return whether tasks wait for any connection, or run.
	 * @return whether there are tasks
	 */
	public boolean isEmpty() {
		return this.lines.isEmpty();
	}

	/**
	 * Return whether tasks wait for a connection, or run. What comes now has to wait,
	 * too.
	 * @param id the id of the connection
	 * @return whether there are tasks of the connection
	 */
	public boolean isWaiting(String id) {
		return this.lines.containsKey(id);
	}

	/**
	 * Run a task after those of the same connection that were added before.
	 * @param id the id of the connection
	 * @param bytes the size of what the task holds
	 * @param task the task, which may block
	 * @return whether it was added: there may be too many, or no memory
	 */
	public boolean add(String id, int bytes, Runnable task) {
		long cost = bytes + SendMemoryBudget.OVERHEAD;
		if (!this.budget.tryReserve(cost)) {
			return false;
		}
		Line line = this.lines.compute(id, (key, current) -> ((current != null) ? current : new Line(key)).enter());
		boolean added = line.accept(() -> run(line, cost, task));
		if (!added) {
			leave(line, cost);
		}
		return added;
	}

	private void run(Line line, long cost, Runnable task) {
		try {
			task.run();
		}
		finally {
			leave(line, cost);
		}
	}

	private void leave(Line line, long cost) {
		this.budget.release(cost);
		this.lines.computeIfPresent(line.id, (id, current) -> (current == line) ? line.leave() : current);
	}

	/**
	 * Tasks of one connection.
	 */
	private final class Line extends SerialTasks<Runnable> {

		private final String id;

		/** Tasks that wait or run. Guarded by the map. */
		private int size;

		Line(String id) {
			super(1, 1);
			this.id = id;
		}

		Line enter() {
			this.size++;
			return this;
		}

		@Nullable Line leave() {
			this.size--;
			return (this.size > 0) ? this : null;
		}

		boolean accept(Runnable task) {
			return offer(task, MAX_WAITING);
		}

		@Override
		protected void execute(Runnable batch) {
			QuestionLines.this.executor.execute(batch);
		}

		@Override
		protected @Nullable CompletionStage<?> runTask(Runnable task) {
			task.run();
			return null;
		}

		@Override
		protected void onFailure(Throwable exception) {
			logger.error("A question of another node, or a push after it, has failed", exception);
		}

	}

}
