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
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.endpoint.EndpointSettings.ReceiveLimits;

/**
 * What waits for a connection's callbacks. They run one batch after the other on a worker
 * or on the event loop, in the order of arrival, and never overlap; one that answers with
 * a stage holds the next ones back until that is done.
 * <p>
 * Messages are bounded: who brings one more waits, so that no more is read from the
 * connection. It is the same while the mailbox is paused. Everything else always fits.
 */
final class Mailbox {

	/** Callbacks in a row before the thread is given to another connection. */
	private static final int BATCH = 32;

	private static final int NO_MESSAGE = -1;

	private final Executor executor;

	private final PendingMessages pending;

	private final Runnable readOn;

	private final Supplier<CallbackContext.Scope> scopes;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final Queue<Entry> entries = new ArrayDeque<>(2);

	private final RunningCallback running = new RunningCallback();

	private final Runnable drain = this::drain;

	/** Scheduled, running or held; at first held until {@link #open()}. */
	private boolean busy = true;

	/** Whether {@code @OnOpen} has not returned. */
	private boolean opening = true;

	private boolean paused;

	/** Whether messages that have arrived before {@code @OnOpen} has paused wait, too. */
	private boolean holdsMessages;

	private boolean closing;

	/** Whether messages are not wanted any more, since it was closing when paused. */
	private boolean dropsMessages;

	private boolean closed;

	/** Whether nothing is read: there is no room for a message, or it is paused. */
	private volatile boolean full;

	/**
	 * Create a mailbox.
	 * @param executor where to run what was posted
	 * @param limits the bounds
	 * @param readOn called when there is room again
	 * @param scopes open the context of each callback
	 */
	Mailbox(Executor executor, ReceiveLimits limits, Runnable readOn, Supplier<CallbackContext.Scope> scopes) {
		this.scopes = scopes;
		this.readOn = readOn;
		this.executor = executor;
		this.pending = new PendingMessages(limits);
	}

	/**
	 * Begin to run what was posted.
	 */
	void open() {
		this.executor.execute(this.drain);
	}

	/** Note that {@code @OnOpen} has returned, and its stage is done. */
	void opened() {
		locked(() -> this.opening = false);
	}

	/**
	 * Take no messages until {@link #resume()}. Those that are waiting still run, unless
	 * {@code @OnOpen} has not returned. Has no effect once the mailbox is closing.
	 */
	void pause() {
		locked(() -> {
			if (!this.closing) {
				this.paused = true;
				this.holdsMessages = this.opening || this.holdsMessages;
				this.full = true;
			}
		});
	}

	/**
	 * Take messages again. Has no effect if the mailbox is not paused.
	 */
	void resume() {
		resume(false);
	}

	/**
	 * Note that the connection is closing. If the mailbox is paused, messages that were
	 * not taken before are dropped: nobody shall get them any more.
	 */
	void closing() {
		resume(true);
	}

	private void resume(boolean closing) {
		boolean idle = false;
		boolean resumed;
		this.lock.lock();
		try {
			resumed = this.paused;
			this.closing = this.closing || closing;
			if (resumed) {
				idle = endPause();
			}
		}
		finally {
			this.lock.unlock();
		}
		wake(idle);
		if (resumed) {
			this.readOn.run();
		}
	}

	/**
	 * Go on with what the pause has held back, or drop it.
	 * @return whether somebody has to begin to run it
	 */
	private boolean endPause() {
		this.paused = false;
		this.dropsMessages = this.closing;
		if (this.closing && this.holdsMessages) {
			this.entries.removeIf(this::forgetMessage);
		}
		this.holdsMessages = false;
		this.full = !this.pending.fits(0);
		this.room.signalAll();
		boolean idle = !this.busy && !this.entries.isEmpty();
		this.busy = this.busy || idle;
		return idle;
	}

	private boolean forgetMessage(Entry entry) {
		if (entry.bytes() != NO_MESSAGE) {
			this.pending.remove(entry.bytes());
		}
		return entry.bytes() != NO_MESSAGE;
	}

