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

import io.github.wsboot.CloseCause;
import io.github.wsboot.outbound.OutboundQueue;

/**
 * Connects a connection and its {@link OutboundQueue} to a socket. The transport
 * implements this interface, and reports the end of the socket by
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
	 * Return the cause of an end that this application asks for. It depends on the side
	 * of the connection that the application plays.
	 * @return {@link CloseCause#SERVER} by default
	 */
	default CloseCause ownCause() {
		return CloseCause.SERVER;
	}

	/**
	 * Return the event loop of the connection: one thread that runs its tasks in their
	 * order. The queue is used on this loop only. Never changes.
	 * @return the loop
	 */
	Executor loop();

	/**
	 * Schedule a write of the queue. Called on the loop after each frame that was added,
	 * and when the queue has got a status to close with. Never blocks.
	 */
	void scheduleWrite();

	/**
	 * End the socket now; unsent frames are lost. Never blocks.
	 * @param status the status for the client, if it can still be sent
	 */
	void abort(CloseStatus status);

	/**
	 * End the socket now, without a close frame if the transport can do so. Never blocks.
	 */
	default void terminate() {
		abort(CloseStatus.NO_CLOSE_FRAME);
	}

	/**
	 * Return whether control frames that were taken from the queue may still wait for the
	 * end of a fragmented message. Called on the loop.
	 * @return whether the client may not have got them
	 */
	default boolean isDelayingControlFrames() {
		return false;
	}

	/**
	 * Return whether the wire stops reading while {@link WiredConnection#isFull()}.
	 * Otherwise the thread that brings a message has to wait.
	 * @return whether the wire stops reading
	 */
	default boolean canPauseReading() {
		return false;
	}

	/**
	 * Read again, unless the connection is full. Never blocks.
	 */
	default void resumeReading() {
	}

	/**
	 * Called when the endpoint's handler has received a text or binary message, on the
	 * thread that brings it. A transport that does not see messages itself calls
	 * {@link WiredConnection#onMessageRead} now; the others have called it before.
	 * @param message the message
	 */
	default void onMessageDelivered(WebSocketMessage<?> message) {
	}

}
