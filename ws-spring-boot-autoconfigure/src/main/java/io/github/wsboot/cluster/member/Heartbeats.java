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
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.NodeState;

/**
 * Tells the other nodes regularly that this one lives, and checks that the link works:
 * what this node sends has to come back, and has to reach as many nodes as are heard. Used
 * on the control thread.
 */
final class Heartbeats {

	/** How often in a row a heartbeat may reach fewer nodes than were heard. */
	private static final int MAX_UNHEARD = 2;

	private final String self;

	private final Duration interval;

	private final Duration probeTimeout;

	private final Publisher publisher;

	private final Membership members;

	private final Supplier<NodeState> state;

	private final ClusterThreads threads;

	private final Listener listener;

	/** Heartbeats that have not come back, by the time at which they were sent. */
	private final Map<Long, Round> rounds = new HashMap<>();

	/** Number of the link, or -1 without one. */
	private int link = -1;

	/** Heartbeats in a row that have reached fewer nodes than were heard. */
	private int unheard;

	/**
	 * Create heartbeats, which have to be started.
	 * @param self the id of this node
	 * @param settings their times
	 * @param publisher publishes them
	 * @param members the other nodes
	 * @param state returns the state of this node
	 * @param threads runs them
	 * @param listener called with their results
	 */
	Heartbeats(String self, ClusterSettings settings, Publisher publisher, Membership members,
			Supplier<NodeState> state, ClusterThreads threads, Listener listener) {
		this.self = self;
		this.interval = settings.heartbeat();
		this.probeTimeout = settings.probeTimeout();
		this.publisher = publisher;
		this.members = members;
		this.state = state;
		this.threads = threads;
		this.listener = listener;
	}

	/**
	 * Start on a new link, whose first message is a hello.
	 */
	void start(int link) {
		this.link = link;
		this.unheard = 0;
		this.rounds.clear();
		beat(link, true);
	}

	void stop() {
		this.link = -1;
		this.rounds.clear();
	}

	private void beat(int link, boolean hello) {
		if (link != this.link) {
			return;
		}
		if (!this.members.checkSilence(System.nanoTime())) {
			this.listener.onFailed(link, Reason.SPLIT, "Nothing is heard of any other node");
			return;
		}
		this.threads.after(this.interval, () -> beat(link, false));
		Round round = new Round(System.nanoTime(), this.members.takeHeard() + 1);
		NodeState state = this.state.get();
		CompletionStage<Integer> sent = this.publisher.publishAlways(Topic.ALL,
				hello ? ClusterMessage.hello(this.self, state) : ClusterMessage.heartbeat(this.self, state),
				round.sentAt);
		if (sent == null) {
			return;
		}
		this.rounds.put(round.sentAt, round);
		this.publisher.publishAlways(Topic.node(this.self), ClusterMessage.probe(this.self), round.sentAt);
		sent.thenAccept((receivers) -> this.threads.execute(() -> onReceivers(link, round, receivers)));
		this.threads.after(this.probeTimeout, () -> onTimeout(link, round));
	}

	/**
	 * Send a heartbeat to a node that has just come, besides the regular ones.
	 */
	void answerHello() {
		if (this.link >= 0) {
			this.publisher.publishAlways(Topic.ALL, ClusterMessage.heartbeat(this.self, this.state.get()),
					System.nanoTime());
		}
	}

	/**
	 * Called when a message of this node has come back.
	 */
	void onEcho(Kind kind, int link, long sentAt) {
		Round round = (link == this.link) ? this.rounds.get(sentAt) : null;
		if (round == null) {
			return;
		}
		if (kind == Kind.PROBE) {
			round.probed = true;
		}
		else {
			round.heard = true;
		}
		if (round.probed && round.heard) {
			this.rounds.remove(sentAt);
			this.listener.onReturned(link, round.at);
		}
	}

	private void onTimeout(int link, Round round) {
		if (link == this.link && this.rounds.containsKey(round.sentAt)) {
			this.listener.onFailed(link, Reason.PROBE, "What this node sends does not come back");
		}
	}

	private void onReceivers(int link, Round round, int receivers) {
		if (link != this.link || receivers < 0) {
			return;
		}
		this.unheard = (receivers < round.expected) ? this.unheard + 1 : 0;
		if (this.unheard >= MAX_UNHEARD) {
			this.listener.onFailed(link, Reason.SPLIT, "Other nodes are heard that do not hear this one");
		}
	}

	/**
	 * Called with the results of heartbeats, on the control thread.
	 */
	interface Listener {

		/**
		 * Called when a heartbeat and its probe have come back.
		 * @param sentAt when they were sent
		 */
		void onReturned(int link, Instant sentAt);

		/**
		 * Called when the link does not work.
		 * @param cause a description of the reason
		 */
		void onFailed(int link, Reason reason, String cause);

	}

	/**
	 * Heartbeat and probe that were sent together.
	 */
	private static final class Round {

		private final long sentAt;

		private final Instant at = Instant.now();

		/** Number of nodes that have to get the heartbeat, this one included. */
		private final int expected;

		private boolean heard;

		private boolean probed;

		Round(long sentAt, int expected) {
			this.sentAt = sentAt;
			this.expected = expected;
		}

	}

}
