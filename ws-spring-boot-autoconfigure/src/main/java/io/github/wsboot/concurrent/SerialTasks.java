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

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.support.Timing;

/**
 * Serial queue of tasks. They run in the order in which they were added, never overlap,
 * and release their thread after each batch. A task that returns a stage holds back the
 * next ones until the stage is done. The running task can be interrupted, without an
 * effect on anything else on its thread.
 * <p>
 * Messages are tasks that count, with their size, until they are done. Before it adds
 * one, the caller checks {@link #isFull()} or waits for room; all other tasks always fit.
 * Tasks are linked to each other, so that an empty queue takes no memory for them.
 * Thread-safe.
 * <p>
 * The hooks ({@code on…} and {@link #isHeldBack()}) are called without the lock of the
 * queue, so they may use other queues and locks.
 *
 * @param <T> the type of the tasks
 * @since 0.1.0
 */
public abstract class SerialTasks<T> implements Runnable {

	/** Tasks in a row before the thread is given to another queue. */
	private static final int BATCH = 32;

	private static final int NO_MESSAGE = -1;

	private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(50);

	@SuppressWarnings("rawtypes")
	private static final AtomicLongFieldUpdater<SerialTasks> SINCE = AtomicLongFieldUpdater
		.newUpdater(SerialTasks.class, "since");

	private final ReentrantLock lock = new ReentrantLock();

	private final int maxMessages;

	private final long maxBytes;

	private @Nullable Entry<T> first;

	private @Nullable Entry<T> last;

	/** Messages that were dropped under the lock and are not reported yet. */
	private @Nullable Entry<T> dropped;

	/** Guarded by the lock for writing. */
	private volatile int messages;

	private long bytes;

	private Intake intake = Intake.OPEN;

	/** Whether further messages have to wait. Guarded by the lock for writing. */
	private volatile boolean full;

	/** Whether they have to wait even while the queue is extended. Guarded as above. */
	private volatile boolean overfull;

	/** Whether the queue is scheduled, runs a task or is held. */
	private boolean busy;

	/** Whether no more tasks are accepted. */
	private boolean closed;

	/** {@code null} until a thread waits for room. */
	private @Nullable Condition room;

	/** The thread of the task that runs. */
	private @Nullable Thread thread;

	/** Start time of the task that runs or holds the queue, or {@link Timing#NONE}. */
	private volatile long since;

	/**
	 * Create an empty queue.
	 * @param maxMessages the maximum number of messages
	 * @param maxBytes the maximum size of all messages; one message always fits
	 */
	protected SerialTasks(int maxMessages, long maxBytes) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	/**
	 * Have a batch of tasks run on a thread for them.
	 * @param batch the batch, which is this queue itself
	 */
	protected abstract void execute(Runnable batch);

	/**
	 * Run a task on the current thread.
	 * @param task the task
	 * @return a stage that holds the queue, or {@code null}
	 */
	protected abstract @Nullable CompletionStage<?> runTask(T task);

	/**
	 * Called when a task or the queue itself has failed. The next tasks run nevertheless.
	 * @param exception the failure
	 */
	protected abstract void onFailure(Throwable exception);

	/**
	 * Called when there is room for messages again.
	 */
	protected void onRoom() {
	}

	/**
	 * Called after a message was added. If the queue runs already, the removal of the
	 * message may be reported first.
	 * @param bytes its size
	 */
	protected void onMessageAdded(int bytes) {
	}

	/**
	 * Called after a message is done or was dropped.
	 * @param bytes its size
	 */
	protected void onMessageRemoved(int bytes) {
	}

	/**
	 * Return whether messages have to wait although this queue has room.
	 * @return whether to wait
	 */
	protected boolean isHeldBack() {
		return false;
	}

	/**
	 * Return whether the queue takes as many messages again as its bounds allow.
	 * @return whether the bounds are doubled
	 */
	protected boolean isExtended() {
		return false;
	}

	/**
	 * Called when a message has filled the queue up to its extended bounds, or has to
	 * wait because of them.
	 */
	protected void onOverfull() {
	}

	/**
	 * Run nothing before {@link #start()}. Called before the first task is added.
	 */
	protected final void hold() {
		this.busy = true;
	}

	/**
	 * Begin to run the tasks, after {@link #hold()}.
	 */
	protected final void start() {
		schedule(true);
	}

	/**
	 * Add a task that is not a message. Has no effect once the queue is closed.
	 * @param task the task
	 * @return whether the task was added
	 */
	public final boolean post(T task) {
		return post(new Entry<>(task, NO_MESSAGE));
	}

