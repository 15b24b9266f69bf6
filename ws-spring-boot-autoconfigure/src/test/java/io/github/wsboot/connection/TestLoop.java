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

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Loop without a thread: the thread that submits a task runs all waiting tasks in their
 * order before it goes on.
 */
public final class TestLoop implements Executor {

	private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean held;

	/** Failure of the next call. */
	@Nullable Error failure;

	@Override
	public void execute(Runnable task) {
		Error failure = this.failure;
		this.failure = null;
		if (failure != null) {
			throw failure;
		}
		this.inbox.add(task);
		this.lock.lock();
		try {
			if (this.lock.getHoldCount() == 1 && !this.held) {
				runAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void runAll() {
		Runnable task = this.inbox.poll();
		while (task != null) {
			task.run();
			task = this.inbox.poll();
		}
	}

	/**
	 * Hold all tasks back from now on.
	 */
	public void hold() {
		this.held = true;
	}

	/**
	 * Run the first of the held tasks.
	 */
	public void runOne() {
		Objects.requireNonNull(this.inbox.poll()).run();
	}

	/**
	 * Run the held tasks and hold back no more.
	 */
	public void release() {
		this.held = false;
		execute(() -> {
		});
	}

}
