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
 * Result of reserving room for a frame in a queue and in the memory of all queues.
 *
 * @since 0.1.0
 */
public enum ReserveResult {

	/** Room is reserved in both, and the frame will be added. */
	ACCEPTED,

	/** The queue is full and drops the frame, by its policy or as a control frame. */
	DROPPED,

	/** The frame continues a message that has not begun, or has lost a fragment. */
	DROPPED_FRAGMENT,

	/** The queue is full and the connection has to be closed. */
	OVERFLOW,

	/** The frame is larger than the whole queue may be. */
	TOO_LARGE,

	/** The memory of all queues is used up. */
	OVERLOADED,

	/** The end of the connection has begun. */
	CLOSED

}
