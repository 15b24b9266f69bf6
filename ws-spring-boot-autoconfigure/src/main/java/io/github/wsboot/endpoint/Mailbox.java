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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.connection.Cleanup;
import io.github.wsboot.connection.ReceiveAccount;
import io.github.wsboot.connection.ReceiveBudget;
import io.github.wsboot.endpoint.EndpointSettings.ReceiveLimits;
import io.github.wsboot.endpoint.PendingTasks.Entry;

/**
 * What waits for a connection's callbacks. They run one batch after the other on a worker
 * or on the event loop, in the order of arrival, and never overlap; one that answers with
 * a stage holds the next ones back until that is done.
 * <p>
 * Messages are bounded: who brings one more waits, so that no more is read from the
 * connection. It is the same while the mailbox is paused. Everything else always fits.
 */
final class Mailbox implements Runnable, ReceiveAccount.Holder {

	/** Callbacks in a row before the thread is given to another connection. */
	private static final int BATCH = 32;

	private final MailboxOwner owner;

	private final ReentrantLock lock = new ReentrantLock();

	private final ReceiveAccount inbound;

	private final PendingTasks pending;

	private final RunningCallback running = new RunningCallback(this.lock);

	/** Scheduled, running or held; at first held until {@link #open()}. */
	private boolean busy = true;

	/** Whether {@code @OnOpen} has not returned. */
	private boolean opening = true;

	private boolean paused;

	/** Whether messages that have arrived before {@code @OnOpen} has paused wait, too. */
	private boolean holdsMessages;

	private volatile boolean closing;

	/** Whether messages are not wanted any more, since it was closing when paused. */
	private boolean dropsMessages;

	private boolean closed;

	/** Whether nothing is read: there is no room for a message, or it is paused. */
	private volatile boolean full;

	/**
	 * Create a mailbox.
	 * @param owner where to run what was posted
	 * @param limits the bounds
	 * @param budget what the messages of all mailboxes may take
	 */
	Mailbox(MailboxOwner owner, ReceiveLimits limits, ReceiveBudget budget) {
		this.owner = owner;
		this.inbound = new ReceiveAccount(budget, this);
		this.pending = new PendingTasks(limits, this.inbound);
	}

	/** Begin to run what was posted. */
	void open() {
		wake(true);
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

	/** Take messages again. Has no effect if the mailbox is not paused. */
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
		if (resumed || (closing && this.inbound.isWaiting())) {
			this.owner.readOn();
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
			this.pending.dropMessages();
		}
		this.holdsMessages = false;
		this.full = !this.pending.fits(0);
		this.pending.signalRoom();
		boolean idle = !this.busy && !this.pending.isEmpty();
		this.busy = this.busy || idle;
		return idle;
	}

	/**
	 * Add a task that is no message. Has no effect once the mailbox is closed.
	 * @return whether the task was added
	 */
	boolean post(Task task) {
		boolean taken;
		boolean idle;
		this.lock.lock();
		try {
			taken = !this.closed;
			idle = taken && add(task);
		}
		finally {
			this.lock.unlock();
		}
		wake(idle);
		return taken;
	}

	/**
	 * Run something of the server's own after what was posted before: at once if all of
	 * that has run, so that it needs no thread. Has no effect once the mailbox is closed.
	 */
	void afterwards(Runnable action) {
		if (test(() -> !this.closed && !this.busy)) {
			action.run();
			return;
		}
		post(() -> {
			action.run();
			return null;
		});
	}

