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

package io.github.wsboot.cluster.member;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.ClusterMessage.Stamp;
import io.github.wsboot.cluster.codec.ClusterMessageCodec;
import io.github.wsboot.cluster.codec.OutgoingMessage;

/**
 * Publishes messages on the current link, in the order of the calls, and numbers them. It
 * keeps nothing: what cannot be published now is refused. Thread-safe.
 */
final class Publisher {

	/**
	 * Most nodes that are not known and get messages on one link. Their ids may be made
	 * up, and each has a number until the link ends.
	 */
	static final int MAX_UNKNOWN_NODES = 10_000;

	private final long maxPendingBytes;

	private final Predicate<String> known;

	private final ClusterCounters counters;

	/** Held while a message gets its number, so that the engine gets them in order. */
	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable NumberedLink link;

	/**
	 * Create a publisher without a link.
	 * @param maxPendingBytes the size of all messages that the engine has not confirmed
	 * @param known tells whether there is a node with an id
	 * @param counters counts messages
	 */
	Publisher(long maxPendingBytes, Predicate<String> known, ClusterCounters counters) {
		this.maxPendingBytes = maxPendingBytes;
		this.known = known;
		this.counters = counters;
	}

	/**
	 * Use a link.
	 * @param number its number, higher than that of earlier links
	 * @param first publishes the first message, before anybody else can publish
	 */
	void attach(ClusterLink link, int number, Runnable first) {
		this.lock.lock();
		try {
			this.link = new NumberedLink(link, number);
			first.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Refuse messages from now on.
	 */
	void detach() {
		this.lock.lock();
		try {
			this.link = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Publish the last message of the link, and refuse messages from now on.
	 * @return the stage of the engine, or {@code null} if there is no link
	 */
	@Nullable CompletionStage<Integer> publishLast(Topic topic, ClusterMessage message, long sentAt) {
		this.lock.lock();
		try {
			return publishAlways(topic, message, sentAt);
		}
		finally {
			this.link = null;
			this.lock.unlock();
		}
	}

	/**
	 * Publish a message for clients.
	 * @return the stage of the engine, or {@code null} if the message was refused: there
	 * is no link, or too much is pending
	 * @throws IllegalArgumentException if the message cannot be encoded
	 */
	@Nullable CompletionStage<Integer> publish(Topic topic, ClusterMessage message) {
		if (this.link == null) {
			return null;
		}
		OutgoingMessage encoded = ClusterMessageCodec.encode(message);
		return publish(topic, message.kind(), encoded, System.nanoTime(), this.maxPendingBytes);
	}

	/**
	 * Publish a message about this node, whatever is pending.
	 * @param sentAt the time to put into the message
	 * @return the stage of the engine, or {@code null} if there is no link
	 */
	@Nullable CompletionStage<Integer> publishAlways(Topic topic, ClusterMessage message, long sentAt) {
		return publish(topic, message.kind(), ClusterMessageCodec.encode(message), sentAt, Long.MAX_VALUE);
	}

	private @Nullable CompletionStage<Integer> publish(Topic topic, ClusterMessage.Kind kind, OutgoingMessage message,
			long sentAt, long maxPendingBytes) {
		CompletionStage<Integer> stage;
		NumberedLink link;
		this.lock.lock();
		try {
			link = this.link;
			if (link == null || !mayNumber(link, topic) || !link.reserve(message.size(), maxPendingBytes)) {
				return null;
			}
			stage = link.publish(topic, message.stamp(new Stamp(link.number, link.next(topic), sentAt)));
		}
		finally {
			this.lock.unlock();
		}
		this.counters.countMessage(ClusterCounters.Direction.TRANSMIT, kind, topic.kind());
		NumberedLink used = link;
		return stage.whenComplete((receivers, ex) -> used.pending.addAndGet(-message.size()));
	}

	private boolean mayNumber(NumberedLink link, Topic topic) {
		return topic.kind() != Topic.Kind.NODE || link.sequences.size() < MAX_UNKNOWN_NODES
				|| link.sequences.containsKey(topic) || this.known.test(topic.name());
	}

	/**
	 * Return the size of the messages that the engine has not confirmed.
	 */
	long pendingBytes() {
		NumberedLink link = this.link;
		return (link != null) ? link.pending.get() : 0;
	}

	/**
	 * Link with the numbers of what was published on it.
	 */
	private static final class NumberedLink {

		private final ClusterLink link;

		private final int number;

		private final AtomicLong pending = new AtomicLong();

		private final Map<Topic, Long> sequences = new HashMap<>();

		NumberedLink(ClusterLink link, int number) {
			this.link = link;
			this.number = number;
		}

		boolean reserve(int size, long max) {
			long pending = this.pending.get();
			// The first message may be as large as any: there is nothing to wait for
			if (pending > 0 && pending + size > max) {
				return false;
			}
			this.pending.addAndGet(size);
			return true;
		}

		long next(Topic topic) {
			return SenderStreams.areNumbered(topic) ? this.sequences.merge(topic, 1L, Long::sum) : 0;
		}

		CompletionStage<Integer> publish(Topic topic, ByteBuffer message) {
			try {
				CompletionStage<Integer> stage = this.link.publish(topic, message);
				Assert.state(stage != null, "The link returned no stage");
				return stage;
			}
			catch (Throwable ex) {
				return CompletableFuture.failedStage(ex);
			}
		}

	}

}
