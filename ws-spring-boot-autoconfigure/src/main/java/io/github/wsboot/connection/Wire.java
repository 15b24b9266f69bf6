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

import java.util.concurrent.Executor;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketMessage;

import io.github.wsboot.outbound.OutboundQueue;

/**
 * The way from a connection's {@link OutboundQueue} to its socket. Filled by the
 * transport, which reports the end of the socket by
 * {@link WiredConnection#onTransportClosed}.
 *
 * @since 0.1.0
 */
public interface Wire {

	/**
	 * Serve a connection from now on: write its queue and report to it. Called once, when
	 * the connection is complete, and before any other command.
	 * @param connection the connection
	 */
	void attach(WiredConnection connection);

	/**
	 * Return the loop of the connection: one thread that runs its tasks in their order.
	 * Only there the queue is touched. Never changes.
	 * @return the loop
	 */
	Executor loop();

	/**
	 * Schedules a write of the queue. Called on the loop after each frame that was added
	 * and once the queue has been given a status to close with. Never blocks.
	 */
	void scheduleWrite();

	/**
	 * Give the socket up: whatever is unsent is lost. Never blocks.
	 * @param status what to tell the client if it can still be told
	 */
	void abort(CloseStatus status);

	/**
	 * End the connection, unlike {@link #abort} without a word to the client where that
	 * can be done. Never blocks.
	 */
	default void terminate() {
		abort(CloseStatus.NO_CLOSE_FRAME);
	}

	/**
	 * Return whether a control frame that the queue has given away may still wait, for
	 * the end of a fragmented message. Called on the loop.
	 * @return whether the client may not have got it
	 */
	default boolean isDelayingControlFrames() {
		return false;
	}

	/**
	 * Return whether reading from the socket stops while
	 * {@link WiredConnection#isFull()}. Where it does not, who brings a message has to
	 * wait.
	 * @return whether it stops by itself
	 */
	default boolean canPauseReading() {
		return false;
	}

	/**
	 * Read on if the connection is no longer full. Never blocks.
	 */
	default void resumeReading() {
	}

	/**
	 * Called when the endpoint's handler has been given a text or binary message, on the
	 * thread that brings it. A transport that does not see messages itself calls
	 * {@link WiredConnection#onMessageRead} now; the others have done so before.
	 * @param message the message
	 */
	default void onMessageDelivered(WebSocketMessage<?> message) {
	}

}
