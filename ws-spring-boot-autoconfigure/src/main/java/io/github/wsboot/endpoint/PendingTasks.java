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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.connection.ReceiveAccount;
import io.github.wsboot.endpoint.EndpointSettings.ReceiveLimits;
import io.github.wsboot.endpoint.Mailbox.Task;

/**
 * The tasks of a mailbox in their order, linked to each other, so that an empty mailbox
 * needs nothing for them. Those that are messages count until they are done. Guarded by
 * the mailbox's lock, but for their number, which anybody may read.
 */
final class PendingTasks {

	private static final int NO_MESSAGE = -1;

	private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(50);

	private final ReceiveLimits limits;

	private final ReceiveAccount inbound;

	private @Nullable Entry first;

	private @Nullable Entry last;

	private volatile int messages;

	private long bytes;

	/** {@code null} unless somebody has waited for room. */
	private @Nullable Condition room;

	PendingTasks(ReceiveLimits limits, ReceiveAccount inbound) {
		this.limits = limits;
		this.inbound = inbound;
	}

	void add(Task task) {
		append(new Entry(task, NO_MESSAGE));
	}

	void addMessage(Task task, int bytes) {
		// First, since there may be no memory for it
		Entry entry = new Entry(task, bytes);
		this.messages++;
		this.bytes += bytes;
		append(entry);
		this.inbound.addMessage(bytes);
	}

	private void append(Entry entry) {
		if (this.last != null) {
			this.last.next = entry;
		}
		else {
			this.first = entry;
		}
		this.last = entry;
	}

	@Nullable Entry poll() {
		Entry entry = this.first;
		if (entry != null) {
			this.first = entry.next;
			this.last = (entry.next != null) ? this.last : null;
			// Whoever runs it long must not keep the others
			entry.next = null;
		}
		return entry;
	}

	/**
	 * Take the first one that is no message.
	 */
	@Nullable Entry pollOther() {
		Entry other = null;
		Entry entry = takeAll();
		while (entry != null) {
			Entry next = entry.next;
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

	/**
	 * Drop the messages and keep the others.
	 */
	void dropMessages() {
		Entry entry = takeAll();
		while (entry != null) {
			Entry next = entry.next;
			entry.next = null;
			if (entry.isMessage()) {
				done(entry);
			}
			else {
				append(entry);
			}
			entry = next;
		}
	}

	private @Nullable Entry takeAll() {
		Entry all = this.first;
		this.first = null;
		this.last = null;
		return all;
	}

	void clear() {
		dropMessages();
		takeAll();
	}

	boolean isEmpty() {
		return this.first == null;
	}

	/**
	 * Note that a task does not count any more.
	 */
	void done(Entry entry) {
		if (entry.isMessage()) {
			this.messages--;
			this.bytes -= entry.bytes;
			this.inbound.removeMessage(entry.bytes);
		}
	}

	int messages() {
		return this.messages;
	}

	/**
	 * Return whether there is room for a message of this size. One always fits.
	 */
	boolean fits(int bytes) {
		return this.messages == 0 || (this.messages < this.limits.maxPendingMessages()
				&& this.bytes + bytes <= this.limits.maxPendingBytes());
	}

	/**
	 * Wait until there may be room for a message.
	 * @param lock that of the mailbox
	 */
	void awaitRoom(ReentrantLock lock) throws InterruptedException {
		Condition room = this.room;
		if (room == null) {
			room = lock.newCondition();
			this.room = room;
		}
		// Nobody tells when all mailboxes together have room again
		room.awaitNanos(RETRY);
	}

	void signalRoom() {
		if (this.room != null) {
			this.room.signalAll();
		}
	}

	/**
	 * A task that waits.
	 */
	static final class Entry {

		private final Task task;

		private final int bytes;

		private @Nullable Entry next;

		private Entry(Task task, int bytes) {
			this.task = task;
			this.bytes = bytes;
		}

		Task task() {
			return this.task;
		}

		boolean isMessage() {
			return this.bytes != NO_MESSAGE;
		}

	}

}
