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

package io.github.wsboot.inbound;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Share of one connection in the {@link ReceiveMemoryBudget}. The account reports to the
 * budget in steps of a kilobyte, so that small messages that come and go cost no more
 * than a counter of the connection itself.
 *
 * @since 0.1.0
 */
public final class ReceiveAccount {

	private static final int STEP = 1024;

	private static final AtomicLongFieldUpdater<ReceiveAccount> HELD = AtomicLongFieldUpdater
		.newUpdater(ReceiveAccount.class, "held");

	private static final AtomicLongFieldUpdater<ReceiveAccount> REPORTED = AtomicLongFieldUpdater
		.newUpdater(ReceiveAccount.class, "reported");

	private final ReceiveMemoryBudget budget;

	private final Holder holder;

	private volatile long held;

	/** Bytes that were reported to the budget. */
	private volatile long reported;

	/** Bytes that were read and not yet delivered. Changed on the loop. */
	private volatile long undelivered;

	/** Those of the incomplete message. As above. */
	private volatile int message;

	/** Bytes of the incomplete message at the last check. Used on the loop. */
	private long receivedAtCheck;

	/** Whether the connection was slow in its turn at the last check. As above. */
	private boolean slow;

	/** Guarded by the budget's lock for writing. */
	private volatile boolean waiting;

	/** Time at which the turn began, or 0. Guarded as above. */
	private volatile long turnSince;

	/** Whether the connection has ended. Guarded as above. */
	private volatile boolean ended;

	/** Whether a reply was refused and queues are still full. */
	private volatile boolean refused;

	/**
	 * Create the account of a connection that holds nothing.
	 * @param budget the memory of all connections
	 * @param holder the holder of the waiting messages
	 */
	public ReceiveAccount(ReceiveMemoryBudget budget, Holder holder) {
		this.budget = budget;
		this.holder = holder;
	}

	/**
	 * Add a message that waits for its callback. Its bytes count only once, although
	 * {@link #setUndelivered} is called after it. Called by the thread that has read it.
	 * @param bytes its size
	 */
	public void addMessage(int bytes) {
		long delivered = Math.min(bytes, this.undelivered);
		if (delivered > 0) {
			updateUndelivered(0, this.undelivered - delivered);
		}
		add(bytes + ReceiveMemoryBudget.OVERHEAD - delivered);
	}

	/**
	 * Remove a message that does not wait any more.
	 * @param bytes its size
	 */
	public void removeMessage(int bytes) {
		add(-bytes - ReceiveMemoryBudget.OVERHEAD);
		if (this.waiting) {
			this.budget.reconsider(this);
		}
	}

	/**
	 * Set the number of bytes that were read and not yet delivered. Called on the loop.
	 * @param message the bytes of an incomplete message
	 * @param unread the bytes after a message that was not accepted
	 */
	public void setUndelivered(int message, int unread) {
		long undelivered = (long) message + unread;
		if (message == 0) {
			yieldTurn();
		}
		boolean wasIncomplete = isIncomplete();
		long more = undelivered - this.undelivered;
		if (more != 0 || message != this.message) {
			updateUndelivered(message, undelivered);
			add(more);
		}
		if (!wasIncomplete && isIncomplete() && this.waiting) {
			this.budget.awaitTurn(this);
		}
	}

	private void updateUndelivered(int message, long undelivered) {
		long more = undelivered / STEP - this.undelivered / STEP;
		this.message = message;
		this.undelivered = undelivered;
		if (more != 0) {
			this.budget.changeUndelivered(more * STEP);
		}
	}

	private void add(long bytes) {
		HELD.addAndGet(this, bytes);
		long reported = this.reported;
		long held = this.held / STEP * STEP;
		while (held != reported) {
			if (REPORTED.compareAndSet(this, reported, held)) {
				this.budget.change(held - reported, (reported == 0) ? 1 : (held == 0) ? -1 : 0);
			}
			reported = this.reported;
			held = this.held / STEP * STEP;
		}
	}

