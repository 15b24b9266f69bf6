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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Double-ended queue of frames. Takes almost no memory while there is at most one frame,
 * which is nearly always so, and releases the memory of frames that have left.
 */
final class FrameDeque {

	private @Nullable QueuedFrame single;

	/** All frames if there are several, and {@code null} otherwise. */
	private @Nullable Deque<QueuedFrame> several;

	void add(QueuedFrame queued) {
		if (this.several != null) {
			this.several.add(queued);
		}
		else if (this.single == null) {
			this.single = queued;
		}
		else {
			this.several = new ArrayDeque<>();
			this.several.add(this.single);
			this.several.add(queued);
			this.single = null;
		}
	}

	@Nullable QueuedFrame peek() {
		return (this.several != null) ? this.several.peek() : this.single;
	}

	@Nullable QueuedFrame poll() {
		QueuedFrame oldest = this.single;
		if (this.several != null) {
			oldest = this.several.poll();
			forgetSeveral();
		}
		else {
			this.single = null;
		}
		return oldest;
	}

	void remove(QueuedFrame queued) {
		if (this.several != null) {
			this.several.removeFirstOccurrence(queued);
			forgetSeveral();
		}
		else if (this.single == queued) {
			this.single = null;
		}
	}

	/**
	 * Remove all frames that match a condition.
	 * @return the removed ones, the oldest one first
	 */
	List<QueuedFrame> removeIf(Predicate<QueuedFrame> condition) {
		List<QueuedFrame> removed = new ArrayList<>();
		if (this.several != null) {
			this.several.removeIf((queued) -> condition.test(queued) && removed.add(queued));
			forgetSeveral();
		}
		else if (this.single != null && condition.test(this.single)) {
			removed.add(this.single);
			this.single = null;
		}
		return removed;
	}

	private void forgetSeveral() {
		if (this.several != null && this.several.isEmpty()) {
			this.several = null;
		}
	}

	/**
	 * Take all frames.
	 */
	void clear(Consumer<QueuedFrame> action) {
		for (QueuedFrame queued = poll(); queued != null; queued = poll()) {
			action.accept(queued);
		}
	}

	boolean isEmpty() {
		return this.single == null && this.several == null;
	}

	/**
	 * Return a view of all frames, the oldest one first. It must not be modified, and
	 * each change of the queue invalidates it.
	 */
	Collection<QueuedFrame> all() {
		if (this.several != null) {
			return this.several;
		}
		return (this.single != null) ? List.of(this.single) : List.of();
	}

}
