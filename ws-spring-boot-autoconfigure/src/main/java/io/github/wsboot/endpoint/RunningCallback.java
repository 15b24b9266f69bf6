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

package io.github.wsboot.endpoint;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.endpoint.Mailbox.Task;

/**
 * Runs the tasks of a mailbox, so that the one that runs can be interrupted and nothing
 * else on its thread.
 */
final class RunningCallback {

	private static final AtomicLongFieldUpdater<RunningCallback> SINCE = AtomicLongFieldUpdater
		.newUpdater(RunningCallback.class, "since");

	/** That of the mailbox. */
	private final ReentrantLock lock;

	private @Nullable Thread thread;

	/** When the task was begun with that runs or is waited for, 0 if there is none. */
	private volatile long since;

	RunningCallback(ReentrantLock lock) {
		this.lock = lock;
	}

	/**
	 * Begin with the next task: from now on an interruption is for it. Under the lock.
	 */
	void begin() {
		this.thread = Thread.currentThread();
		SINCE.lazySet(this, System.nanoTime() | 1);
	}

	/**
	 * Run the task that was begun with, on the same thread and in the owner's context.
	 * @return what the task returned
	 */
	@Nullable CompletionStage<?> run(Task task, MailboxOwner owner) {
		try {
			CallbackContext.Scope scope = owner.openContext();
			try {
				return task.run();
			}
			finally {
				scope.close();
			}
		}
		finally {
			end();
		}
	}

	private void end() {
		this.lock.lock();
		try {
			this.thread = null;
			// It was meant for this task only, whoever has interrupted its thread
			Thread.interrupted();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Note that nothing waits any more for the task that has run.
	 */
	void release() {
		SINCE.lazySet(this, 0);
	}

	/**
	 * Return when the task was begun with that runs or is waited for, 0 if there is none
	 * or it has been told of. For any thread.
	 */
	long since() {
		return this.since;
	}

	/**
	 * Tell of a task, for which this answers once. For any thread.
	 */
	boolean tell(long since) {
		return SINCE.compareAndSet(this, since, 0);
	}

	/**
	 * Interrupt the task that runs, if there is one. Under the lock.
	 */
	void interrupt() {
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

}