	/**
	 * Add a message, waiting for room on the caller's thread. Has no effect once the
	 * mailbox is closed.
	 * @throws InterruptedException if the wait was interrupted; the message was not added
	 */
	void awaitAndPostMessage(Task task, int bytes) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (!this.closed && (this.paused || !this.pending.fits(bytes) || isHeldBack())) {
				this.full = this.paused || !this.pending.fits(bytes);
				this.pending.awaitRoom(this.lock);
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
				this.pending.addMessage(task, bytes);
				this.full = this.paused || !this.pending.fits(0);
				idle = begin();
			}
		}
		finally {
			this.lock.unlock();
		}
		wake(idle);
	}

	/**
	 * Add the last task. Nobody waits for room any more, and nothing is taken after it.
	 * To call it again has that task run if an earlier call could not.
	 */
	void close(Task last) {
		boolean idle = test(() -> {
			this.closing = true;
			boolean resumed = this.paused && endPause();
			if (!this.closed) {
				// First, since there may be no memory for it
				this.pending.add(last);
				this.closed = true;
			}
			this.pending.signalRoom();
			// Also if an earlier call could not have it run
			return (!this.pending.isEmpty() && begin()) || resumed;
		});
		wake(idle);
		this.inbound.leave();
	}

	/**
	 * Drop the messages that wait, and interrupt what runs. What comes next does not
	 * notice.
	 */
	void interrupt() {
		locked(() -> {
			this.pending.dropMessages();
			this.running.interrupt();
		});
	}

	/** Begin nothing any more, the last task included. */
	void forfeit() {
		locked(() -> {
			this.closed = true;
			this.pending.clear();
		});
	}

	@Override
	public void readOn() {
		this.owner.readOn();
	}

	@Override
	public void dropMessages() {
		locked(this.pending::dropMessages);
	}

	private void locked(Runnable action) {
		test(() -> {
			action.run();
			return true;
		});
	}

	private boolean test(BooleanSupplier locked) {
		this.lock.lock();
		try {
			return locked.getAsBoolean();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean add(Task task) {
		this.pending.add(task);
		return begin();
	}

	private boolean begin() {
		boolean idle = !this.busy;
		this.busy = true;
		return idle;
	}

	private void wake(boolean idle) {
		if (idle) {
			try {
				this.owner.execute(this);
			}
			catch (Throwable ex) {
				// Whoever comes next, with the last task at the latest, is to try again
				locked(() -> this.busy = false);
				throw ex;
			}
		}
	}

	/**
	 * Run what waits, until it is another connection's turn. Called by the owner's thread
	 * only.
	 */
	@Override
	public void run() {
		attempt(this::runSome);
	}

	/** Do something after which, should it fail, the last task is to run. */
	private void attempt(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			Cleanup.run(() -> this.owner.failed(ex), () -> this.owner.execute(this));
		}
	}

	private void runSome() {
		for (int i = 0; i < BATCH; i++) {
			Entry entry = next();
			if (entry == null) {
				return;
			}
			CompletionStage<?> held = run(entry);
			if (held != null && !held.toCompletableFuture().isDone()) {
				held.whenComplete((result, exception) -> attempt(this::runOn));
				return;
			}
			this.running.release();
		}
		this.owner.execute(this);
	}

	private void runOn() {
		this.running.release();
		this.owner.execute(this);
	}

	private @Nullable Entry next() {
		this.lock.lock();
		try {
			Entry entry = this.holdsMessages ? this.pending.pollOther() : this.pending.poll();
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

	private @Nullable CompletionStage<?> run(Entry entry) {
		try {
			return this.running.run(entry.task(), this.owner);
		}
		finally {
			if (entry.isMessage()) {
				release(entry);
			}
		}
	}

	private void release(Entry message) {
		boolean hasRoomAgain;
		this.lock.lock();
		try {
			this.pending.done(message);
			hasRoomAgain = this.full && !this.paused && this.pending.fits(0);
			this.full = this.paused || !this.pending.fits(0);
			this.pending.signalRoom();
		}
		finally {
			this.lock.unlock();
		}
		if (hasRoomAgain) {
			this.owner.readOn();
		}
	}

	/** Return whether no message is wanted now. */
	boolean isFull() {
		return this.full || isHeldBack();
	}

	/** Who is closing has to see the client's answer. */
	private boolean isHeldBack() {
		return !this.closing && this.inbound.isHeldBack();
	}

	ReceiveAccount inbound() {
		return this.inbound;
	}

	/** Return how many messages wait, the one that is being handled included. */
	int messages() {
		return this.pending.messages();
	}

	/**
	 * Return since when what runs has held the mailbox, 0 if nothing does.
	 */
	long heldSince() {
		return this.running.since();
	}

	/**
	 * Tell of what holds the mailbox.
	 * @param since what {@link #heldSince()} has answered
	 * @return whether that has not been told of
	 */
	boolean tellOfHold(long since) {
		return this.running.tell(since);
	}

	/** What to run. */
	interface Task {

		/**
		 * Run.
		 * @return a stage to wait for, or {@code null}
		 */
		@Nullable CompletionStage<?> run();

	}

}
