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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteAnswer.Outcome;
import io.github.wsboot.support.SafeLogger;

/**
 * Control of this node's part in its cluster: joins, leaves, and passes on what becomes
 * of links. A link is subscribed first, then used by the publisher, and available once
 * the first heartbeat has come back.
 * <p>
 * The listeners' methods run on the control thread, all others on any.
 */
final class ClusterControl implements LinkSupervisor.Listener, Heartbeats.Listener {

	private static final SafeLogger logger = SafeLogger.of(ClusterControl.class);

	/** How long a stop waits until the others know. */
	private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(1);

	private final String self;

	private final ControlTimer timer;

	private final ClusterCounters counters;

	private final Subscriptions subscriptions;

	private final Publisher publisher;

	private final Membership members;

	private final LinkEpisodes episodes;

	private final Heartbeats heartbeats;

	private final LinkSupervisor links;

	/**
	 * Create the parts of a member, which has to be started.
	 * @param broker the engine
	 * @param node this node
	 * @param settings its settings
	 * @param subscriptions the rooms and users of this node
	 * @param timer the timer of the control thread
	 * @param events publishes what happens to the cluster
	 * @param counters counts messages
	 */
	ClusterControl(ClusterBroker broker, ThisNode node, ClusterSettings settings, Subscriptions subscriptions,
			ControlTimer timer, ClusterEvents events, ClusterCounters counters) {
		this.self = node.id();
		this.timer = timer;
		this.counters = counters;
		this.subscriptions = subscriptions;
		this.members = new Membership(settings.deadAfter().toNanos(), events, node.connections()::onNodeLeft);
		this.publisher = new Publisher(settings.maxPendingBytes(), (id) -> this.members.find(id) != null, counters);
		this.episodes = new LinkEpisodes(node.since(), events, counters);
		this.heartbeats = new Heartbeats(this.self, settings, this.publisher, this.members, node::state, timer,
				System::nanoTime, this);
		NodeReports reports = new NodeReports(node.identity(), timer, this.members, this.heartbeats, this.episodes,
				events, counters);
		MessageReceiver receiver = new MessageReceiver(this.self, settings.maxMessageSize(), node.connections(),
				node.sessions(), reports, (asker, answer) -> answer(asker, answer, settings.maxMessageSize()),
				counters);
		this.links = new LinkSupervisor(broker, receiver, timer, this);
	}

	/**
	 * Send an answer to the node that has asked. If that fails, its time runs out.
	 */
	private void answer(String asker, RemoteAnswer answer, int maxSize) {
		ClusterMessage message = ClusterMessage.answer(this.self, answer);
		this.publisher.publish(Topic.node(asker), (message.payload().remaining() <= maxSize) ? message
				: ClusterMessage.answer(this.self, new RemoteAnswer(answer.number(), Outcome.TOO_LARGE, "")));
	}

	Publisher publisher() {
		return this.publisher;
	}

	Membership members() {
		return this.members;
	}

	ClusterStatus status() {
		return new ClusterStatus(this.self, this.members.count() + 1, this.members.isAvailable(),
				this.links.state().name(), this.episodes.lastProbe(), this.counters.gaps(), this.episodes.cause());
	}

	/**
	 * Start to connect to the engine. Returns at once, whether or not the engine is
	 * there.
	 */
	void start() {
		this.timer.execute(this.links::start);
	}

	/**
	 * Leave the cluster: tell the others, for a second at most, and close the link.
	 */
	void stop() {
		CountDownLatch left = new CountDownLatch(1);
		this.timer.execute(() -> leave(left));
		try {
			if (!left.await(2 * LEAVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("The node could not leave the cluster in time");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Tell the others, and nothing afterwards.
	 */
	private void leave(CountDownLatch left) {
		this.links.stopReplacing();
		this.heartbeats.stop();
		CompletionStage<Integer> told = this.publisher.publishLast(Topic.ALL, ClusterMessage.leave(this.self),
				System.nanoTime());
		if (told != null) {
			told.whenComplete((receivers, ex) -> this.timer.execute(() -> end(left)));
			this.timer.after(LEAVE_TIMEOUT, () -> end(left));
		}
		else {
			end(left);
		}
	}

	private void end(CountDownLatch left) {
		if (left.getCount() != 0) {
			try {
				detach();
				this.links.stop();
				this.episodes.onStopped();
			}
			finally {
				left.countDown();
			}
		}
	}

	/**
	 * Use the link no more.
	 */
	private void detach() {
		this.publisher.detach();
		this.heartbeats.stop();
		this.subscriptions.detach();
		this.members.onUnavailable();
	}

	@Override
	public void onOpened(ClusterLink link, int number) {
		this.subscriptions.attach(link, () -> this.links.onSubscribed(number), (ex) -> this.links.onBroken(number, ex));
	}

	@Override
	public void onUp(ClusterLink link, int number) {
		this.episodes.onUp();
		this.publisher.attach(link, number, () -> this.heartbeats.start(number));
	}

	@Override
	public void onBroken(@Nullable Reason reason, String cause) {
		detach();
		this.episodes.onBroken(reason, cause);
	}

	@Override
	public void onReturned(int link, Instant sentAt) {
		if (this.members.isAvailable()) {
			this.links.onWorking(link);
			this.episodes.onReturned(sentAt);
			return;
		}
		this.members.onAvailable(System.nanoTime());
		this.episodes.onAvailable(sentAt);
	}

	@Override
	public void onFailed(int link, Reason reason, String cause) {
		this.links.onBroken(link, reason, cause);
	}

}