	/**
	 * Add a message, even beyond the bounds. Has no effect once the queue is closed or
	 * drops messages.
	 * @param task the task
	 * @param bytes the size of the message
	 */
	public final void postMessage(T task, int bytes) {
		post(new Entry<>(task, bytes));
	}

	/**
	 * Add a message, waiting for room on the caller's thread. Has no effect once the
	 * queue is closed or drops messages.
	 * @param task the task
	 * @param bytes the size of the message
	 * @throws InterruptedException if the wait was interrupted; the message was not added
	 */
	public final void awaitAndPostMessage(T task, int bytes) throws InterruptedException {
		Entry<T> message = new Entry<>(task, bytes);
		boolean done = false;
		while (!done) {
			done = postOrWait(message, isHeldBack(), isExtended());
			if (!done && this.overfull) {
				onOverfull();
			}
		}
	}

	/**
	 * Add a message if there is room, in one step under the lock, or wait a while for
	 * room.
	 * @return whether the message was added or dropped
	 */
	private boolean postOrWait(Entry<T> message, boolean heldBack, boolean extended) throws InterruptedException {
		boolean taken;
		boolean idle;
		this.lock.lockInterruptibly();
		try {
			taken = accepts(message);
			if (taken && (heldBack || isPaused() || !fits(message.bytes, extended))) {
				updateFull(message.bytes);
				// There is no signal for isHeldBack() and isExtended()
				room().awaitNanos(RETRY);
				return false;
			}
			if (taken) {
				add(message);
			}
			idle = begin();
		}
		finally {
			this.lock.unlock();
		}
		onAdded(message, taken, idle);
		return true;
	}

	/**
	 * Add a task unless too many wait already, not counting the running one.
	 * @param task the task
	 * @param maxWaiting the number of tasks that may wait, including this one
	 * @return whether the task was added
	 */
	public final boolean offer(T task, int maxWaiting) {
		return update(() -> {
			if (this.closed || isWaiting(maxWaiting)) {
				return false;
			}
			append(new Entry<>(task, NO_MESSAGE));
			return true;
		});
	}

	private boolean isWaiting(int tasks) {
		int waiting = 0;
		for (Entry<T> entry = this.first; entry != null && waiting < tasks; entry = entry.next) {
			waiting++;
		}
		return waiting >= tasks;
	}

	private boolean post(Entry<T> entry) {
		boolean taken;
		boolean idle;
		this.lock.lock();
		try {
			taken = accepts(entry);
			if (taken) {
				add(entry);
			}
			idle = begin();
		}
		finally {
			this.lock.unlock();
		}
		onAdded(entry, taken, idle);
		return taken;
	}

	private boolean accepts(Entry<T> entry) {
		return !this.closed && !(entry.isMessage() && this.intake == Intake.DROPPING);
	}

	private void add(Entry<T> entry) {
		append(entry);
		if (entry.isMessage()) {
			this.messages++;
			this.bytes += entry.bytes;
			updateFull(0);
		}
	}

	private void onAdded(Entry<T> entry, boolean taken, boolean idle) {
		try {
			if (taken && entry.isMessage()) {
				onMessageAdded(entry.bytes);
				if (this.overfull) {
					onOverfull();
				}
			}
		}
		finally {
			schedule(idle);
		}
	}

	private void append(Entry<T> entry) {
		if (this.last != null) {
			this.last.next = entry;
		}
		else {
			this.first = entry;
		}
		this.last = entry;
	}

	/**
	 * Change the queue under its lock, and schedule it if it is idle although tasks wait.
	 * @param change the change
	 * @return the result of the change
	 */
	protected final boolean update(BooleanSupplier change) {
		boolean idle = false;
		this.lock.lock();
		try {
			boolean result = change.getAsBoolean();
			idle = begin();
			return result;
		}
		finally {
			unlock(idle);
		}
	}

	/**
	 * Run an action under the lock.
	 * @param action the action
	 */
	protected final void locked(Runnable action) {
		this.lock.lock();
		try {
			action.run();
		}
		finally {
			unlock(false);
		}
	}

	/**
	 * Release the lock, and then report the messages that were dropped under it.
	 */
	private void unlock(boolean idle) {
		Entry<T> dropped = takeDropped();
		this.lock.unlock();
		try {
			reportDropped(dropped);
		}
		finally {
			schedule(idle);
		}
	}

	private @Nullable Entry<T> takeDropped() {
		if (this.lock.getHoldCount() > 1) {
			// The outermost call reports them, when it releases the lock
			return null;
		}
		Entry<T> dropped = this.dropped;
		this.dropped = null;
		return dropped;
	}

	private void reportDropped(@Nullable Entry<T> first) {
		Entry<T> message = first;
		try {
			while (message != null) {
				int bytes = message.bytes;
				message = message.next;
				onMessageRemoved(bytes);
			}
		}
		catch (Throwable ex) {
			reportDropped(message);
			throw ex;
		}
	}

