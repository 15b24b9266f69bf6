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

import java.util.concurrent.atomic.LongAdder;

import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;

/**
 * Counts what a node sends to its cluster and receives from it. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ClusterCounters {

	private final LongAdder[] messages = adders(
			Direction.values().length * Kind.values().length * Topic.Kind.values().length);

	private final LongAdder gaps = new LongAdder();

	private final LongAdder lost = new LongAdder();

	private final LongAdder[] links = adders(Reason.values().length);

	private final LongAdder[] dropped = adders(DropReason.values().length);

	private static LongAdder[] adders(int count) {
		LongAdder[] adders = new LongAdder[count];
		for (int i = 0; i < count; i++) {
			adders[i] = new LongAdder();
		}
		return adders;
	}

	private LongAdder counter(Direction direction, Kind kind, Topic.Kind scope) {
		int index = (direction.ordinal() * Kind.values().length + kind.ordinal()) * Topic.Kind.values().length
				+ scope.ordinal();
		return this.messages[index];
	}

	void countMessage(Direction direction, ClusterMessage.Kind kind, Topic.Kind scope) {
		counter(direction, Kind.of(kind), scope).increment();
	}

	/**
	 * Return the number of messages, those that came from this node itself excepted.
	 * @param direction whether they were sent or received
	 * @param kind the kind of message
	 * @param scope the kind of topic
	 * @return the number
	 */
	public long messages(Direction direction, Kind kind, Topic.Kind scope) {
		return counter(direction, kind, scope).sum();
	}

	void countGap(long lost) {
		this.gaps.increment();
		this.lost.add(lost);
	}

	/**
	 * Return the number of windows in which messages are missing or may be.
	 * @return the number
	 */
	public long gaps() {
		return this.gaps.sum();
	}

	/**
	 * Return the number of messages that are known to be missing.
	 * @return the number
	 */
	public long lost() {
		return this.lost.sum();
	}

	void countLink(Reason reason) {
		this.links[reason.ordinal()].increment();
	}

	/**
	 * Return the number of links that were opened instead of a broken one.
	 * @param reason why the earlier link has broken
	 * @return the number
	 */
	public long links(Reason reason) {
		return this.links[reason.ordinal()].sum();
	}

	void countDropped(DropReason reason) {
		this.dropped[reason.ordinal()].increment();
	}

	/**
	 * Return the number of messages that were received and ignored.
	 * @param reason the reason
	 * @return the number
	 */
	public long dropped(DropReason reason) {
		return this.dropped[reason.ordinal()].sum();
	}

	/**
	 * Direction of messages.
	 */
	public enum Direction {

		/**
		 * From this node to others.
		 */
		TRANSMIT,

		/**
		 * From other nodes to this one.
		 */
		RECEIVE

	}

	/**
	 * Kind of messages.
	 */
	public enum Kind {

		/**
		 * A message for clients.
		 */
		PUSH,

		/**
		 * A request to close connections.
		 */
		DISCONNECT,

		/**
		 * What nodes tell each other about themselves.
		 */
		HEARTBEAT,

		/**
		 * A question to a client.
		 */
		QUERY,

		/**
		 * The answer of a client.
		 */
		REPLY;

		private static Kind of(ClusterMessage.Kind kind) {
			return switch (kind) {
				case PUSH -> PUSH;
				case DISCONNECT, SESSION_ENDED -> DISCONNECT;
				case HEARTBEAT, HELLO, LEAVE, PROBE -> HEARTBEAT;
				case ASK -> QUERY;
				case ANSWER -> REPLY;
			};
		}

	}

	/**
	 * Reason why a message was ignored.
	 */
	public enum DropReason {

		/**
		 * It came late, by a link that its sender has replaced.
		 */
		STALE,

		/**
		 * It has arrived before.
		 */
		DUPLICATE,

		/**
		 * It has a version or kind that this node does not know.
		 */
		VERSION,

		/**
		 * It cannot be read, or contradicts itself or its topic.
		 */
		MALFORMED,

		/**
		 * It is larger than this node takes.
		 */
		OVERLOAD

	}

}
