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

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.outbound.OutboundQueue;

/**
 * How far the end of a session has come (RFC 6455, section 7), as far as its client has
 * to do with it. Used on the loop.
 */
final class ClosingHandshake {

	private final Duration timeout;

	/** That of the client's close frame. */
	private @Nullable CloseStatus received;

	/** With which to answer what is against the protocol. */
	private @Nullable CloseStatus violation;

	/** When it has to be over, 0 while it has not begun. */
	private long deadline;

	/**
	 * Create one that has not begun.
	 * @param timeout how long it may take
	 */
	ClosingHandshake(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Note the client's close frame.
	 */
	void onCloseReceived(CloseStatus status) {
		this.received = status;
		if (!isViolated()) {
			begin();
		}
	}

	/**
	 * Note that the client has broken the protocol: whatever else there was to say, it is
	 * told this.
	 */
	void onViolation(CloseStatus status) {
		this.violation = status;
		begin();
	}

	private void begin() {
		this.deadline = System.nanoTime() + this.timeout.toNanos();
	}

	/**
	 * Give the client its time to close, unless it has got it already.
	 */
	void startTimeout() {
		if (this.deadline == 0) {
			begin();
		}
	}

	boolean isReceived() {
		return this.received != null;
	}

	boolean isViolated() {
		return this.violation != null;
	}

	/**
	 * Return whether nothing that the client sends can matter any more.
	 */
	boolean isDecided() {
		return status() != null;
	}

	/**
	 * Return the status with which the client has ended the session, by its own wish or
	 * by what it did, or {@code null} if it has not.
	 */
	@Nullable CloseStatus status() {
		return (this.violation != null) ? this.violation : this.received;
	}

	/**
	 * Return the status for a client that gets no more time, whatever it has been told.
	 */
	CloseStatus finalStatus(@Nullable OutboundQueue queue) {
		CloseStatus closing = status();
		CloseStatus decided = (closing == null && queue != null) ? queue.closeStatus() : closing;
		return (decided != null) ? decided : CloseStatus.NO_CLOSE_FRAME;
	}

	/**
	 * Return whether the client's time is over.
	 */
	boolean isOverdue() {
		return this.deadline != 0 && System.nanoTime() - this.deadline > 0;
	}

}
