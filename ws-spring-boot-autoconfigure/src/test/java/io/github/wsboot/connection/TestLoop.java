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
 * A loop without a thread: whoever gives it a task runs what is there, one after the
 * other, before going on.
 */
public final class TestLoop implements Executor {

	private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean held;

	/** What the next call fails with. */
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
	 * Run nothing by itself any more.
	 */
	public void hold() {
		this.held = true;
	}

	/**
	 * Run the first task of those that are held up.
	 */
	public void runOne() {
		Objects.requireNonNull(this.inbox.poll()).run();
	}

	/**
	 * Run what is held up, and go on as before.
	 */
	public void release() {
		this.held = false;
		execute(() -> {
		});
	}

}
