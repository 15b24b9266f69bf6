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

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.connection.Workers;
import io.github.wsboot.endpoint.EndpointSettings.ReceiveLimits;

/**
 * What waits for a connection's callbacks. They run on a worker in the order of arrival
 * and never overlap; one that answers with a stage holds the next ones back until that is
 * done.
 * <p>
 * Messages are bounded: who brings one more waits, so that no more is read from the
 * connection. Everything else always fits.
 */
final class Mailbox {

	private static final Log logger = LogFactory.getLog(Mailbox.class);

	/** Callbacks in a row before the thread is given to another connection. */
	private static final int BATCH = 32;

	private final Workers workers;

	private final ReceiveLimits limits;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final Queue<Entry> entries = new ArrayDeque<>(2);

	/** Scheduled, running or held; at first held until {@link #open()}. */
	private boolean busy = true;

	private boolean closed;

	private int pendingMessages;

	private long pendingBytes;

	Mailbox(Workers workers, ReceiveLimits limits) {
		this.workers = workers;
		this.limits = limits;
	}

	/**
	 * Begin to run what was posted.
	 */
	void open() {
		this.workers.execute(this::drain);
	}

	/**
	 * Add a task that is no message. It is dropped if the mailbox was closed.
	 */
	void post(Task task) {
		boolean idle;
		this.lock.lock();
		try {
			idle = !this.closed && add(new Entry(task, -1));
		}
		finally {
			this.lock.unlock();
		}
		schedule(idle);
	}

	/**
	 * Add a message, waiting for room on the caller's thread. It is dropped if the
	 * mailbox was closed.
	 * @throws InterruptedException if the wait was interrupted; the message was not added
	 */
	void postMessage(Task task, int bytes) throws InterruptedException {
		boolean idle;
		this.lock.lockInterruptibly();
		try {
			while (!this.closed && !fits(bytes)) {
				this.room.await();
			}
			if (this.closed) {
				return;
			}
			this.pendingMessages++;
			this.pendingBytes += bytes;
			idle = add(new Entry(task, bytes));
		}
		finally {
			this.lock.unlock();
		}
		schedule(idle);
	}

	private boolean fits(int bytes) {
		return this.pendingMessages == 0 || (this.pendingMessages < this.limits.maxPendingMessages()
				&& this.pendingBytes + bytes <= this.limits.maxPendingBytes());
	}

	private boolean add(Entry entry) {
		boolean idle = !this.busy;
		this.entries.add(entry);
		this.busy = true;
		return idle;
	}

	private void schedule(boolean idle) {
		if (idle) {
			this.workers.execute(this::drain);
		}
	}

	/**
	 * Add the last task: what comes later is dropped, and nobody waits for room any more.
	 */
	void close(Task last) {
		boolean idle;
		this.lock.lock();
		try {
			idle = add(new Entry(last, -1));
			this.closed = true;
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		schedule(idle);
	}

	private void drain() {
		for (int i = 0; i < BATCH; i++) {
			Entry entry = next();
			if (entry == null) {
				return;
			}
			CompletionStage<?> held = run(entry);
			if (held != null && !held.toCompletableFuture().isDone()) {
				held.whenComplete((result, exception) -> this.workers.execute(this::drain));
				return;
			}
		}
		this.workers.execute(this::drain);
	}

	private @Nullable Entry next() {
		this.lock.lock();
		try {
			Entry entry = this.entries.poll();
			this.busy = (entry != null);
			return entry;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable CompletionStage<?> run(Entry entry) {
		try {
			return entry.task().run();
		}
		catch (Throwable ex) {
			logger.error("A callback's own error handling has failed", ex);
			return null;
		}
		finally {
			if (entry.bytes() >= 0) {
				release(entry.bytes());
			}
		}
	}

	private void release(int bytes) {
		this.lock.lock();
		try {
			this.pendingMessages--;
			this.pendingBytes -= bytes;
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What to run.
	 */
	@FunctionalInterface
	interface Task {

		/**
		 * Run.
		 * @return a stage to wait for, or {@code null}
		 */
		@Nullable CompletionStage<?> run();

	}

	private record Entry(Task task, int bytes) {

	}

}
