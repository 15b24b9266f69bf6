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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Frame.Opcode;

/**
 * The order in which frames leave: control frames first, and while a fragmented message
 * is unfinished, nothing but its continuations.
 */
final class Backlog {

	private final Deque<EncodedFrame> controls = new ArrayDeque<>(0);

	private final Deque<EncodedFrame> messages = new ArrayDeque<>(0);

	private final Deque<EncodedFrame> continuations = new ArrayDeque<>(0);

	/** Whether the last data frame taken was not the end of its message. */
	private boolean midMessage;

	/** Messages that were begun and not ended by those who add. */
	private int unfinished;

	void add(EncodedFrame frame) {
		boolean continuation = isContinuation(frame);
		if (frame.opcode().isControl()) {
			this.controls.add(frame);
		}
		else {
			(continuation ? this.continuations : this.messages).add(frame);
			this.unfinished += (frame.isFin() ? 0 : 1) - (continuation ? 1 : 0);
		}
	}

	static boolean isContinuation(EncodedFrame frame) {
		return frame.opcode() == Opcode.CONTINUATION;
	}

	boolean hasUnfinished() {
		return this.unfinished > 0;
	}

	int controls() {
		return this.controls.size();
	}

	/**
	 * Return the frame that is to leave next, or {@code null} if none can.
	 */
	@Nullable EncodedFrame peek() {
		return (!this.controls.isEmpty() ? this.controls : data()).peek();
	}

	@Nullable EncodedFrame poll() {
		EncodedFrame control = this.controls.poll();
		if (control != null) {
			return control;
		}
		EncodedFrame frame = data().poll();
		if (frame != null) {
			this.midMessage = !frame.isFin();
		}
		return frame;
	}

	private Deque<EncodedFrame> data() {
		return this.midMessage ? this.continuations : this.messages;
	}

	/**
	 * Return the messages of which nothing has been taken, the oldest one first.
	 */
	Iterator<EncodedFrame> messages() {
		return this.messages.iterator();
	}

	void remove(EncodedFrame message) {
		this.messages.removeFirstOccurrence(message);
	}

	void clear() {
		this.controls.clear();
		this.messages.clear();
		this.continuations.clear();
	}

}
