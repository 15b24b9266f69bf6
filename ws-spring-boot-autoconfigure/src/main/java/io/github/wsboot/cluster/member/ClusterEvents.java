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

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.ClusterDegradedEvent;
import io.github.wsboot.ClusterGapEvent;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.ClusterRestoredEvent;
import io.github.wsboot.NodeJoinedEvent;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.support.SafeEventPublisher;
import io.github.wsboot.support.SafeLogger;

/**
 * Logs, counts and publishes what happens to the cluster. Listeners run one after another
 * on a thread of their own, in the order of the calls.
 */
final class ClusterEvents {

	private static final SafeLogger logger = SafeLogger.of(ClusterEvents.class);

	private final SafeEventPublisher events;

	private final Executor executor;

	private final ClusterCounters counters;

	ClusterEvents(SafeEventPublisher events, Executor executor, ClusterCounters counters) {
		this.events = events;
		this.executor = executor;
		this.counters = counters;
	}

	void onDegraded(String cause) {
		logger.warn("The other nodes of the cluster cannot be reached: " + cause);
		publish(new ClusterDegradedEvent(cause));
	}

	void onRestored(Instant since) {
		logger.info("The cluster can be reached");
		publish(new ClusterRestoredEvent(since));
	}

	void onJoined(ClusterNode node) {
		logger.info("Node '" + node.name() + "' (" + node.id() + ") has joined the cluster");
		publish(new NodeJoinedEvent(node));
	}

	void onLeft(ClusterNode node, boolean clean) {
		logger.info("Node '" + node.name() + "' (" + node.id() + ") has left the cluster"
				+ (clean ? "" : ": nothing was heard of it"));
		publish(new NodeLeftEvent(node, clean));
	}

	/**
	 * Called when messages are missing, or may be.
	 * @param peer the node whose messages they are, or {@code null} for all nodes
	 * @param lost the number of messages, or a negative number if it is unknown
	 */
	void onGap(@Nullable ClusterNode peer, Instant from, Instant to, long lost) {
		this.counters.countGap(Math.max(0, lost));
		logger.info("Messages of " + ((peer != null) ? "node '" + peer.name() + "'" : "other nodes") + " from " + from
				+ " to " + to + ((lost >= 0) ? " are missing: " + lost : " may be missing"));
		publish(new ClusterGapEvent(Optional.ofNullable(peer), from, to,
				(lost >= 0) ? OptionalLong.of(lost) : OptionalLong.empty()));
	}

	private void publish(Object event) {
		this.executor.execute(() -> this.events.publish(event));
	}

}
