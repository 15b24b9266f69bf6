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

package io.github.wsboot.client.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.PushResult;
import io.github.wsboot.client.connection.ClientSettings.OfflineQueueSettings;
import io.github.wsboot.outbound.EncodedFrame;

/**
 * Messages that wait for a socket, in their order. Used under the lock of its client
 * connection.
 */
final class OfflineQueue {

	private final OfflineQueueSettings settings;

	private final LongSupplier nanoTime;

	private final Deque<Entry> entries = new ArrayDeque<>();

	private long bytes;

	OfflineQueue(OfflineQueueSettings settings, LongSupplier nanoTime) {
		this.settings = settings;
		this.nanoTime = nanoTime;
	}

	boolean isEnabled() {
		return this.settings.maxMessages() > 0;
	}

	/**
	 * Add a message, unless there is no room for it.
	 */
	PushResult offer(EncodedFrame frame) {
		if (frame.size() > this.settings.maxBytes()) {
			return PushResult.TOO_LARGE;
		}
		dropExpired();
		if (this.entries.size() >= this.settings.maxMessages()
				|| this.bytes + frame.size() > this.settings.maxBytes()) {
			return PushResult.DROPPED;
		}
		this.entries.add(new Entry(frame, this.nanoTime.getAsLong()));
		this.bytes += frame.size();
		return PushResult.ACCEPTED;
	}

	/**
	 * Remove the first message that is not too old.
	 */
	@Nullable Entry next() {
		dropExpired();
		return poll();
	}

	/**
	 * Put a message back, before the others.
	 */
	void putBack(Entry entry) {
		this.entries.addFirst(entry);
		this.bytes += entry.frame().size();
	}

	private void dropExpired() {
		long now = this.nanoTime.getAsLong();
		Entry first = this.entries.peek();
		while (first != null && now - first.since() > this.settings.maxAge().toNanos()) {
			poll();
			first = this.entries.peek();
		}
	}

	private @Nullable Entry poll() {
		Entry entry = this.entries.poll();
		if (entry != null) {
			this.bytes -= entry.frame().size();
		}
		return entry;
	}

	void clear() {
		this.entries.clear();
		this.bytes = 0;
	}

	/**
	 * Message that waits.
	 *
	 * @param frame the message
	 * @param since when it was pushed
	 */
	record Entry(EncodedFrame frame, long since) {

	}

}