	private boolean begin() {
		boolean idle = !this.busy && this.first != null;
		this.busy = this.busy || idle;
		return idle;
	}

	private void schedule(boolean idle) {
		if (idle) {
			try {
				execute(this);
			}
			catch (Throwable ex) {
				// The next task, or another close, tries again
				locked(() -> this.busy = false);
				throw ex;
			}
		}
	}

	/**
	 * Run the tasks that wait, one batch at most. Called only on the thread that
	 * {@link #execute} has chosen.
	 */
	@Override
	public final void run() {
		try {
			runSome();
		}
		catch (Throwable ex) {
			recover(ex);
		}
	}

	private void recover(Throwable exception) {
		AtomicBoolean executed = new AtomicBoolean();
		SafeRunner.run(() -> onFailure(exception), () -> {
			execute(this);
			executed.set(true);
		});
		if (!executed.get()) {
			// The next task, or another close, tries again
			locked(() -> this.busy = false);
		}
	}

	private void runSome() {
		for (int i = 0; i < BATCH; i++) {
			Entry<T> entry = next();
			if (entry == null) {
				return;
			}
			CompletionStage<?> held = run(entry);
			if (held != null && !held.toCompletableFuture().isDone()) {
				held.whenComplete((result, exception) -> runOn());
				return;
			}
			SINCE.lazySet(this, Timing.NONE);
		}
		execute(this);
	}

	private void runOn() {
		try {
			SINCE.lazySet(this, Timing.NONE);
			execute(this);
		}
		catch (Throwable ex) {
			recover(ex);
		}
	}

