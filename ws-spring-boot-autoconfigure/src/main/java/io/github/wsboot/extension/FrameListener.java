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

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;

/**
 * Listener for the frames of connections of annotated endpoints, for example for a log of
 * the traffic. Beans of this type are called in their order; while there are none,
 * nothing is copied.
 * <p>
 * Each method is called on the thread that reads or writes the frame, often an event
 * loop: it must be quick and must not block. Several threads may call it at the same
 * time, but for one connection it is called in the order in which frames arrive or leave.
 * An exception of a listener has no effect but a warning in the log, once a minute at
 * most.
 * <p>
 * Close frames are not reported, and neither are the answers to a client's pings, which
 * the transport sends by itself.
 *
 * @since 0.1.0
 */
public interface FrameListener {

	/**
	 * Return whether this listener wants the frames of a connection now. Called for each
	 * frame, before it is copied, so it must be very quick.
	 * @param connection the connection
	 * @return whether to report the frame; {@code true} by default
	 */
	default boolean listensTo(Connection connection) {
		return true;
	}

	/**
	 * Called when a message, a ping or a pong has arrived. A message that came in
	 * fragments is reported as one frame, and a compressed message without its
	 * compression.
	 * @param connection the connection
	 * @param frame the frame that has arrived
	 */
	default void onReceived(Connection connection, Frame frame) {
	}

	/**
	 * Called when the socket has taken a frame, an answer to a ping excepted. For all
	 * receivers of a broadcast it is the same instance.
	 * @param connection the connection
	 * @param frame the frame that has been sent, without any compression
	 */
	default void onSent(Connection connection, Frame frame) {
	}

}
