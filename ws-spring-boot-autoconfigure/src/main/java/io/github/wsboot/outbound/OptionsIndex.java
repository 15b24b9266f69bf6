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

import java.util.HashMap;
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

	/**
	 * Add a message that is the newest of the queue.
	 * @param oldest the oldest message of the queue, {@code null} if there is none
	 */
	void add(QueuedFrame message, @Nullable QueuedFrame oldest) {
		onTerms(message);
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
	 * Note the terms of a message, which is in the queue or about to be added.
	 */
	void onTerms(QueuedFrame message) {
		DeliveryTerms terms = message.frame().terms();
		if (terms != null && terms.expires() && (this.first == null || terms.endBefore(this.first))) {
			this.first = terms;
		}
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
	 * Return whether it is worth looking for expired messages.
	 */
	boolean mayHaveExpired() {
		return this.first != null && this.first.isExpired();
	}

	/**
	 * Called when the expired messages have been removed.
	 * @param remaining all messages that are left in the queue
	 */
	void onExpiredRemoved(Iterable<QueuedFrame> remaining) {
		this.first = null;
		remaining.forEach(this::onTerms);
	}

}
