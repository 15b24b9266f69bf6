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

import io.github.wsboot.extension.DropReason;
import io.github.wsboot.support.Timing;

/**
 * Listener for the frames of a queue. Called on the loop of the queue.
 */
interface QueueListener {

	/** Listener that does nothing. */
	QueueListener NONE = new QueueListener() {

	};

	/**
	 * Called when a frame has been written.
	 * @param frame the frame
	 * @param since when it was pushed, or {@link Timing#NONE}
	 */
	default void onWritten(EncodedFrame frame, long since) {
	}

	/**
	 * Called when an accepted frame will never be written.
	 * @param frame the frame
	 * @param reason the reason
	 */
	default void onDropped(EncodedFrame frame, DropReason reason) {
	}

}
