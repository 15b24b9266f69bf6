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

package io.github.wsboot.transport;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;

/**
 * The callbacks of a session's handler that wait for a worker. They run in the order in
 * which they were added and never overlap. Messages are bounded by their number and their
 * size: whoever brings them asks {@link #isFull()}. Thread-safe.
 */
final class CallbackQueue implements ReceiveAccount.Holder {

	private static final SafeLogger logger = SafeLogger.of(CallbackQueue.class);

	/** Callbacks in a row before the thread is given to another session. */
	private static final int BATCH = 32;

	private static final int NO_MESSAGE = -1;

	private final CallbackExecutor workers;

	private final int maxMessages;

	private final long maxBytes;

	private final Runnable readOn;

	private final ReceiveAccount inbound;

	private final ReentrantLock lock = new ReentrantLock();

	private final Queue<Entry> entries = new ArrayDeque<>(2);

	private boolean busy;

	private boolean closed;

	private int messages;

	private long bytes;

	private volatile boolean full;

	/**
	 * Create a queue.
	 * @param workers run the callbacks
	 * @param maxMessages the messages that may wait
	 * @param maxBytes their size; one message always fits
	 * @param budget what the messages of all queues may take
	 * @param readOn called when there is room again
	 */
	CallbackQueue(CallbackExecutor workers, int maxMessages, long maxBytes, ReceiveMemoryBudget budget,
			Runnable readOn) {
		this.workers = workers;
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
		this.readOn = readOn;
		this.inbound = new ReceiveAccount(budget, this);
	}

	/**
	 * Add a callback that is about no message. Has no effect after the last one.
	 */
	void add(Runnable callback) {
		add(new Entry(callback, NO_MESSAGE), false);
	}

	/**
	 * Run something of the server's own after all that was added before: at once if that
	 * has run, so that it does not wait for a thread. Has no effect after the last
	 * callback.
	 */
	void afterwards(Runnable task) {
		boolean atOnce;
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			atOnce = !this.busy;
			if (!atOnce) {
				this.entries.add(new Entry(task, NO_MESSAGE));
			}
		}
		finally {
			this.lock.unlock();
		}
		if (atOnce) {
			task.run();
		}
	}

	/**
	 * Add a message, even beyond the bounds by one. Has no effect after the last
	 * callback.
	 */
	void addMessage(Runnable callback, int bytes) {
		add(new Entry(callback, bytes), false);
	}

	/**
	 * Add the last callback.
	 */
	void addLast(Runnable callback) {
		add(new Entry(callback, NO_MESSAGE), true);
	}

	private void add(Entry entry, boolean last) {
		boolean idle;
		this.lock.lock();
		try {
			if (!this.closed) {
				this.entries.add(entry);
				this.closed = last;
				count(entry, 1);
			}
			// Also if an earlier call could not have the last one run
			idle = !this.busy && !this.entries.isEmpty();
			this.busy = this.busy || idle;
		}
		finally {
			this.lock.unlock();
		}
		if (idle) {
			begin();
		}
	}

	private void begin() {
		try {
			this.workers.execute(this::drain);
		}
		catch (Throwable ex) {
			// Whoever comes next, or calls again with the last one, is to try again
			this.lock.lock();
			try {
				this.busy = false;
			}
			finally {
				this.lock.unlock();
			}
			throw ex;
		}
	}

	private void count(Entry entry, int sign) {
		if (entry.bytes() != NO_MESSAGE) {
			if (sign > 0) {
				this.inbound.addMessage(entry.bytes());
			}
			else {
				this.inbound.removeMessage(entry.bytes());
			}
			this.messages += sign;
			this.bytes += sign * entry.bytes();
			this.full = this.messages >= this.maxMessages || (this.messages > 0 && this.bytes >= this.maxBytes);
		}
	}

	private void drain() {
		try {
			if (runSome()) {
				this.workers.execute(this::drain);
			}
		}
		catch (Throwable ex) {
			logger.error("The callbacks of a session have failed", ex);
			// Whatever it was, the last one is to run
			SafeRunner.run(() -> this.workers.execute(this::drain));
		}
	}

	/**
	 * Run some of what waits.
	 * @return whether to go on now
	 */
	private boolean runSome() {
		for (int i = 0; i < BATCH; i++) {
			Entry entry = next();
			if (entry == null) {
				return false;
			}
			run(entry);
		}
		return true;
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

	private void run(Entry entry) {
		try {
			entry.callback().run();
		}
		catch (Throwable ex) {
			logger.error("A callback of a session has failed", ex);
		}
		finally {
			// What a callback leaves behind is not for the next one
			Thread.interrupted();
			if (release(entry)) {
				this.readOn.run();
			}
		}
	}

	private boolean release(Entry entry) {
		this.lock.lock();
		try {
			boolean wasFull = this.full;
			count(entry, -1);
			return wasFull && !this.full;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether another message would be beyond the bounds.
	 */
	boolean isFull() {
		return this.full || this.inbound.isHeldBack();
	}

	/**
	 * Return what is held of the client's messages.
	 */
	ReceiveAccount inbound() {
		return this.inbound;
	}

	@Override
	public void readOn() {
		this.readOn.run();
	}

	@Override
	public void dropMessages() {
		this.lock.lock();
		try {
			List<Entry> dropped = this.entries.stream().filter((entry) -> entry.bytes() != NO_MESSAGE).toList();
			this.entries.removeAll(dropped);
			dropped.forEach((entry) -> count(entry, -1));
		}
		finally {
			this.lock.unlock();
		}
	}

	private record Entry(Runnable callback, int bytes) {

	}

}