	private @Nullable Entry<T> next() {
		this.lock.lock();
		try {
			Entry<T> entry = (this.intake == Intake.HOLDING) ? pollOther() : poll();
			this.busy = (entry != null);
			if (entry != null) {
				// From now on an interrupt is for this task
				this.thread = Thread.currentThread();
				SINCE.lazySet(this, Timing.start());
			}
			else {
				// The last one may have failed
				SINCE.lazySet(this, Timing.NONE);
			}
			return entry;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Entry<T> poll() {
		Entry<T> entry = this.first;
		if (entry != null) {
			this.first = entry.next;
			this.last = (entry.next != null) ? this.last : null;
			// A long run of this task must not retain the others
			entry.next = null;
		}
		return entry;
	}

	/**
	 * Take the first task that is not a message.
	 */
	private @Nullable Entry<T> pollOther() {
		Entry<T> other = null;
		Entry<T> entry = takeAll();
		while (entry != null) {
			Entry<T> next = entry.next;
			entry.next = null;
			if (other == null && !entry.isMessage()) {
				other = entry;
			}
			else {
				append(entry);
			}
			entry = next;
		}
		return other;
	}

	private @Nullable Entry<T> takeAll() {
		Entry<T> all = this.first;
		this.first = null;
		this.last = null;
		return all;
	}

	private @Nullable CompletionStage<?> run(Entry<T> entry) {
		try {
			return runInterruptibly(entry.task);
		}
		finally {
			if (entry.isMessage()) {
				release(entry);
			}
		}
	}

	private @Nullable CompletionStage<?> runInterruptibly(T task) {
		try {
			return runTask(task);
		}
		finally {
			this.lock.lock();
			try {
				this.thread = null;
				// An interrupt was meant for this task only
				Thread.interrupted();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void release(Entry<T> message) {
		boolean hasRoomAgain;
		this.lock.lock();
		try {
			remove(message);
			boolean wasFull = this.full;
			boolean wasOverfull = this.overfull;
			updateFull(0);
			hasRoomAgain = (wasFull && !this.full) || (wasOverfull && !this.overfull);
			signalRoom();
		}
		finally {
			this.lock.unlock();
		}
		try {
			onMessageRemoved(message.bytes);
		}
		finally {
			if (hasRoomAgain) {
				onRoom();
			}
		}
	}

	private void remove(Entry<T> message) {
		this.messages--;
		this.bytes -= message.bytes;
	}

	/**
	 * Return whether there is room for a message of this size. One message always fits.
	 */
	private boolean fits(int bytes, boolean extended) {
		if (this.messages == 0) {
			return true;
		}
		long maxMessages = extended ? 2L * this.maxMessages : this.maxMessages;
		// Halves of the size cannot overflow
		return this.messages < maxMessages
				&& (extended ? (this.bytes + bytes) / 2 : this.bytes + bytes) <= this.maxBytes;
	}

	/**
	 * Update whether the queue is full. Called under the lock after each change that may
	 * have an effect. A queue whose messages have reached their bound is full, even if an
	 * empty message would fit.
	 * @param next the size of the message that waits for room, or 0
	 */
	private void updateFull(int next) {
		int bytes = Math.max(next, 1);
		this.full = isPaused() || !fits(bytes, false);
		this.overfull = isPaused() || !fits(bytes, true);
	}

	private boolean isPaused() {
		return this.intake == Intake.PAUSED || this.intake == Intake.HOLDING;
	}

	private Condition room() {
		Condition room = this.room;
		if (room == null) {
			room = this.lock.newCondition();
			this.room = room;
		}
		return room;
	}

	private void signalRoom() {
		if (this.room != null) {
			this.room.signalAll();
		}
	}

	/**
	 * Return how messages are treated. Under the lock.
	 * @return the current treatment
	 */
	protected final Intake intake() {
		return this.intake;
	}

	/**
	 * Change how messages are treated. Under the lock.
	 * @param intake the new treatment
	 */
	protected final void setIntake(Intake intake) {
		this.intake = intake;
		updateFull(0);
		signalRoom();
	}

	/**
	 * Add the last task, unless there is one already: no other task is accepted after it.
	 * Under the lock.
	 * @param last the task
	 */
	protected final void addLast(T last) {
		if (!this.closed) {
			// First, as there may be no memory for the entry
			append(new Entry<>(last, NO_MESSAGE));
			this.closed = true;
		}
		signalRoom();
	}

	/**
	 * Drop the waiting messages, and keep the other tasks.
	 */
	public final void dropMessages() {
		locked(() -> {
			Entry<T> entry = takeAll();
			while (entry != null) {
				Entry<T> next = entry.next;
				entry.next = null;
				if (entry.isMessage()) {
					remove(entry);
					entry.next = this.dropped;
					this.dropped = entry;
				}
				else {
					append(entry);
				}
				entry = next;
			}
			updateFull(0);
			signalRoom();
		});
	}

	/**
	 * Drop all waiting tasks and accept no others.
	 */
	public final void clear() {
		locked(() -> {
			this.closed = true;
			dropMessages();
			takeAll();
		});
	}

	/**
	 * Drop the waiting messages, and interrupt the running task. The interrupt has no
	 * effect on later tasks.
	 */
	public final void interrupt() {
		locked(() -> {
			dropMessages();
			if (this.thread != null) {
				this.thread.interrupt();
			}
		});
	}

	/**
	 * Return whether no task waits or runs, and tasks are still accepted.
	 * @return whether a task that is posted now would run next
	 */
	public final boolean isIdle() {
		this.lock.lock();
		try {
			return !this.closed && !this.busy;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether further messages have to wait.
	 * @return whether to wait
	 */
	public final boolean isFull() {
		return isBeyondBounds() || isHeldBack();
	}

	private boolean isBeyondBounds() {
		return this.full && (this.overfull || !isExtended());
	}

	/**
	 * Return whether further messages have to wait unless the queue is extended.
	 * @return whether the bounds are reached
	 */
	public final boolean hasReachedBounds() {
		return this.full;
	}

	/**
	 * Return whether further messages have to wait even if the queue is extended.
	 * @return whether the extended bounds are reached, or the queue takes no messages
	 */
	public final boolean isOverfull() {
		return this.overfull;
	}

	/**
	 * Return the number of messages in the queue.
	 * @return the waiting messages and the running one
	 */
	public final int messages() {
		return this.messages;
	}

	/**
	 * Return the start time of the task that runs or holds the queue.
	 * @return the time, or {@link Timing#NONE} if there is no such task or it was
	 * reported
	 */
	public final long heldSince() {
		return this.since;
	}

	/**
	 * Mark the task that holds the queue as reported, which succeeds once.
	 * @param since the result of {@link #heldSince()}
	 * @return whether the task had not been reported before
	 */
	public final boolean reportHold(long since) {
		return SINCE.compareAndSet(this, since, Timing.NONE);
	}

	/**
	 * Treatment of messages by a queue.
	 */
	protected enum Intake {

		/**
		 * Messages are accepted and run.
		 */
		OPEN,

		/**
		 * New messages have to wait, and those in the queue run.
		 */
		PAUSED,

		/**
		 * New messages have to wait, and those in the queue do not run.
		 */
		HOLDING,

		/**
		 * New messages are dropped.
		 */
		DROPPING

	}

	/**
	 * Task that waits or runs.
	 */
	private static final class Entry<T> {

		private final T task;

		private final int bytes;

		private @Nullable Entry<T> next;

		Entry(T task, int bytes) {
			this.task = task;
			this.bytes = bytes;
		}

		boolean isMessage() {
			return this.bytes != NO_MESSAGE;
		}

	}

}
