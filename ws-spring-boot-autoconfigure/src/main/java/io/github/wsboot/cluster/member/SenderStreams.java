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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;

/**
 * Record of what each other node has sent, so that this one notices what is late, what
 * came twice and what is missing. Its user makes sure that one thread at a time calls it.
 * <p>
 * Messages of one link of a sender arrive in their order, and those to all nodes and to
 * this node have consecutive numbers. So nothing of that sender is missing on any topic
 * while neither its link nor that of this node changes and no number is left out.
 */
final class SenderStreams {

	private static final long UNKNOWN = -1;

	/** Number of missing messages before one that came before. */
	private static final long REPEATED = -2;

	/** More than can be missing between two messages: another number is corrupt. */
	private static final long MAX_LOST = 1L << 32;

	/**
	 * How long a sender has to contradict what was heard of it. Late messages come all at
	 * once. But a corrupt or forged one has a number that its sender may never reach, and
	 * must not silence it for good.
	 */
	static final Duration CONTRADICTION = Duration.ofSeconds(30);

	/** More than any cluster has: forged messages must not fill the memory. */
	static final int MAX_SENDERS = 2_000;

	/** Of the senders, the one that was silent for the longest time is the first. */
	private final Map<String, Stream> streams = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Stream> eldest) {
			return size() > MAX_SENDERS;
		}

	};

	/**
	 * Return whether the messages of a topic are numbered: every node that subscribes to
	 * it gets them all.
	 */
	static boolean areNumbered(Topic topic) {
		return topic.kind() == Topic.Kind.ALL || topic.kind() == Topic.Kind.NODE;
	}

	/**
	 * Continue on another link of this node: what comes next is not known.
	 */
	void onNewLink() {
		this.streams.values().forEach(Stream::interrupt);
	}

	/**
	 * Take note of a message.
	 * @param now the time as {@link System#nanoTime()} returns it
	 */
	Arrival accept(ClusterMessage message, Topic topic, long now) {
		Stream stream = this.streams.computeIfAbsent(message.sender(), (sender) -> new Stream());
		int link = message.stamp().link();
		if (link < stream.link && !stream.contradiction.isLong(now)) {
			return Arrival.STALE;
		}
		boolean replaced = link != stream.link;
		boolean gap = replaced && stream.heard;
		long lastHeard = stream.lastHeard;
		if (replaced) {
			stream.link = link;
			stream.forget(message.kind() == ClusterMessage.Kind.HELLO);
		}
		long lost = stream.count(topic.kind(), message.stamp().sequence(), now);
		if (lost == REPEATED) {
			return Arrival.DUPLICATE;
		}
		stream.contradiction.end();
		stream.heard = true;
		stream.lastHeard = now;
		boolean resumed = topic.kind() == Topic.Kind.ALL && stream.resume();
		if (gap || lost != 0) {
			return new Arrival(Verdict.GAP, gap ? UNKNOWN : lost, lastHeard);
		}
		return resumed ? new Arrival(Verdict.RESUMED, UNKNOWN, stream.interruptedAt) : Arrival.IN_ORDER;
	}

	/**
	 * Forget senders that have been silent for a long time.
	 * @param before the time as {@link System#nanoTime()} returns it
	 */
	void removeSilent(long before) {
		this.streams.values().removeIf((stream) -> stream.lastHeard - before < 0);
	}

	int size() {
		return this.streams.size();
	}

	/**
	 * Kind of an arrival.
	 */
	enum Verdict {

		/** The message is the next one. */
		IN_ORDER,

		/**
		 * The message is the first one to all nodes on another link of this node. Earlier
		 * ones are missing if its sender was silent for longer than opening that took.
		 */
		RESUMED,

		/** The message is to be delivered, but earlier ones are missing or may be. */
		GAP,

		/** The sender has replaced the link of the message. */
		STALE,

		/** The message has arrived before. */
		DUPLICATE

	}

	/**
	 * Arrival of a message.
	 *
	 * @param verdict what is known about the message and those before it
	 * @param lost the number of missing messages, or a negative number if it is unknown
	 * @param lastHeard when the sender was heard before, if there is a gap
	 */
	record Arrival(Verdict verdict, long lost, long lastHeard) {

		static final Arrival IN_ORDER = new Arrival(Verdict.IN_ORDER, 0, 0);

		static final Arrival STALE = new Arrival(Verdict.STALE, 0, 0);

		static final Arrival DUPLICATE = new Arrival(Verdict.DUPLICATE, 0, 0);

	}

	private static final class Stream {

		private int link = Integer.MIN_VALUE;

		/** Whether anything has come on the current link of this node. */
		private boolean heard;

		private long lastHeard;

		/** Whether nothing to all nodes has come on the current link of this node. */
		private boolean interrupted;

		private long interruptedAt;

		private final Numbers toAll = new Numbers();

		private final Numbers toNode = new Numbers();

		/** Messages of earlier links, and none of this one. */
		private final Contradiction contradiction = new Contradiction();

		void interrupt() {
			if (!this.interrupted) {
				this.interrupted = true;
				this.interruptedAt = this.lastHeard;
			}
			forget(false);
		}

		/**
		 * Continue.
		 * @return whether it was interrupted
		 */
		boolean resume() {
			boolean interrupted = this.interrupted;
			this.interrupted = false;
			return interrupted;
		}

		/**
		 * Start the numbers again.
		 * @param fromStart whether the next message is the first one of the sender's link
		 */
		void forget(boolean fromStart) {
			this.heard = false;
			this.toAll.restart(fromStart);
			this.toNode.restart(fromStart);
		}

		/**
		 * Count a message.
		 * @return how many are missing before it, {@link #UNKNOWN} or {@link #REPEATED}
		 */
		long count(Topic.Kind topic, long sequence, long now) {
			return switch (topic) {
				case ALL -> this.toAll.count(sequence, now);
				case NODE -> this.toNode.count(sequence, now);
				case ROOM, USER -> 0;
			};
		}

	}

	/**
	 * Numbers of the messages of one topic.
	 */
	private static final class Numbers {

		private long last = UNKNOWN;

		/** Numbers that came before, and none that is new. */
		private final Contradiction contradiction = new Contradiction();

		void restart(boolean fromStart) {
			this.last = fromStart ? 0 : UNKNOWN;
			this.contradiction.end();
		}

		long count(long sequence, long now) {
			long last = this.last;
			if (sequence <= last && !this.contradiction.isLong(now)) {
				return REPEATED;
			}
			this.last = sequence;
			this.contradiction.end();
			if (last == UNKNOWN) {
				return 0;
			}
			long missing = sequence - last - 1;
			return (missing >= 0 && missing <= MAX_LOST) ? missing : UNKNOWN;
		}

	}

	/**
	 * Messages that contradict what was heard of their sender.
	 */
	private static final class Contradiction {

		private boolean begun;

		private long since;

		/**
		 * Return whether it has lasted for so long that what was heard must be wrong.
		 */
		boolean isLong(long now) {
			if (!this.begun) {
				this.begun = true;
				this.since = now;
			}
			return now - this.since > CONTRADICTION.toNanos();
		}

		void end() {
			this.begun = false;
		}

	}

}
