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
 * Is told the frames of the connections of annotated endpoints, for a log of the traffic
 * and the like. Beans of this type are told in their order; while there are none, nothing
 * is copied.
 * <p>
 * Each method is called on the thread on which it happens, often an event loop: it must
 * not block, and must be quick. Several threads call at the same time, but for one
 * connection each method is called in the order in which the frames arrive or leave. What
 * a listener throws is a warning in the log, once a minute at most, and changes nothing.
 * <p>
 * Close frames are not told, and neither are the answers to a client's pings, which the
 * transport gives by itself.
 *
 * @since 0.1.0
 */
public interface FrameListener {

	/**
	 * Return whether this listener wants the frames of a connection now. Asked for each
	 * frame, before it is copied, so it must be very quick.
	 * @param connection the connection
	 * @return whether to tell of the frame; {@code true} by default
	 */
	default boolean listensTo(Connection connection) {
		return true;
	}

	/**
	 * Called when a message, a ping or a pong has arrived. A message that came in
	 * fragments is told as one frame, and one that was compressed as it was before.
	 * @param connection the connection
	 * @param frame what has arrived
	 */
	default void onReceived(Connection connection, Frame frame) {
	}

	/**
	 * Called when the socket has taken a frame, an answer to a ping excepted. Who
	 * receives a broadcast is told the same instance.
	 * @param connection the connection
	 * @param frame what has been sent, before any compression
	 */
	default void onSent(Connection connection, Frame frame) {
	}

}
