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
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeLogger;

/**
 * Hands over what nodes say about themselves from the engine's thread to the control
 * thread, in order. Bounded: anybody who can publish may send more than the control
 * thread handles, and what is too much is dropped.
 */
final class NodeReports implements MessageReceiver.NodeListener {

	static final int MAX_WAITING = 10_000;

	private static final SafeLogger logger = SafeLogger.of(NodeReports.class);

	private final ClusterIdentity identity;

	private final ControlTimer timer;

	private final Membership members;

	private final Heartbeats heartbeats;

	private final LinkEpisodes episodes;

	private final ClusterEvents events;

	private final ClusterCounters counters;

	private final AtomicInteger waiting = new AtomicInteger();

	private final LogInterval duplicateIdWarnings = new LogInterval();

	private final LogInterval overloadWarnings = new LogInterval();

	NodeReports(ClusterIdentity identity, ControlTimer timer, Membership members, Heartbeats heartbeats,
			LinkEpisodes episodes, ClusterEvents events, ClusterCounters counters) {
		this.identity = identity;
		this.timer = timer;
		this.members = members;
		this.heartbeats = heartbeats;
		this.episodes = episodes;
		this.events = events;
		this.counters = counters;
	}

	@Override
	public void onEcho(Kind kind, @Nullable NodeState state, int link, long sentAt) {
		if (state != null && !state.since().equals(this.identity.since())) {
			onDuplicateId();
			return;
		}
		handOver(() -> this.heartbeats.onEcho(kind, link, sentAt));
	}

	private void onDuplicateId() {
		this.episodes.onDuplicateId();
		if (this.duplicateIdWarnings.isTime()) {
			logger.warn("Another node uses the id of this one (" + this.identity.id()
					+ "): restart one of them. More of this is not logged for a minute.");
		}
	}

	@Override
	public void onState(String sender, NodeState state, boolean hello) {
		long now = System.nanoTime();
		handOver(() -> {
			this.members.onState(sender, state, now);
			if (hello) {
				this.heartbeats.answerHello();
			}
		});
	}

	@Override
	public void onLeave(String sender) {
		handOver(() -> this.members.onLeave(sender));
	}

	@Override
	public boolean isKnown(String sender) {
		return this.members.find(sender) != null;
	}

	@Override
	public void onGap(String sender, Instant from, Instant to, long lost) {
		handOver(() -> this.events.onGap(this.members.find(sender), from, to, lost));
	}

	private void handOver(Runnable report) {
		if (this.waiting.incrementAndGet() > MAX_WAITING) {
			this.waiting.decrementAndGet();
			this.counters.countDropped(DropReason.OVERLOAD);
			if (this.overloadWarnings.isTime()) {
				logger.warn("Nodes of the cluster send more about themselves than can be handled. "
						+ "More of this is not logged for a minute.");
			}
			return;
		}
		this.timer.execute(() -> {
			this.waiting.decrementAndGet();
			report.run();
		});
	}

}
