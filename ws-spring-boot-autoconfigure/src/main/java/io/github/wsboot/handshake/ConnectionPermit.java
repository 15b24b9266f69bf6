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

package io.github.wsboot.handshake;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

/**
 * Permit for one connection, taken before the handshake goes on and given back exactly
 * once: until the upgrade by the {@link HandshakeExchange}, then by a deadline, and once
 * there is a session by its end, which the {@link PermitReleasingHandler} notices, or the
 * connection if it ends before the container notices.
 */
final class ConnectionPermit implements Runnable {

	private static final AtomicReferenceFieldUpdater<ConnectionPermit, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(ConnectionPermit.class, State.class, "state");

	private final Runnable giveBack;

	private volatile State state = State.PENDING;

	private volatile @Nullable Future<?> deadline;

	ConnectionPermit(Runnable giveBack) {
		this.giveBack = giveBack;
	}

	/**
	 * Set the deadline that gives the permit back unless there is a session before.
	 */
	void deadline(Future<?> deadline) {
		this.deadline = deadline;
		if (!isPending()) {
			deadline.cancel(false);
		}
	}

	boolean isPending() {
		return this.state == State.PENDING;
	}

	/**
	 * Record that there is a session.
	 * @return whether the permit is still held; if not, the session must not go on
	 */
	boolean establish() {
		boolean established = STATE.compareAndSet(this, State.PENDING, State.ESTABLISHED);
		cancelDeadline();
		return established;
	}

	/**
	 * Give the permit back unless there is a session, which does so when it ends.
	 */
	void abandon() {
		if (STATE.compareAndSet(this, State.PENDING, State.RELEASED)) {
			cancelDeadline();
			this.giveBack.run();
		}
	}

	/**
	 * Give the permit back. Only the first call counts.
	 */
	void release() {
		if (STATE.getAndSet(this, State.RELEASED) != State.RELEASED) {
			cancelDeadline();
			this.giveBack.run();
		}
	}

	/**
	 * {@link #release} the permit. Called by the connection when it has ended.
	 */
	@Override
	public void run() {
		release();
	}

	private void cancelDeadline() {
		Future<?> deadline = this.deadline;
		if (deadline != null) {
			deadline.cancel(false);
		}
	}

	private enum State {

		PENDING, ESTABLISHED, RELEASED

	}

}
