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
 * Listener for events of connections of annotated endpoints, for example for meters.
 * Beans of this type are called in their order; while there are none, nothing is
 * measured.
 * <p>
 * Each method is called on the thread on which the event happens, often an event loop: it
 * must be quick and must not block. Several threads may call it at the same time. An
 * exception of a listener has no effect but a warning in the log, once a minute at most.
 *
 * @since 0.1.0
 */
public interface ConnectionListener {

	/**
	 * Called when a connection begins, just before it is registered and before its
	 * {@code @OnOpen}. For each connection that begins, {@link #onClosed} is called
	 * later.
	 * @param connection the connection
	 */
	default void onOpened(Connection connection) {
	}

	/**
	 * Called when a connection has ended: its id is unregistered, and its
	 * {@code @OnClose} is still to come.
	 * @param connection the connection
	 * @param status the close status
	 * @param cause the reason why the connection ended
	 * @param lasted the time for which the connection was open
	 */
	default void onClosed(Connection connection, CloseStatus status, CloseCause cause, Duration lasted) {
	}

	/**
	 * Called when a text or binary message has been handled: its callback has returned,
	 * the stage that it returned is done, and the reply has been pushed. {@code @OnError}
	 * is called later, and the values of a stream come later. A message that no callback
	 * takes counts as handled with an exception.
	 * @param connection the connection
	 * @param nanos the time that this took, in nanoseconds, without the wait before it
	 * @param exception the failure, or {@code null} if there was none; a
	 * {@link java.util.concurrent.CancellationException} if the connection ended before
	 * its stage was done
	 */
	default void onHandled(Connection connection, long nanos, @Nullable Throwable exception) {
	}

	/**
	 * Called when messages will not be sent. A message that was refused because the
	 * connection had ended before does not count, and neither does a control frame.
	 * @param connection the connection
	 * @param reason the reason
	 * @param messages the number of messages
	 */
	default void onDropped(Connection connection, DropReason reason, long messages) {
	}

	/**
	 * Called when the socket has taken a message, with the time since its push. About one
	 * message out of 64 is measured.
	 * @param connection the connection
	 * @param nanos the time in nanoseconds
	 */
	default void onSent(Connection connection, long nanos) {
	}

	/**
	 * Called when an ask to a connection has ended.
	 * @param connection the connection
	 * @param outcome how the ask has ended
	 * @param nanos the time since the ask, in nanoseconds
	 */
	default void onAsked(Connection connection, AskOutcome outcome, long nanos) {
	}

	/**
	 * Called when an answer has come that nobody waits for: too late, for the second time
	 * or without a question. It is ignored.
	 * @param connection the connection
	 */
	default void onLateAnswer(Connection connection) {
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
	 * Called when a broadcast is in the queues of its receivers, which may be long before
	 * they have received it. If {@code ws.send.max-total-bytes} refuses a broadcast, only
	 * {@link #onDropped} is called.
	 * @param targeted the number of connections that the broadcast was meant for
	 * @param nanos the time since the call, in nanoseconds, including conversion and
	 * encoding
	 */
	default void onBroadcast(int targeted, long nanos) {
	}

	/**
	 * Called when a broadcast of another node of the cluster is in the queues of its
	 * receivers on this node.
	 * @param targeted the number of connections of this node that the broadcast was meant
	 * for
	 * @param nanos the time since the message has arrived at this node, in nanoseconds
	 */
	default void onRelayedBroadcast(int targeted, long nanos) {
	}

}
