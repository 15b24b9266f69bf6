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

package io.github.wsboot.connection;

import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.ConnectionState;

/**
 * Life cycle of a connection, from its beginning to its end. The first caller decides on
 * the status and the cause of the end, and the end comes once. Thread-safe.
 */
final class ConnectionLifecycle {

	private static final AtomicReferenceFieldUpdater<ConnectionLifecycle, @Nullable Ending> ENDING;

	private static final AtomicIntegerFieldUpdater<ConnectionLifecycle> CLOSED = AtomicIntegerFieldUpdater
		.newUpdater(ConnectionLifecycle.class, "closed");

	static {
		ENDING = AtomicReferenceFieldUpdater.newUpdater(ConnectionLifecycle.class, Ending.class, "ending");
	}

	/** The beginning, in milliseconds of the epoch. */
	private final long since = System.currentTimeMillis();

	private volatile @Nullable Ending ending;

	/** 1 once the end has come. */
	private volatile int closed;

	private volatile @Nullable Future<?> deadline;

	/**
	 * Begin the end, unless it has begun.
	 * @return whether this call has decided on status and cause
	 */
	boolean beginEnding(CloseStatus status, CloseCause cause) {
		return ENDING.compareAndSet(this, null, new Ending(status, cause));
	}

	/**
	 * Set the timer to cancel when the end has come.
	 */
	void setDeadline(Future<?> deadline) {
		this.deadline = deadline;
		if (isClosed()) {
			deadline.cancel(false);
		}
	}

	/**
	 * Complete the end, with the given status and cause unless others were decided on.
	 * @return status and cause of the end, or {@code null} if it was completed before
	 */
	@Nullable Ending finishEnding(CloseStatus status, CloseCause cause) {
		beginEnding(status, cause);
		if (!CLOSED.compareAndSet(this, 0, 1)) {
			return null;
		}
		Future<?> deadline = this.deadline;
		if (deadline != null) {
			deadline.cancel(false);
		}
		return this.ending;
	}

	boolean isEnding() {
		return this.ending != null;
	}

	boolean isClosed() {
		return this.closed != 0;
	}

	Instant since() {
		return Instant.ofEpochMilli(this.since);
	}

	ConnectionState state() {
		if (isClosed()) {
			return ConnectionState.CLOSED;
		}
		return isEnding() ? ConnectionState.CLOSING : ConnectionState.ESTABLISHED;
	}

	/**
	 * Status and cause of the end of a connection.
	 *
	 * @param status the close status
	 * @param cause why it ended
	 */
	record Ending(CloseStatus status, CloseCause cause) {

	}

}
