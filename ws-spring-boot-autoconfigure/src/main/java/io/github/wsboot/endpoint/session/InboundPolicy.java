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

package io.github.wsboot.endpoint.session;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.RateLimitException;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.endpoint.session.EndpointSettings.ClientLimits;

/**
 * Rules for when the client of one connection sends messages: the first one in time, and
 * not too many of them. Pings and pongs do not count.
 */
final class InboundPolicy {

	private static final CloseStatus SILENT = CloseStatus.POLICY_VIOLATION.withReason("No message in time");

	private static final CloseStatus FLOOD = CloseStatus.POLICY_VIOLATION.withReason("Too many messages");

	private final ViolationListener listener;

	private final @Nullable MessageRate rate;

	private final @Nullable Duration firstMessageTimeout;

	/** Whether the first message has come, or may come at any time. */
	private volatile boolean messageReceived;

	private volatile boolean reporting;

	private InboundPolicy(ClientLimits limits, ViolationListener listener) {
		this.listener = listener;
		this.rate = (limits.messages() != null)
				? new MessageRate(limits.messages(), limits.maxViolations(), System.nanoTime()) : null;
		this.firstMessageTimeout = limits.firstMessageTimeout();
		this.messageReceived = this.firstMessageTimeout == null;
	}

	/**
	 * Create the rules of one connection.
	 * @param limits the limits
	 * @param listener called when the client breaks a rule
	 * @return the rules, or {@code null} if there are none
	 */
	static @Nullable InboundPolicy of(ClientLimits limits, ViolationListener listener) {
		boolean any = limits.messages() != null || limits.firstMessageTimeout() != null;
		return any ? new InboundPolicy(limits, listener) : null;
	}

	/**
	 * Start to wait for the first message.
	 */
	void startTimeout(ManagedConnection connection) {
		if (this.firstMessageTimeout != null) {
			connection.runAfter(this.firstMessageTimeout, () -> {
				if (!this.messageReceived) {
					connection.close(SILENT, CloseCause.POLICY);
				}
			});
		}
	}

	/**
	 * Record a message.
	 * @param connection the connection
	 * @return whether to handle the message; otherwise it is dropped
	 */
	boolean admit(ManagedConnection connection) {
		onMessage();
		return admitReserved(connection);
	}

	/**
	 * Return whether the first message has to come yet, in time.
	 */
	boolean isWaitingForFirst() {
		return !this.messageReceived;
	}

	/**
	 * Record that the application has got a message.
	 */
	void onMessage() {
		if (!this.messageReceived) {
			this.messageReceived = true;
		}
	}

	/**
	 * Record a message that belongs to the server itself or may be an answer. It counts
	 * for the rate, but is none that the application waits for.
	 * @param connection the connection
	 * @return whether to handle the message; otherwise it is dropped
	 */
	boolean admitReserved(ManagedConnection connection) {
		return this.rate == null || admit(connection, this.rate.next(System.nanoTime()));
	}

	private boolean admit(ManagedConnection connection, MessageRate.Verdict verdict) {
		switch (verdict) {
			case DROP_AND_REPORT -> report(connection);
			case CLOSE -> connection.close(FLOOD, CloseCause.POLICY);
			default -> {
			}
		}
		return verdict == MessageRate.Verdict.PASS;
	}

	/**
	 * One exception at a time: dropped messages fill no mailbox, nor may their
	 * exceptions.
	 */
	private void report(ManagedConnection connection) {
		if (!this.reporting) {
			this.reporting = true;
			this.listener.onViolation(
					new RateLimitException("Connection '" + connection.id()
							+ "' sends more messages than 'ws.message.rate' and 'ws.message.burst' allow"),
					() -> this.reporting = false);
		}
	}

	/**
	 * Listener for clients that break a rule.
	 */
	interface ViolationListener {

		/**
		 * Called when the client breaks a rule, to have the exception handled among the
		 * callbacks.
		 * @param exception the exception
		 * @param before run just before the exception is handled
		 */
		void onViolation(RuntimeException exception, Runnable before);

	}

}
