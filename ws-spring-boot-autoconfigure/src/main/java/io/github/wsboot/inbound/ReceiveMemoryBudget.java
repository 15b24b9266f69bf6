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

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.springframework.beans.factory.DisposableBean;

import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;

/**
 * Memory that the data of all clients may take together: incomplete messages, and
 * messages that wait for their callbacks.
 * <p>
 * When most of it is used, memory is tight: connections that hold more than an even share
 * of the rest are not read. Their incomplete messages could never be completed, so a few
 * connections at a time have a turn, in which they are read until their message is
 * complete. Room for a message of any size is kept for the next turn, so a turn needs no
 * more than there is. When all of it is used, no connection is read, and those that hold
 * the most are closed.
 * <p>
 * Memory is also tight for large messages when more than half of the
 * {@link SendMemoryBudget} is used, as their replies would make queues overflow.
 * Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ReceiveMemoryBudget implements DisposableBean {

	/** Approximate memory of the objects around the bytes of a message. */
	public static final int OVERHEAD = 256;

	private static final SafeLogger logger = SafeLogger.of(ReceiveMemoryBudget.class);

	/** Time that a turn may take if little is sent in it, while others wait. */
	private static final long MAX_TURN = TimeUnit.SECONDS.toNanos(10);

	/** Number of checks in which the largest message must be completed. */
	private static final int CHECKS_OF_LONGEST_TURN = 60;

	/** Time without a turn, or that counts once if no memory is freed in it. */
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	/** Number of such times before a turn is given although there is no room for it. */
	private static final int QUIET_TIMES = 2;

	/** The same while messages wait for callbacks, which free memory when they return. */
	private static final int QUIET_TIMES_WITH_CALLBACKS = 10;

	/** Size up to which messages are read although queues are long. */
	private static final int SMALL = 16 * 1024;

	/** Enough for a control frame, and little for thousands of connections. */
	private static final int SMALLEST_READ = 1024;

	private final long max;

	private final long largestMessage;

	private final SendMemoryBudget replies;

	private final Runnable easeListener;

	private final long high;

	private final LongSupplier clock;

	private final AtomicLong used = new AtomicLong();

	/** The part of it that waits for the rest of a message, or to be parsed. */
	private final AtomicLong undelivered = new AtomicLong();

	private final AtomicInteger holders = new AtomicInteger();

	private volatile Runnable relief = () -> {
	};

	/** Whether connections that hold much are not read. */
	private volatile boolean tight;

	/** Whether no connection is read. */
	private volatile boolean full;

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Guarded by the lock, as the other accounts, the turns and the time of the last one.
	 */
	private final Set<ReceiveAccount> waiting = new LinkedHashSet<>();

	/** Those that wait and hold undelivered bytes. */
	private final Set<ReceiveAccount> waitingForTurn = new LinkedHashSet<>();

	/** Changed under the lock. */
	private final AtomicInteger turns = new AtomicInteger();

	/**
	 * Whether memory was freed while it was tight, since the last count of quiet times.
	 */
	private volatile boolean freed;

	/** Whether a connection waits, or did at the last change. */
	private volatile boolean awaited;

	private final LogInterval reports = new LogInterval();

	private long lastTurn;

	/** Number of times in a row in which no memory was freed. */
	private int quietTimes;

	private long lastCount;

	/**
	 * Create a budget.
	 * @param max the maximum number of bytes
	 * @param largestMessage the maximum size of one message
	 * @param replies the memory of all outbound queues
	 */
	public ReceiveMemoryBudget(long max, long largestMessage, SendMemoryBudget replies) {
		this(max, largestMessage, replies, System::nanoTime);
	}

	ReceiveMemoryBudget(long max, long largestMessage, SendMemoryBudget replies, LongSupplier clock) {
		this.max = max;
		this.largestMessage = largestMessage;
		this.replies = replies;
		this.high = Math.max(0, max - Math.max(max / 4, largestMessage));
		this.clock = clock;
		this.lastTurn = clock.getAsLong();
		this.lastCount = this.lastTurn;
		this.easeListener = this::onEase;
		replies.addEaseListener(this.easeListener);
	}

	/**
	 * Return the maximum number of bytes.
	 * @return the number of bytes
	 */
	public long max() {
		return this.max;
	}

	/**
	 * Set the action that {@linkplain #isExceeded() closes} connections when the budget
	 * is used up.
	 * @param relief the action, which must not block
	 */
	public void setRelief(Runnable relief) {
		this.relief = relief;
	}

	/**
	 * Change the number of bytes that a connection holds.
	 * @param bytes the difference
	 * @param holders 1 if it held nothing before, -1 if it holds nothing now
	 */
	void change(long bytes, int holders) {
		if (holders != 0) {
			this.holders.addAndGet(holders);
		}
		long used = this.used.addAndGet(bytes);
		if (bytes > 0 && used + reserved() > this.high) {
			tighten(used);
		}
		else if (bytes < 0 && isTight()) {
			this.freed = true;
			relax();
		}
	}

	/**
	 * Change the number of bytes that a connection holds undelivered.
	 */
	void changeUndelivered(long bytes) {
		this.undelivered.addAndGet(bytes);
	}

	/**
	 * Return the memory that those who have a turn may still take. It counts as used when
	 * others ask for memory, even if it is not tight any more, as it may be taken yet.
	 */
	private long reserved() {
		return this.turns.get() * this.largestMessage;
	}

	private void onEase() {
		if (this.awaited) {
			relax();
		}
	}

	private void tighten(long used) {
		boolean exceeds = used > this.max;
		if ((!this.tight || (exceeds && !this.full)) && setFlags(exceeds)) {
			if (this.reports.isTime()) {
				logger.warn("The data of all clients has reached 'ws.receive.max-total-bytes': "
						+ "connections that hold the most of it are closed with 1013");
			}
			this.relief.run();
		}
	}

	/**
	 * Set the flags, under the lock, as a release that goes on would reset them.
	 * @param exceeds whether more than the maximum was used
	 * @return whether no connection is read from now on
	 */
	private boolean setFlags(boolean exceeds) {
		List<ReceiveAccount> released = new ArrayList<>();
		boolean filledUp;
		this.lock.lock();
		try {
			boolean wasFull = this.full;
			this.tight = true;
			this.full = wasFull || exceeds;
			// Memory that was freed just before has not seen the flags
			release(released);
			filledUp = this.full && !wasFull;
		}
		finally {
			this.lock.unlock();
		}
		readOn(released);
		return filledUp;
	}

	/**
	 * Resume reading from connections that have waited for the memory that was freed.
	 */
	private void relax() {
		List<ReceiveAccount> released = new ArrayList<>();
		this.lock.lock();
		try {
			release(released);
		}
		finally {
			this.lock.unlock();
		}
		readOn(released);
	}

	private void release(List<ReceiveAccount> released) {
		long used = this.used.get();
		boolean wasFull = this.full;
		this.full = wasFull && used > Math.max(this.high, this.max - this.max / 8);
		this.tight = this.tight && used + reserved() > this.high / 4 * 3;
		if (!isTight() || (wasFull && !this.full)) {
			takeAll(this.waiting, released);
			takeAll(this.waitingForTurn, released);
			this.quietTimes = 0;
		}
		else {
			giveTurns(released);
		}
		this.awaited = !this.waiting.isEmpty() || !this.waitingForTurn.isEmpty();
	}

	private static void takeAll(Set<ReceiveAccount> accounts, List<ReceiveAccount> released) {
		accounts.forEach((account) -> account.setWaiting(false));
		released.addAll(accounts);
		accounts.clear();
	}

	/**
	 * Give turns to the connections that have waited the longest, as many as there is
	 * memory for.
	 */
	private void giveTurns(List<ReceiveAccount> released) {
		Iterator<ReceiveAccount> next = this.waitingForTurn.iterator();
		boolean room = !this.full;
		while (room && next.hasNext()) {
			ReceiveAccount account = next.next();
			room = fits(account) && hasRoomForReply();
			if (room) {
				next.remove();
				giveTurn(account, released);
			}
		}
	}

	private void giveTurn(ReceiveAccount account, List<ReceiveAccount> released) {
		this.quietTimes = 0;
		account.setWaiting(false);
		this.lastTurn = this.clock.getAsLong();
		account.beginTurn(this.lastTurn);
		this.turns.incrementAndGet();
		released.add(account);
	}

	private boolean fits(ReceiveAccount account) {
		return this.used.get() + reserved() + missing(account) <= this.max;
	}

	/**
	 * Return the most by which the message that a connection has begun can grow.
	 */
	private long missing(ReceiveAccount account) {
		return Math.max(0, this.largestMessage - account.message());
	}

	private boolean hasRoomForReply() {
		return !this.replies.isStrained() || this.replies.hasRoom((this.turns.get() + 1) * this.largestMessage);
	}

	/**
	 * Return whether a connection must not be read now. If so,
	 * {@link ReceiveAccount#readOn()} is called when that changes.
	 */
	boolean holdsBack(ReceiveAccount account) {
		return hasToWait(account) && register(account);
	}

	private boolean hasToWait(ReceiveAccount account) {
		return isTight() && !account.hasTurn() && !account.isEnded() && isTooLarge(account);
	}

	private boolean isTooLarge(ReceiveAccount account) {
		long held = account.held();
		return this.full || (this.tight && held > room() / holders()) || (held > SMALL && this.replies.isStrained());
	}

	/**
	 * Return how many bytes may be read at once from a connection. Many connections that
	 * hold little would use up the memory together otherwise, each with a single read.
	 */
	int maxRead(ReceiveAccount account) {
		if (!this.tight || account.hasTurn()) {
			return Integer.MAX_VALUE;
		}
		long share = this.full ? 0 : room() / holders() - account.held();
		return (int) Math.max(SMALLEST_READ, Math.min(share, Integer.MAX_VALUE));
	}

	/**
	 * Return the memory that is neither used nor reserved for connections that have a
	 * turn, or for the next one that has. Between two turns others could take the memory
	 * otherwise that no turn can do without.
	 */
	private long room() {
		return Math.max(0, this.max - this.used.get() - Math.max(reserved(), this.largestMessage));
	}

	private int holders() {
		return Math.max(1, this.holders.get());
	}

	/**
	 * Return the even share of each connection that holds something, for the choice of
	 * connections to close. Some hold more, or none would have to be closed.
	 */
	long fairShare() {
		return this.high / holders();
	}

	private boolean register(ReceiveAccount account) {
		List<ReceiveAccount> released = new ArrayList<>(0);
		this.lock.lock();
		try {
			// First, as queues that become shorter read it without the lock
			this.awaited = true;
			// What was freed or given just before has not seen this connection
			if (!hasToWait(account)) {
				return false;
			}
			if (!account.isRegistered()) {
				// First, as the account reads it after a change of its undelivered bytes
				account.setWaiting(true);
				(account.isIncomplete() ? this.waitingForTurn : this.waiting).add(account);
				giveTurns(released);
			}
			return !released.remove(account);
		}
		finally {
			this.lock.unlock();
			readOn(released);
		}
	}

	/**
	 * Let a waiting connection wait for a turn, as it holds undelivered bytes now.
	 */
	void awaitTurn(ReceiveAccount account) {
		List<ReceiveAccount> released = new ArrayList<>(0);
		this.lock.lock();
		try {
			if (this.waiting.remove(account)) {
				this.waitingForTurn.add(account);
				giveTurns(released);
			}
		}
		finally {
			this.lock.unlock();
		}
		readOn(released);
	}

	/**
	 * Check again whether a waiting connection may be read, as it has freed memory
	 * itself.
	 */
	void reconsider(ReceiveAccount account) {
		boolean released;
		this.lock.lock();
		try {
			released = account.isRegistered() && !isTooLarge(account) && forget(account);
		}
		finally {
			this.lock.unlock();
		}
		if (released) {
			SafeRunner.run(account::readOn);
		}
	}

	private boolean forget(ReceiveAccount account) {
		account.setWaiting(false);
		return this.waiting.remove(account) | this.waitingForTurn.remove(account);
	}

	/**
	 * End the turn of a connection.
	 */
	void endTurn(ReceiveAccount account) {
		List<ReceiveAccount> released = new ArrayList<>();
		this.lock.lock();
		try {
			takeTurn(account, released);
		}
		finally {
			this.lock.unlock();
		}
		readOn(released);
	}

	private void takeTurn(ReceiveAccount account, List<ReceiveAccount> released) {
		if (account.hasTurn()) {
			account.endTurn();
			this.lastTurn = this.clock.getAsLong();
			this.turns.decrementAndGet();
			release(released);
		}
	}

	/**
	 * Remove a connection that has ended. It is not held back any more, and gets no turn.
	 */
	void end(ReceiveAccount account) {
		List<ReceiveAccount> released = new ArrayList<>(0);
		this.lock.lock();
		try {
			account.setEnded();
			forget(account);
			takeTurn(account, released);
		}
		finally {
			this.lock.unlock();
		}
		readOn(released);
	}

	/**
	 * Return whether a connection has not completed its message in its turn, although the
	 * turn is long and little has arrived since the last check. Time alone does not
	 * decide: a server that is short of processor time is slow to read data that its
	 * clients sent long ago.
	 * @param account the account of the connection
	 * @param progress the number of bytes that have arrived since the last check
	 */
	boolean isSlow(ReceiveAccount account, long progress) {
		long since = account.turnSince();
		return since != 0 && this.clock.getAsLong() - since > MAX_TURN
				&& progress <= this.largestMessage / CHECKS_OF_LONGEST_TURN;
	}

	/**
	 * Give a turn if no memory has been freed for a while, as all connections may wait
	 * for each other, or if only queues stay long. Called often, at least once a second.
	 */
	void check() {
		List<ReceiveAccount> released = new ArrayList<>(0);
		this.lock.lock();
		try {
			if (this.turns.get() == 0 && !this.full && !this.waitingForTurn.isEmpty()) {
				giveTurnIfStuck(released);
			}
		}
		finally {
			this.lock.unlock();
		}
		readOn(released);
	}

	private void giveTurnIfStuck(List<ReceiveAccount> released) {
		long now = this.clock.getAsLong();
		countQuietTimes(now);
		ReceiveAccount first = this.waitingForTurn.iterator().next();
		if (fits(first) ? now - this.lastTurn > PATIENCE : this.quietTimes >= bearableQuietTimes()) {
			ReceiveAccount account = fits(first) ? first : nearest();
			this.waitingForTurn.remove(account);
			giveTurn(account, released);
		}
	}

	/**
	 * Return the connection whose message needs the least memory to be completed.
	 */
	private ReceiveAccount nearest() {
		return Collections.max(this.waitingForTurn, Comparator.comparingInt(ReceiveAccount::message));
	}

	/**
	 * A server that was held up counts a single time, however long that was.
	 */
	private void countQuietTimes(long now) {
		if (now - this.lastCount >= PATIENCE) {
			this.lastCount = now;
			this.quietTimes = this.freed ? 0 : this.quietTimes + 1;
			this.freed = false;
		}
	}

	private int bearableQuietTimes() {
		boolean callbacks = this.used.get() > this.undelivered.get();
		return callbacks ? QUIET_TIMES_WITH_CALLBACKS : QUIET_TIMES;
	}

	SendMemoryBudget replies() {
		return this.replies;
	}

	boolean isTight() {
		return this.tight || this.replies.isStrained();
	}

	/**
	 * Return whether so much is used that connections have to be closed.
	 * @return whether more memory has to be freed
	 */
	public boolean isExceeded() {
		return this.full && this.used.get() > this.high;
	}

	/**
	 * Return the memory that the data of clients takes now.
	 * @return the bytes, including overhead, without up to a kilobyte for each connection
	 */
	public long used() {
		return this.used.get();
	}

	/**
	 * Stop listening to the budget of outbound queues, which may outlive this one.
	 */
	@Override
	public void destroy() {
		this.replies.removeEaseListener(this.easeListener);
	}

	/**
	 * Resume reading from connections. A failure of one reaches neither the others nor
	 * the caller.
	 */
	private static void readOn(List<ReceiveAccount> released) {
		released.forEach((account) -> SafeRunner.run(account::readOn));
	}

}
