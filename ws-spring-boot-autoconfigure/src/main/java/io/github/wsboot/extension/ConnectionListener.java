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

package io.github.wsboot.extension;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;

/**
 * Is told what becomes of the connections of annotated endpoints, for meters and the
 * like. Beans of this type are told in their order; while there are none, nothing is
 * measured.
 * <p>
 * Each method is called on the thread on which it happens, often an event loop: it must
 * not block, and must be quick. Several threads call at the same time. What a listener
 * throws is a warning in the log, once a minute at most, and changes nothing.
 *
 * @since 0.1.0
 */
public interface ConnectionListener {

	/**
	 * Called when a connection begins, just before it is registered and before its
	 * {@code @OnOpen}. Each connection that begins will be {@link #onClosed}.
	 * @param connection the connection
	 */
	default void onOpened(Connection connection) {
	}

	/**
	 * Called when a connection has ended: its id is unregistered, and its
	 * {@code @OnClose} is still to come.
	 * @param connection the connection
	 * @param status the close status
	 * @param cause why it ended
	 * @param lasted how long it was open
	 */
	default void onClosed(Connection connection, CloseStatus status, CloseCause cause, Duration lasted) {
	}

	/**
	 * Called when a text or binary message has been handled: its callback has returned,
	 * the stage that it answered with is done, and the reply has been pushed. What
	 * {@code @OnError} makes of an exception comes later, as do the values of a stream. A
	 * message that no callback takes has been handled, too, with an exception.
	 * @param connection the connection
	 * @param nanos how long that took, in nanoseconds, without the wait for its turn
	 * @param exception why it failed, or {@code null}; a
	 * {@link java.util.concurrent.CancellationException} if the connection ended before
	 * its stage was done
	 */
	default void onHandled(Connection connection, long nanos, @Nullable Throwable exception) {
	}

	/**
	 * Called when messages are not going to be sent. One that was refused as the
	 * connection had ended before is not counted, nor is a control frame.
	 * @param connection the connection
	 * @param reason why
	 * @param messages how many
	 */
	default void onDropped(Connection connection, DropReason reason, long messages) {
	}

	/**
	 * Called with the time that a message has waited from its push to the moment in which
	 * the socket had taken it. One message out of about 64 is measured.
	 * @param connection the connection
	 * @param nanos the time in nanoseconds
	 */
	default void onSent(Connection connection, long nanos) {
	}

	/**
	 * Called when the client has answered a ping of the heartbeat.
	 * @param connection the connection
	 * @param roundTripNanos the time from the ping that was written to its answer, in
	 * nanoseconds
	 */
	default void onPong(Connection connection, long roundTripNanos) {
	}

	/**
	 * Called when a broadcast is in the queue of each of its receivers, which is long
	 * before they all have it. A broadcast that {@code ws.send.max-total-bytes} refuses
	 * is only {@link #onDropped}.
	 * @param targeted how many connections it was meant for
	 * @param nanos the time since the call, conversion and encoding included, in
	 * nanoseconds
	 */
	default void onBroadcast(int targeted, long nanos) {
	}

}
