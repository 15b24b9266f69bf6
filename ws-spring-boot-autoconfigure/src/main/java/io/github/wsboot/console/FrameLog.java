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

package io.github.wsboot.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Latest frames of one watched connection.
 */
final class FrameLog {

	static final int MAX_FRAMES = 50;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<FrameView> frames = new ArrayDeque<>();

	private long last;

	/**
	 * Add a frame. Removes the oldest frame if there are too many.
	 */
	void add(String direction, FrameText text) {
		this.lock.lock();
		try {
			if (this.frames.size() == MAX_FRAMES) {
				this.frames.removeFirst();
			}
			this.last++;
			this.frames.addLast(new FrameView(this.last, System.currentTimeMillis(), direction, text.kind(),
					text.bytes(), text.text(), text.isCut()));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the frames that came after one, the oldest first.
	 * @param number the number of that frame
	 */
	List<FrameView> since(long number) {
		this.lock.lock();
		try {
			return this.frames.stream().filter((frame) -> frame.number() > number).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Frame, as shown in the console.
	 *
	 * @param number the number of the frame among all recorded ones
	 * @param at the time of recording, in milliseconds since 1970
	 * @param direction {@code in} from the client, or {@code out}
	 * @param kind the kind of frame
	 * @param bytes the length of its payload
	 * @param text the beginning of its payload, in hexadecimal if it is binary
	 * @param cut whether the payload is longer
	 */
	record FrameView(long number, long at, String direction, String kind, int bytes, String text, boolean cut) {

	}

}
