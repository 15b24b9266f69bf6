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
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.support.CompletionExceptions;

/**
 * Tells the other nodes regularly that this one lives, and checks that the link works:
 * what this node sends has to come back, and has to reach as many nodes as are heard.
 * Used on the control thread.
 */
final class Heartbeats {

	/** Least time between two answers to nodes that have just come. */
	private static final Duration ANSWER_INTERVAL = Duration.ofMillis(100);

	/**
	 * Heartbeats in a row that reach fewer nodes than were heard, until the link fails.
	 */
	private static final int SHORTFALLS_UNTIL_FAILURE = 2;

	private final String self;

	private final Duration interval;

	private final Duration probeTimeout;

	private final Publisher publisher;

	private final Membership members;

	private final Supplier<NodeState> state;

	private final ControlTimer timer;

	private final LongSupplier clock;

	private final Listener listener;

	/** Heartbeats that have not come back, by the time at which they were sent. */
	private final Map<Long, Round> rounds = new HashMap<>();

	/** Number of the link, or -1 without one. */
	private int link = -1;

	/** Whether a node is to be answered, or was answered just now. */
	private boolean answering;

	/** Whether another node has come since the latest answer. */
	private boolean unanswered;

	/** Heartbeats in a row that have reached fewer nodes than were heard. */
	private int shortfalls;

	/**
	 * Create heartbeats, which have to be started.
	 * @param self the id of this node
	 * @param settings their times
	 * @param publisher publishes them
	 * @param members the other nodes
	 * @param state returns the state of this node
	 * @param timer the timer of the control thread
	 * @param clock returns the time as {@link System#nanoTime()} does
	 * @param listener called with their results
	 */
	Heartbeats(String self, ClusterSettings settings, Publisher publisher, Membership members,
			Supplier<NodeState> state, ControlTimer timer, LongSupplier clock, Listener listener) {
		this.self = self;
		this.interval = settings.heartbeat();
		this.probeTimeout = settings.probeTimeout();
		this.publisher = publisher;
		this.members = members;
		this.state = state;
		this.timer = timer;
		this.clock = clock;
		this.listener = listener;
	}

	/**
	 * Start on a new link, whose first message is a hello.
	 */
	void start(int link) {
		this.link = link;
		this.shortfalls = 0;
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
		this.timer.after(this.interval, () -> beat(link, false));
		Round round = new Round(this.clock.getAsLong(), this.members.takeHeard() + 1);
		NodeState state = this.state.get();
		CompletionStage<Integer> sent = this.publisher.publishAlways(Topic.ALL,
				hello ? ClusterMessage.hello(this.self, state) : ClusterMessage.heartbeat(this.self, state),
				round.sentAt);
		CompletionStage<Integer> probed = this.publisher.publishAlways(Topic.node(this.self),
				ClusterMessage.probe(this.self), round.sentAt);
		if (sent == null || probed == null) {
			return;
		}
		this.rounds.put(round.sentAt, round);
		sent.whenComplete((receivers, ex) -> this.timer.execute(() -> onSent(link, round, receivers, ex)));
		probed.whenComplete((receivers, ex) -> this.timer.execute(() -> onRefused(link, ex)));
		Timeout.start(this.timer, this.probeTimeout, () -> onTimeout(link, round));
	}

	/**
	 * Send a heartbeat to a node that has just come, besides the regular ones. Those who
	 * come together get one answer.
	 */
	void answerHello() {
		this.unanswered = true;
		if (!this.answering) {
			answer();
		}
	}

	private void answer() {
		this.answering = this.unanswered;
		if (this.unanswered) {
			this.unanswered = false;
			if (this.link >= 0) {
				this.publisher.publishAlways(Topic.ALL, ClusterMessage.heartbeat(this.self, this.state.get()),
						this.clock.getAsLong());
			}
			this.timer.after(ANSWER_INTERVAL, this::answer);
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
		onProgress(link, round);
	}

	/**
	 * Called when one of the three signs of a heartbeat has arrived that the link works.
	 */
	private void onProgress(int link, Round round) {
		if (!round.probed || !round.heard || !round.confirmed || this.rounds.remove(round.sentAt) == null) {
			return;
		}
		this.listener.onReturned(link, round.at);
		// What others sent before this round has arrived as well
		if (!this.members.checkSilence(round.sentAt)) {
			this.listener.onFailed(link, Reason.SPLIT, "Nothing is heard of any other node");
		}
	}

	private void onTimeout(int link, Round round) {
		if (link == this.link && this.rounds.containsKey(round.sentAt)) {
			this.listener.onFailed(link, Reason.PROBE, "What this node sends does not come back");
		}
	}

	private void onSent(int link, Round round, @Nullable Integer receivers, @Nullable Throwable failure) {
		if (link != this.link) {
			return;
		}
		if (failure != null) {
			onRefused(link, failure);
			return;
		}
		round.confirmed = true;
		if (receivers != null && receivers >= 0) {
			onReceivers(link, round, receivers);
		}
		onProgress(link, round);
	}

	/**
	 * Called when a message about this node was refused. If the reason is not known, the
	 * link is about to say more, or the round will not come back.
	 */
	private void onRefused(int link, @Nullable Throwable failure) {
		Throwable cause = (failure != null) ? CompletionExceptions.unwrap(failure) : null;
		if (link == this.link && cause instanceof ClusterLinkException known && known.reason() != Reason.CLOSED) {
			this.listener.onFailed(link, known.reason(), String.valueOf(known.getMessage()));
		}
	}

	private void onReceivers(int link, Round round, int receivers) {
		this.shortfalls = (receivers < round.expected) ? this.shortfalls + 1 : 0;
		if (this.shortfalls >= SHORTFALLS_UNTIL_FAILURE) {
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

		/** Whether the engine has confirmed the heartbeat. */
		private boolean confirmed;

		Round(long sentAt, int expected) {
			this.sentAt = sentAt;
			this.expected = expected;
		}

	}

}
