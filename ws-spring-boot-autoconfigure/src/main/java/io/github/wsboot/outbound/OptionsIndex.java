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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Index of the messages in a queue that were pushed with options: those with a key by
 * their key, and the one that expires first. Used on the loop.
 */
final class OptionsIndex {

	/**
	 * Messages by their key. {@code null} while none but the oldest message of the queue
	 * may have a key, as in the queue of a client that keeps up.
	 */
	private @Nullable Map<String, QueuedFrame> keyed;

	/**
	 * Terms that end no later than those of any message, {@code null} if no message
	 * expires. The message itself may have left.
	 */
	private @Nullable DeliveryTerms first;

	/** Terms with the latest deadline since {@link #ordered} was set. */
	private @Nullable DeliveryTerms latest;

	/**
	 * Whether the messages that expire stand in the order of their deadlines, as those
	 * with the same lifetime do: what is behind one that has not expired has not either.
	 */
	private boolean ordered = true;

	/**
	 * Add a message that is the newest of the queue.
	 * @param oldest the oldest message of the queue, {@code null} if there is none
	 */
	void add(QueuedFrame message, @Nullable QueuedFrame oldest) {
		noteDeadline(message);
		String key = message.frame().conflationKey();
		if (key != null && oldest != null) {
			index(oldest).put(key, message);
		}
	}

	private Map<String, QueuedFrame> index(QueuedFrame oldest) {
		Map<String, QueuedFrame> keyed = this.keyed;
		if (keyed == null) {
			keyed = new HashMap<>();
			this.keyed = keyed;
			String key = oldest.frame().conflationKey();
			if (key != null) {
				keyed.put(key, oldest);
			}
		}
		return keyed;
	}

	/**
	 * Note the deadline of a message that stands behind all others.
	 */
	private void noteDeadline(QueuedFrame message) {
		DeliveryTerms terms = message.frame().terms();
		if (terms == null || !terms.expires()) {
			return;
		}
		if (this.first == null || terms.isEarlierThan(this.first)) {
			this.first = terms;
		}
		if (this.latest != null && terms.isEarlierThan(this.latest)) {
			this.ordered = false;
		}
		else {
			this.latest = terms;
		}
	}

	/**
	 * Called when a message has taken the place of an older one, between others.
	 */
	void onReplaced(QueuedFrame message) {
		this.ordered = false;
		noteDeadline(message);
	}

	/**
	 * Return the message with a key, or {@code null} if there is none.
	 * @param oldest the oldest message of the queue, {@code null} if there is none
	 */
	@Nullable QueuedFrame find(String key, @Nullable QueuedFrame oldest) {
		if (this.keyed != null) {
			return this.keyed.get(key);
		}
		return (oldest != null && key.equals(oldest.frame().conflationKey())) ? oldest : null;
	}

	void remove(QueuedFrame message) {
		String key = message.frame().conflationKey();
		if (key != null && this.keyed != null) {
			this.keyed.remove(key);
			if (this.keyed.isEmpty()) {
				this.keyed = null;
			}
		}
	}

	/**
	 * Remove the expired messages. Reads the clock once, and looks at the oldest messages
	 * only if lifetimes end in the order of the queue.
	 * @param messages all messages of the queue
	 * @return the removed ones
	 */
	List<QueuedFrame> removeExpired(FrameDeque messages) {
		DeliveryTerms first = this.first;
		long now = (first != null) ? first.clock().getAsLong() : 0;
		if (first == null || !first.isExpired(now)) {
			return List.of();
		}
		List<QueuedFrame> expired = removeOldest(messages, now);
		DeliveryTerms next = terms(messages.peek());
		if (this.ordered && next != null && next.expires()) {
			this.first = next;
		}
		else {
			expired.addAll(messages.removeIf((message) -> isExpired(message, now)));
			this.first = null;
			this.latest = null;
			this.ordered = true;
			messages.all().forEach(this::noteDeadline);
		}
		expired.forEach(this::remove);
		return expired;
	}

	private static List<QueuedFrame> removeOldest(FrameDeque messages, long now) {
		List<QueuedFrame> expired = new ArrayList<>();
		QueuedFrame oldest = messages.peek();
		while (oldest != null && isExpired(oldest, now)) {
			expired.add(oldest);
			messages.poll();
			oldest = messages.peek();
		}
		return expired;
	}

	private static boolean isExpired(QueuedFrame message, long now) {
		DeliveryTerms terms = terms(message);
		return terms != null && terms.isExpired(now);
	}

	private static @Nullable DeliveryTerms terms(@Nullable QueuedFrame message) {
		return (message != null) ? message.frame().terms() : null;
	}

}
