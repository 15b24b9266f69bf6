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
 * What one connection holds of the {@link ReceiveMemoryBudget}. The budget is told in
 * steps of a kilobyte, so that small messages which come and go cost no more than a
 * counter of the connection's own.
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

	/** What the budget knows of it. */
	private volatile long reported;

	/** What has been read and not handed over. Used on the loop. */
	private long undelivered;

	/** {@link #undelivered} when the connection was last looked at. Used on the loop. */
	private long undeliveredAtCheck;

	private volatile boolean incomplete;

	/** Guarded by the budget's lock for writing. */
	private volatile boolean waiting;

	/** When the turn began, or 0 if there is none. As above. */
	private volatile long turnSince;

	/** Whether a reply was refused, and there is no room for another one. */
	private volatile boolean refused;

	/**
	 * Create an account of a connection that holds nothing.
	 * @param budget what all connections share
	 * @param holder holds the messages that wait
	 */
	public ReceiveAccount(ReceiveMemoryBudget budget, Holder holder) {
		this.budget = budget;
		this.holder = holder;
	}

	/**
	 * Note a message that waits for its callback.
	 * @param bytes its size
	 */
	public void addMessage(int bytes) {
		add(bytes + ReceiveMemoryBudget.OVERHEAD);
	}

	/**
	 * Note that a message does not wait any more.
	 * @param bytes its size
	 */
	public void removeMessage(int bytes) {
		add(-bytes - ReceiveMemoryBudget.OVERHEAD);
		if (this.waiting) {
			this.budget.reconsider(this);
		}
	}

	/**
	 * Note what has been read and not been handed over. On the loop.
	 * @param message what has arrived of an incomplete message
	 * @param unread what follows a message that nobody has taken
	 */
	public void setUndelivered(int message, int unread) {
		long undelivered = (long) message + unread;
		if (message == 0) {
			yieldTurn();
		}
		if (undelivered != this.undelivered) {
			this.incomplete = undelivered > 0;
			long more = undelivered - this.undelivered;
			this.undelivered = undelivered;
			add(more);
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
	 * Let others have the turn, since a message has been handed over or has to wait. On
	 * the loop.
	 */
	public void yieldTurn() {
		if (hasTurn()) {
			this.budget.endTurn(this);
		}
	}

	/**
	 * Give everything back that was not handed over, and wait for nothing any more. On
	 * the loop.
	 */
	public void end() {
		setUndelivered(0, 0);
		stopWaiting();
	}

	/**
	 * Wait for nothing any more.
	 */
	public void stopWaiting() {
		if (this.waiting || hasTurn()) {
			this.budget.end(this);
		}
	}

	/**
	 * Return whether the connection must not be read from now. If so, it is told when
	 * that changes.
	 * @return whether it holds too much
	 */
	public boolean isHeldBack() {
		return this.refused || (this.budget.isTight() && this.budget.holdsBack(this));
	}

	/**
	 * Note that a reply was refused, since all queues together are full: its client is
	 * not read from until they are shorter.
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
	 * Look at it about once a second, on the loop.
	 * @return whether the connection has had its turn without completing its message, or
	 * sending enough to complete it within a minute
	 */
	public boolean isOverdue() {
		long progress = this.undelivered - this.undeliveredAtCheck;
		this.undeliveredAtCheck = this.undelivered;
		if (this.budget.isTight()) {
			this.budget.check(this.held > this.undelivered);
		}
		return this.budget.isOverdue(this, progress);
	}

	/**
	 * Return whether the connection has to be closed, as one of those that hold the most
	 * while there is no memory left.
	 * @return whether it holds more than its share
	 */
	public boolean isExcessive() {
		return this.budget.isExceeded() && this.held > this.budget.fairShare();
	}

	/**
	 * Return what the connection holds.
	 * @return the bytes, overhead included
	 */
	public long held() {
		return this.held;
	}

	boolean isIncomplete() {
		return this.incomplete;
	}

	/**
	 * Return whether the connection is told when it may be read from.
	 * @return whether it is not read from
	 */
	public boolean isWaiting() {
		return this.waiting || this.refused;
	}

	boolean isRegistered() {
		return this.waiting;
	}

	void waiting(boolean waiting) {
		this.waiting = waiting;
	}

	boolean hasTurn() {
		return this.turnSince != 0;
	}

	long turnSince() {
		return this.turnSince;
	}

	void beginTurn(long now) {
		// 0 is no time
		this.turnSince = now | 1;
	}

	void endTurn() {
		this.turnSince = 0;
	}

	void readOn() {
		this.holder.readOn();
	}

	/**
	 * Holds the messages of a connection. None of the methods blocks.
	 */
	public interface Holder {

		/**
		 * Have the connection read from again.
		 */
		void readOn();

		/**
		 * Drop the messages that wait.
		 */
		void dropMessages();

	}

}
