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
 * State of the closing handshake (RFC 6455, section 7) on the other side: its close
 * frame, its violations of the protocol, and the time that it has left. Used on the loop.
 */
final class ClosingHandshake {

	private final Duration timeout;

	/** Status of the other side's close frame. */
	private @Nullable CloseStatus received;

	/** Status that answers a violation of the protocol. */
	private @Nullable CloseStatus violation;

	/** Time at which the handshake has to be over, or 0 while it has not begun. */
	private long deadline;

	/**
	 * Create a handshake that has not begun.
	 * @param timeout the time that the handshake may take
	 */
	ClosingHandshake(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Called when the other side's close frame has been received.
	 */
	void onCloseReceived(CloseStatus status) {
		this.received = status;
		if (!isViolated()) {
			begin();
		}
	}

	/**
	 * Called when the other side has violated the protocol. From now on this status
	 * replaces any other.
	 */
	void onViolation(CloseStatus status) {
		this.violation = status;
		begin();
	}

	private void begin() {
		this.deadline = System.nanoTime() + this.timeout.toNanos();
	}

	/**
	 * Start the other side's time to close, unless it runs already.
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
	 * Return whether the other side has decided the end of the session, so that its
	 * further messages do not matter.
	 */
	boolean isDecided() {
		return status() != null;
	}

	/**
	 * Return the status with which the other side has ended the session, by its close
	 * frame or by a violation, or {@code null} if it has not.
	 */
	@Nullable CloseStatus status() {
		return (this.violation != null) ? this.violation : this.received;
	}

	/**
	 * Return the status for a peer whose time is over, whatever was sent to it before.
	 */
	CloseStatus finalStatus(@Nullable OutboundQueue queue) {
		CloseStatus closing = status();
		CloseStatus decided = (closing == null && queue != null) ? queue.closeStatus() : closing;
		return (decided != null) ? decided : CloseStatus.NO_CLOSE_FRAME;
	}

	/**
	 * Return whether the other side's time is over.
	 */
	boolean isOverdue() {
		return this.deadline != 0 && System.nanoTime() - this.deadline > 0;
	}

}
