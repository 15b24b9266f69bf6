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
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.ClusterDegradedEvent;
import io.github.wsboot.ClusterGapEvent;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.ClusterRestoredEvent;
import io.github.wsboot.NodeJoinedEvent;
import io.github.wsboot.NodeLeftEvent;
import io.github.wsboot.concurrent.Rate;
import io.github.wsboot.concurrent.TokenBucket;
import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeEventPublisher;
import io.github.wsboot.support.SafeLogger;

/**
 * Logs, counts and publishes what happens to the cluster. Listeners run one after another
 * on a thread of their own, in the order of the calls. Used on the control thread.
 */
final class ClusterEvents {

	private static final SafeLogger logger = SafeLogger.of(ClusterEvents.class);

	/** Rate of the log's lines about other nodes, which forged messages cause as well. */
	private static final Rate LOG_RATE = new Rate(10, 500);

	/** Most events that wait for slow listeners: forged messages cause any number. */
	static final int MAX_WAITING = 1_000;

	private final SafeEventPublisher events;

	private final Executor executor;

	private final ClusterCounters counters;

	private final AtomicInteger waiting = new AtomicInteger();

	private final LogInterval warnings = new LogInterval();

	private final TokenBucket lines = new TokenBucket(LOG_RATE, System.nanoTime());

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
		log("Node '" + node.name() + "' (" + node.id() + ") has joined the cluster");
		publishIfRoom(new NodeJoinedEvent(node));
	}

	void onLeft(ClusterNode node, boolean clean) {
		log("Node '" + node.name() + "' (" + node.id() + ") has left the cluster"
				+ (clean ? "" : ": nothing was heard of it"));
		publishIfRoom(new NodeLeftEvent(node, clean));
	}

	/**
	 * Called when messages are missing, or may be.
	 * @param peer the node whose messages they are, or {@code null} for all nodes
	 * @param lost the number of messages, or a negative number if it is unknown
	 */
	void onGap(@Nullable ClusterNode peer, Instant from, Instant to, long lost) {
		this.counters.countGap(Math.max(0, lost));
		log("Messages of " + ((peer != null) ? "node '" + peer.name() + "'" : "other nodes") + " from " + from + " to "
				+ to + ((lost >= 0) ? " are missing: " + lost : " may be missing"));
		publishIfRoom(new ClusterGapEvent(Optional.ofNullable(peer), from, to,
				(lost >= 0) ? OptionalLong.of(lost) : OptionalLong.empty()));
	}

	private void log(String message) {
		if (this.lines.take(System.nanoTime())) {
			logger.info(message);
		}
	}

	private void publishIfRoom(Object event) {
		if (this.waiting.get() < MAX_WAITING) {
			publish(event);
		}
		else if (this.warnings.isTime()) {
			logger.warn("Listeners of the cluster's events are too slow: " + event.getClass().getSimpleName()
					+ " is not published. More of this is not logged for a minute.");
		}
	}

	private void publish(Object event) {
		this.waiting.incrementAndGet();
		this.executor.execute(() -> {
			this.waiting.decrementAndGet();
			this.events.publish(event);
		});
	}

}
