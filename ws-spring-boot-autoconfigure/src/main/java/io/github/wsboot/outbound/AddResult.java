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

package io.github.wsboot.outbound;

/**
 * Result of adding a frame, for which room was reserved, to an {@link OutboundQueue}.
 *
 * @since 0.1.0
 */
public enum AddResult {

	/** The queue has taken the frame, unless its lifetime is over. */
	ADDED,

	/** The queue holds the frame, and has dropped older messages to make room for it. */
	MADE_ROOM,

	/** The queue is full and has dropped the frame, by its policy. */
	DROPPED,

	/** The queue is full and the connection has to be closed, by its policy. */
	OVERFLOW,

	/** The end of the connection has begun, and the frame was dropped. */
	CLOSED;

	/**
	 * Return whether the queue holds the frame.
	 */
	public boolean isAdded() {
		return this == ADDED || this == MADE_ROOM;
	}

}
