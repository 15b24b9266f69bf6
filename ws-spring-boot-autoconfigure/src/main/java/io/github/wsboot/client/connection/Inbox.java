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

package io.github.wsboot.client.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Frame;
import io.github.wsboot.inbound.ReceiveAccount;

/**
 * Messages that wait for threads which receive them. While it is full, the connection is
 * not read from. Thread-safe.
 */
final class Inbox {

	private final int maxMessages;

	private final long maxBytes;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Deque<Frame> messages = new ArrayDeque<>();

	private long bytes;

	private volatile boolean full;

	/** Whether as many messages again as usual wait. */
	private volatile boolean overfull;

	private volatile int size;

	private volatile @Nullable CloseStatus closeStatus;

	private boolean closing;

	/** Reads from the connection again. */
	private volatile Runnable readOn = () -> {
	};

	/**
	 * Counts the messages, until the connection has ended. Guarded by the lock, so that
	 * each message is released once.
	 */
	private @Nullable ReceiveAccount account;

	/**
	 * Create an empty inbox.
	 * @param maxMessages the number of messages from which on it is full
	 * @param maxBytes the size of all messages from which on it is full
	 */
	Inbox(int maxMessages, long maxBytes) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	/**
	 * Give the inbox its connection, before it is opened.
	 * @param readOn reads from the connection again
	 * @param account counts the messages
	 */
	void bind(Runnable readOn, ReceiveAccount account) {
		this.lock.lock();
		try {
			this.account = account;
		}
		finally {
			this.lock.unlock();
		}
		this.readOn = readOn;
	}

	/**
	 * Add a message. There is always room for it, as nothing is read while it is full.
	 */
	void add(Frame message) {
		ReceiveAccount account;
		this.lock.lock();
		try {
			if (this.closing) {
				return;
			}
			this.messages.add(message);
			this.bytes += message.payload().remaining();
			updateFull();
			this.changed.signal();
			account = this.account;
		}
		finally {
			this.lock.unlock();
		}
		if (account != null) {
			account.addMessage(message.payload().remaining());
		}
	}

	/**
	 * Wait for a message.
	 * @return the message, or {@code null} after the timeout or the end
	 */
	@Nullable Frame take(Duration timeout) throws InterruptedException {
		long nanos = TimeUnit.NANOSECONDS.convert(timeout);
		Frame message;
		ReceiveAccount account;
		boolean hasRoomAgain;
		this.lock.lockInterruptibly();
		try {
			while (this.messages.isEmpty() && this.closeStatus == null && nanos > 0) {
				nanos = this.changed.awaitNanos(nanos);
			}
			message = this.messages.poll();
			if (message == null) {
				return null;
			}
			this.bytes -= message.payload().remaining();
			boolean wasFull = this.full;
			boolean wasOverfull = this.overfull;
			updateFull();
			hasRoomAgain = (wasFull && !this.full) || (wasOverfull && !this.overfull);
			account = this.account;
		}
		finally {
			this.lock.unlock();
		}
		release(account, List.of(message));
		if (hasRoomAgain) {
			this.readOn.run();
		}
		return message;
	}

	private static void release(@Nullable ReceiveAccount account, Collection<Frame> messages) {
		if (account != null) {
			messages.forEach((message) -> account.removeMessage(message.payload().remaining()));
		}
	}

	/**
	 * Wait for the end of the connection.
	 * @return whether it has ended
	 */
	boolean awaitEnd(Duration timeout) throws InterruptedException {
		long nanos = TimeUnit.NANOSECONDS.convert(timeout);
		this.lock.lockInterruptibly();
		try {
			while (this.closeStatus == null && nanos > 0) {
				nanos = this.changed.awaitNanos(nanos);
			}
			return this.closeStatus != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void updateFull() {
		this.size = this.messages.size();
		this.full = !this.closing && (this.size >= this.maxMessages || this.bytes >= this.maxBytes);
		this.overfull = this.full && (this.size / 2 >= this.maxMessages || this.bytes / 2 >= this.maxBytes);
	}

	/**
	 * Take no more messages: this side closes, and the close frame of the other side has
	 * to be read.
	 */
	void startClosing() {
		this.lock.lock();
		try {
			this.closing = true;
			updateFull();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Called when the connection has ended. Messages that wait can still be received, but
	 * count no longer, as nobody may ever do that.
	 */
	void end(CloseStatus status) {
		Collection<Frame> left;
		ReceiveAccount account;
		this.lock.lock();
		try {
			this.closing = true;
			this.closeStatus = status;
			updateFull();
			left = new ArrayList<>(this.messages);
			account = this.account;
			this.account = null;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		release(account, left);
	}

	/**
	 * Drop all messages.
	 */
	void clear() {
		Collection<Frame> dropped;
		ReceiveAccount account;
		this.lock.lock();
		try {
			dropped = new ArrayList<>(this.messages);
			account = this.account;
			this.messages.clear();
			this.bytes = 0;
			updateFull();
		}
		finally {
			this.lock.unlock();
		}
		release(account, dropped);
	}

	boolean isFull() {
		return this.full;
	}

	/**
	 * Return whether twice as many messages as usual wait.
	 */
	boolean isOverfull() {
		return this.overfull;
	}

	int size() {
		return this.size;
	}

	@Nullable CloseStatus closeStatus() {
		return this.closeStatus;
	}

}
