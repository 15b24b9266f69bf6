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
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Frame.Opcode;

/**
 * The order in which frames leave: control frames first, and while a fragmented message
 * is unfinished, nothing but its continuations.
 */
final class Backlog {

	private final Deque<FrameShare> controls = new ArrayDeque<>(0);

	private final Deque<FrameShare> messages = new ArrayDeque<>(0);

	private final Deque<FrameShare> continuations = new ArrayDeque<>(0);

	/** Whether the last data frame taken was not the end of its message. */
	private boolean midMessage;

	void add(FrameShare share) {
		EncodedFrame frame = share.frame();
		if (frame.opcode().isControl()) {
			this.controls.add(share);
		}
		else {
			(isContinuation(frame) ? this.continuations : this.messages).add(share);
		}
	}

	static boolean isContinuation(EncodedFrame frame) {
		return frame.opcode() == Opcode.CONTINUATION;
	}

	/**
	 * Return the frame that is to leave next, or {@code null} if none can.
	 */
	@Nullable FrameShare peek() {
		return (!this.controls.isEmpty() ? this.controls : data()).peek();
	}

	@Nullable FrameShare poll() {
		FrameShare control = this.controls.poll();
		if (control != null) {
			return control;
		}
		FrameShare share = data().poll();
		if (share != null) {
			this.midMessage = !share.frame().isFin();
		}
		return share;
	}

	private Deque<FrameShare> data() {
		return this.midMessage ? this.continuations : this.messages;
	}

	/**
	 * Return the messages of which nothing has been taken, the oldest one first.
	 */
	Iterator<FrameShare> messages() {
		return this.messages.iterator();
	}

	void remove(FrameShare message) {
		this.messages.removeFirstOccurrence(message);
	}

	void clear(Consumer<FrameShare> action) {
		for (Deque<FrameShare> shares : List.of(this.controls, this.messages, this.continuations)) {
			shares.forEach(action);
			shares.clear();
		}
	}

}