	/**
	 * End the turn of the connection, as a message was delivered or has to wait. Called
	 * on the loop.
	 */
	public void yieldTurn() {
		if (hasTurn()) {
			this.budget.endTurn(this);
		}
	}

	/**
	 * Release all bytes that were not delivered, and wait no longer. Called on the loop.
	 */
	public void end() {
		setUndelivered(0, 0);
		stopWaiting();
	}

	/**
	 * Wait for memory or a turn no longer, as the connection has ended. From now on it is
	 * not held back for memory.
	 */
	public void stopWaiting() {
		if (!this.ended) {
			this.budget.end(this);
		}
	}

	/**
	 * Return whether the connection must not be read now. If so, {@link Holder#readOn()}
	 * is called when that changes.
	 * @return whether to stop reading
	 */
	public boolean isHeldBack() {
		return this.refused || (this.budget.isTight() && this.budget.holdsBack(this));
	}

	/**
	 * Return how many bytes may be read at once.
	 * @return the number of bytes, at least 1,024
	 */
	public int maxRead() {
		return this.budget.maxRead(this);
	}

	/**
	 * Called when a reply was refused, as all queues together are full. The connection is
	 * not read until they are shorter.
	 */
	public void onReplyRefused() {
		this.budget.replies().onReplyRefused();
		if (!this.refused) {
			this.refused = true;
			this.budget.replies().whenRelieved(() -> {
				this.refused = false;
				readOn();
			});
		}
	}

	/**
	 * Drop the messages that wait for their callbacks.
	 */
	public void dropMessages() {
		this.holder.dropMessages();
	}

	/**
	 * Check the turn of the connection. Called on the loop, about once a second. A loop
	 * that was held up may not have read the bytes that have come meanwhile, so two
	 * checks in a row decide.
	 * @param received the number of bytes of the incomplete message that have arrived
	 * @return whether the connection has not completed its message in its turn, and has
	 * not sent enough to complete it within a minute
	 */
	public boolean isOverdue(long received) {
		long progress = received - this.receivedAtCheck;
		this.receivedAtCheck = received;
		if (this.budget.isTight()) {
			this.budget.check();
		}
		boolean wasSlow = this.slow;
		this.slow = this.budget.isSlow(this, progress);
		return wasSlow && this.slow;
	}

	/**
	 * Return whether the connection has to be closed, as there is no memory left and it
	 * is one of those that hold the most.
	 * @return whether it holds more than an even share
	 */
	public boolean isExcessive() {
		return this.budget.isExceeded() && this.held > this.budget.fairShare();
	}

	/**
	 * Return the memory that the connection holds.
	 * @return the bytes, including overhead
	 */
	public long held() {
		return this.held;
	}

	boolean isIncomplete() {
		return this.undelivered > 0;
	}

	/**
	 * Return the memory of the message that has begun and is not complete.
	 */
	int message() {
		return this.message;
	}

	/**
	 * Return whether the connection waits for {@link Holder#readOn()}.
	 * @return whether it is not read
	 */
	public boolean isWaiting() {
		return this.waiting || this.refused;
	}

	boolean isRegistered() {
		return this.waiting;
	}

	void setWaiting(boolean waiting) {
		this.waiting = waiting;
	}

	boolean isEnded() {
		return this.ended;
	}

	void setEnded() {
		this.ended = true;
	}

	boolean hasTurn() {
		return this.turnSince != 0;
	}

	long turnSince() {
		return this.turnSince;
	}

	void beginTurn(long now) {
		// 0 means that there is no turn
		this.turnSince = now | 1;
	}

	void endTurn() {
		this.turnSince = 0;
	}

	void readOn() {
		this.holder.readOn();
	}

	/**
	 * Holder of the messages of a connection. No method may block.
	 */
	public interface Holder {

		/**
		 * Read from the connection again.
		 */
		void readOn();

		/**
		 * Drop the waiting messages.
		 */
		void dropMessages();

	}

}
