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

import org.jspecify.annotations.Nullable;

import io.github.wsboot.support.Timing;

/**
 * Pushed frame in the queues of one loop. Counts the queues of that loop that hold it. A
 * frame with a key is in one queue only, since a newer one may take its place. Used on
 * that loop only.
 *
 * @since 0.1.0
 */
public final class QueuedFrame {

	private EncodedFrame frame;

	/** {@code null} once it has run. */
	private @Nullable Runnable release;

	private long since;

	private int holders;

	/**
	 * Create a queued frame.
	 * @param since when it was pushed, or {@link Timing#NONE}
	 * @param release called when no queue of the loop holds the frame any more
	 */
	public QueuedFrame(EncodedFrame frame, long since, Runnable release) {
		this.frame = frame;
		this.since = since;
		this.release = release;
	}

	public EncodedFrame frame() {
		return this.frame;
	}

	/**
	 * Return when the frame was pushed, or {@link Timing#NONE}.
	 */
	long since() {
		return this.since;
	}

	/**
	 * Let another frame take the place of this one in the queue that holds it.
	 * @param newer a frame that is in no queue
	 */
	void replaceBy(QueuedFrame newer) {
		Runnable release = this.release;
		this.frame = newer.frame;
		this.since = newer.since;
		this.release = newer.release;
		newer.release = null;
		if (release != null) {
			release.run();
		}
	}

	public QueuedFrame retain() {
		this.holders++;
		return this;
	}

	public void release() {
		Runnable release = this.release;
		if (--this.holders <= 0 && release != null) {
			this.release = null;
			release.run();
		}
	}

}
