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

import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.PushResult;
import io.github.wsboot.client.connection.ClientSettings.OfflineQueueSettings;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.outbound.EncodedFrame;

/**
 * Messages that wait for a socket, in their order. Used under the lock of its client
 * connection.
 */
final class OfflineQueue {

	private final OfflineQueueSettings settings;

	private final LongSupplier nanoTime;

	/** By the key of its push, or by itself. */
	private final Map<Object, Entry> entries = new LinkedHashMap<>();

	/** Whether messages may expire in another order than they stand here. */
	private boolean mixed;

	private long bytes;

	/** Dropped messages that nobody was notified of; {@code null} if there are none. */
	private @Nullable Map<DropReason, Long> dropped;

	OfflineQueue(OfflineQueueSettings settings, LongSupplier nanoTime) {
		this.settings = settings;
		this.nanoTime = nanoTime;
	}

	boolean isEnabled() {
		return this.settings.maxMessages() > 0;
	}

	/**
	 * Add a message, unless there is no room for it. It takes the place of an older one
	 * with its key.
	 */
	PushResult offer(EncodedFrame frame) {
		if (frame.size() > this.settings.maxBytes()) {
			countDropped(DropReason.TOO_LARGE);
			return PushResult.TOO_LARGE;
		}
		Entry entry = new Entry(frame, this.nanoTime.getAsLong());
		if (!hasRoom(entry)) {
			dropExpired();
			if (!hasRoom(entry)) {
				countDropped(DropReason.OVERFLOW);
				return PushResult.DROPPED;
			}
		}
		add(entry);
		return PushResult.ACCEPTED;
	}

	private boolean hasRoom(Entry entry) {
		Entry older = this.entries.get(entry.key());
		int messages = this.entries.size() + ((older != null) ? 0 : 1);
		return messages <= this.settings.maxMessages()
				&& this.bytes - size(older) + size(entry) <= this.settings.maxBytes();
	}

	private void add(Entry entry) {
		this.mixed |= entry.frame().hasOptions();
		Entry older = this.entries.put(entry.key(), entry);
		this.bytes += size(entry) - size(older);
		if (older != null) {
			countDropped(DropReason.CONFLATED);
		}
	}

	private void countDropped(DropReason reason) {
		Map<DropReason, Long> dropped = (this.dropped != null) ? this.dropped : new EnumMap<>(DropReason.class);
		this.dropped = dropped;
		dropped.merge(reason, 1L, Long::sum);
	}

	/**
	 * Return the number of messages that were dropped since the last call, by the reason.
	 */
	Map<DropReason, Long> takeDropped() {
		Map<DropReason, Long> dropped = this.dropped;
		this.dropped = null;
		return (dropped != null) ? dropped : Map.of();
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	private static int size(@Nullable Entry entry) {
		return (entry != null) ? entry.frame().size() : 0;
	}

	/**
	 * Remove the first message that is not too old.
	 */
	@Nullable Entry next() {
		Iterator<Entry> entries = this.entries.values().iterator();
		while (entries.hasNext()) {
			Entry entry = entries.next();
			entries.remove();
			this.bytes -= size(entry);
			if (!isExpired(entry)) {
				return entry;
			}
			countDropped(DropReason.EXPIRED);
		}
		this.mixed = false;
		return null;
	}

	/**
	 * Put a message back, before the others. A newer one with its key takes its place.
	 */
	void putBack(Entry entry) {
		List<Entry> others = List.copyOf(this.entries.values());
		reset();
		add(entry);
		others.forEach(this::add);
	}

	/**
	 * Drop the messages that are too old.
	 */
	void dropExpired() {
		Iterator<Entry> entries = this.entries.values().iterator();
		while (entries.hasNext()) {
			Entry entry = entries.next();
			if (isExpired(entry)) {
				entries.remove();
				this.bytes -= size(entry);
				countDropped(DropReason.EXPIRED);
			}
			else if (!this.mixed) {
				return;
			}
		}
	}

	private boolean isExpired(Entry entry) {
		return entry.frame().isExpired()
				|| this.nanoTime.getAsLong() - entry.since() > this.settings.maxAge().toNanos();
	}

	/**
	 * Drop all messages, as there will be no socket any more.
	 */
	void clear() {
		this.entries.values().forEach((entry) -> countDropped(DropReason.CLOSED));
		reset();
	}

	private void reset() {
		this.entries.clear();
		this.mixed = false;
		this.bytes = 0;
	}

	/**
	 * Message that waits.
	 *
	 * @param frame the message
	 * @param since when it was pushed
	 */
	record Entry(EncodedFrame frame, long since) {

		Object key() {
			String key = this.frame.conflationKey();
			return (key != null) ? key : this;
		}

	}

}
