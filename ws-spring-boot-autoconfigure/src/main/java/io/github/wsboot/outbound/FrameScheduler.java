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

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Frame.Opcode;

/**
 * Decides on the order in which frames leave: control frames first, and while a
 * fragmented message is unfinished, only its continuations.
 */
final class FrameScheduler {

	/** {@code null} until there is a frame. */
	private @Nullable FrameDeque controls;

	private final FrameDeque messages = new FrameDeque();

	/** {@code null} until there is a frame. */
	private @Nullable FrameDeque continuations;

	/** Whether the last data frame that was taken did not end its message. */
	private boolean midMessage;

	/** {@code null} until there is a message with options. */
	private @Nullable OptionsIndex options;

	void add(QueuedFrame queued) {
		EncodedFrame frame = queued.frame();
		if (frame.opcode().isControl()) {
			this.controls = add(this.controls, queued);
		}
		else if (isContinuation(frame)) {
			this.continuations = add(this.continuations, queued);
		}
		else {
			index(queued);
			this.messages.add(queued);
		}
	}

	private void index(QueuedFrame message) {
		if (message.frame().hasOptions()) {
			OptionsIndex options = (this.options != null) ? this.options : new OptionsIndex();
			this.options = options;
			options.add(message, this.messages.peek());
		}
	}

	/**
	 * Return the message with a key of which nothing has been taken, or {@code null}.
	 */
	@Nullable QueuedFrame find(String key) {
		return (this.options != null) ? this.options.find(key, this.messages.peek()) : null;
	}

	/**
	 * Let a message take the place of another one.
	 */
	void replace(QueuedFrame older, QueuedFrame newer) {
		older.replaceBy(newer);
		if (this.options != null) {
			this.options.onReplaced(older);
		}
	}

	private void forget(QueuedFrame message) {
		if (this.options != null && message.frame().hasOptions()) {
			this.options.remove(message);
		}
	}

	private static FrameDeque add(@Nullable FrameDeque frames, QueuedFrame queued) {
		FrameDeque holder = (frames != null) ? frames : new FrameDeque();
		holder.add(queued);
		return holder;
	}

	static boolean isContinuation(EncodedFrame frame) {
		return frame.opcode() == Opcode.CONTINUATION;
	}

	/**
	 * Return the frame that leaves next, or {@code null} if none can.
	 */
	@Nullable QueuedFrame peek() {
		QueuedFrame control = (this.controls != null) ? this.controls.peek() : null;
		FrameDeque data = data();
		return (control != null || data == null) ? control : data.peek();
	}

	@Nullable QueuedFrame poll() {
		QueuedFrame control = (this.controls != null) ? this.controls.poll() : null;
		FrameDeque data = data();
		if (control != null || data == null) {
			return control;
		}
		QueuedFrame queued = data.poll();
		if (queued != null) {
			forget(queued);
			this.midMessage = !queued.frame().isFin();
		}
		return queued;
	}

	private @Nullable FrameDeque data() {
		return this.midMessage ? this.continuations : this.messages;
	}

	/**
	 * Return the messages of which nothing has been taken, the oldest one first.
	 */
	Collection<QueuedFrame> messages() {
		return this.messages.all();
	}

	void remove(QueuedFrame message) {
		this.messages.remove(message);
		forget(message);
	}

	/**
	 * Remove the messages whose lifetime is over.
	 * @return the removed ones
	 */
	List<QueuedFrame> removeExpired() {
		return (this.options != null) ? this.options.removeExpired(this.messages) : List.of();
	}

	void clear(Consumer<QueuedFrame> action) {
		this.options = null;
		clear(this.controls, action);
		clear(this.messages, action);
		clear(this.continuations, action);
	}

	private static void clear(@Nullable FrameDeque frames, Consumer<QueuedFrame> action) {
		if (frames != null) {
			frames.clear(action);
		}
	}

}