	/**
	 * Add a task that is no message. Has no effect once the mailbox is closed.
	 */
	void post(Task task) {
		boolean idle;
		this.lock.lock();
		try {
			idle = !this.closed && add(new Entry(task, NO_MESSAGE));
		}
		finally {
			this.lock.unlock();
		}
		wake(idle);
	}

	/**
	 * Add a message, waiting for room on the caller's thread. Has no effect once the
	 * mailbox is closed.
	 * @throws InterruptedException if the wait was interrupted; the message was not added
	 */
	void awaitAndPostMessage(Task task, int bytes) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (!this.closed && (this.paused || !this.pending.fits(bytes))) {
				this.full = true;
				this.room.await();
			}
		}
		finally {
			this.lock.unlock();
		}
		postMessage(task, bytes);
	}

	/**
	 * Add a message, even beyond the bounds by one. Has no effect once the mailbox is
	 * closed.
	 */
	void postMessage(Task task, int bytes) {
		boolean idle = false;
		this.lock.lock();
		try {
			if (!this.closed && !this.dropsMessages) {
				this.pending.add(bytes);
				this.full = this.paused || !this.pending.fits(0);
				idle = add(new Entry(task, bytes));
			}
		}
		finally {
			this.lock.unlock();
		}
		wake(idle);
	}

	/**
	 * Add the last task. Nobody waits for room any more, and nothing is taken after it.
	 */
	void close(Task last) {
		boolean idle;
		this.lock.lock();
		try {
			this.closing = true;
			boolean resumed = this.paused && endPause();
			idle = (!this.closed && add(new Entry(last, NO_MESSAGE))) || resumed;
			this.closed = true;
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		wake(idle);
	}

	/**
	 * Drop the messages that wait, and interrupt what runs. What comes next does not
	 * notice.
	 */
	void interrupt() {
		locked(() -> {
			this.entries.removeIf(this::forgetMessage);
			this.running.interrupt();
		});
	}

	/**
	 * Begin nothing any more, the last task included.
	 */
	void forfeit() {
		locked(() -> {
			this.closed = true;
			this.entries.clear();
		});
	}

	private void locked(Runnable action) {
		this.lock.lock();
		try {
			action.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean add(Entry entry) {
		this.entries.add(entry);
		boolean idle = !this.busy;
		this.busy = true;
		return idle;
	}

	private void wake(boolean idle) {
		if (idle) {
			this.executor.execute(this.drain);
		}
	}

	private void drain() {
		for (int i = 0; i < BATCH; i++) {
			Entry entry = next();
			if (entry == null) {
				return;
			}
			CompletionStage<?> held = run(entry);
			if (held != null && !held.toCompletableFuture().isDone()) {
				held.whenComplete((result, exception) -> this.executor.execute(this.drain));
				return;
			}
		}
		this.executor.execute(this.drain);
	}

	private @Nullable Entry next() {
		this.lock.lock();
		try {
			Entry entry = this.holdsMessages ? pollOther() : this.entries.poll();
			this.busy = (entry != null);
			if (entry != null) {
				this.running.begin();
			}
			return entry;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Entry pollOther() {
		for (Iterator<Entry> remaining = this.entries.iterator(); remaining.hasNext();) {
			Entry entry = remaining.next();
			if (entry.bytes() == NO_MESSAGE) {
				remaining.remove();
				return entry;
			}
		}
		return null;
	}

	private @Nullable CompletionStage<?> run(Entry entry) {
		CallbackContext.Scope scope = this.scopes.get();
		try {
			return this.running.run(entry.task());
		}
		finally {
			scope.close();
			if (entry.bytes() != NO_MESSAGE) {
				release(entry.bytes());
			}
		}
	}

	private void release(int bytes) {
		boolean hasRoomAgain;
		this.lock.lock();
		try {
			this.pending.remove(bytes);
			hasRoomAgain = this.full && !this.paused && this.pending.fits(0);
			this.full = this.paused || !this.pending.fits(0);
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		if (hasRoomAgain) {
			this.readOn.run();
		}
	}

	/**
	 * Return whether no message is wanted now.
	 */
	boolean isFull() {
		return this.full;
	}

	/**
	 * What to run.
	 */
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
