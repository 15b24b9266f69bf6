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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Cluster;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushResult;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.ClusterLink;
import io.github.wsboot.cluster.ClusterLinkException.Reason;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.cluster.codec.Target;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.LocalNode;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.node.SessionEndListener;
import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeEventPublisher;
import io.github.wsboot.support.SafeLogger;

/**
 * This node as a member of a cluster, and the other nodes as it sees them. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ClusterMember implements RemoteNodes, Cluster {

	private static final SafeLogger logger = SafeLogger.of(ClusterMember.class);

	/** How long a stop waits until the others know. */
	private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(1);

	private final ClusterIdentity identity;

	private final ClusterSettings settings;

	private final LocalNode local;

	private final ClusterThreads threads;

	private final ClusterCounters counters;

	private final LogInterval warnings = new LogInterval();

	private final Publisher publisher;

	private final Membership members;

	private final LinkEpisodes episodes;

	private final Heartbeats heartbeats;

	private final LinkSupervisor links;

	private final Subscriptions subscriptions;

	private final ClusterEvents events;

	/**
	 * Create a member, which has to be started.
	 * @param broker the engine
	 * @param identity the identity of this node
	 * @param settings its settings
	 * @param node the connections of this node
	 * @param subscriptions the rooms and users of this node
	 * @param threads the threads of the member
	 * @param events publishes events of the application
	 * @param counters counts messages
	 */
	public ClusterMember(ClusterBroker broker, ClusterIdentity identity, ClusterSettings settings, Node node,
			Subscriptions subscriptions, ClusterThreads threads, SafeEventPublisher events, ClusterCounters counters) {
		this.identity = identity;
		this.settings = settings;
		this.local = node.connections();
		this.subscriptions = subscriptions;
		this.threads = threads;
		this.counters = counters;
		this.events = new ClusterEvents(events, threads.events(), counters);
		this.members = new Membership(settings.deadAfter().toNanos(), this.events);
		this.publisher = new Publisher(settings.maxPendingBytes(), (id) -> this.members.find(id) != null, counters);
		this.episodes = new LinkEpisodes(identity.since(), this.events, counters);
		this.heartbeats = new Heartbeats(identity.id(), settings, this.publisher, this.members, this::state, threads,
				System::nanoTime, new HeartbeatListener());
		NodeReports reports = new NodeReports(identity, threads, this.members, this.heartbeats, this.episodes,
				this.events, counters);
		MessageReceiver receiver = new MessageReceiver(identity.id(), settings.maxMessageSize(), node.connections(),
				node.sessions(), reports, counters);
		this.links = new LinkSupervisor(broker, receiver, threads, new LinkListener());
	}

	private NodeState state() {
		return new NodeState(this.settings.nodeName(), this.identity.since(), this.local.count(),
				this.local.isDraining());
	}

	/**
	 * Start to connect to the engine. Returns at once, whether or not the engine is
	 * there.
	 */
	public void start() {
		this.threads.execute(this.links::start);
	}

	/**
	 * Leave the cluster: tell the others, for a second at most, and close the link.
	 */
	public void stop() {
		CountDownLatch left = new CountDownLatch(1);
		this.threads.execute(() -> leave(left));
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
		this.links.keep();
		this.heartbeats.stop();
		CompletionStage<Integer> told = this.publisher.publishLast(Topic.ALL, ClusterMessage.leave(this.identity.id()),
				System.nanoTime());
		if (told != null) {
			told.whenComplete((receivers, ex) -> this.threads.execute(() -> end(left)));
			this.threads.after(LEAVE_TIMEOUT, () -> end(left));
		}
		else {
			end(left);
		}
	}

	private void end(CountDownLatch left) {
		if (left.getCount() != 0) {
			try {
				close();
				this.links.stop();
				this.episodes.onStopped();
			}
			finally {
				left.countDown();
			}
		}
	}

	private void close() {
		this.publisher.detach();
		this.heartbeats.stop();
		this.subscriptions.detach();
		this.members.onUnavailable();
	}

	/**
	 * Return the state of this node in the cluster.
	 * @return a snapshot
	 */
	public ClusterStatus status() {
		return new ClusterStatus(this.identity.id(), this.members.count() + 1, isAvailable(), this.links.state().name(),
				this.episodes.lastProbe(), this.counters.gaps(), this.episodes.cause());
	}

	@Override
	public PushResult push(String id, Frame frame) {
		String node = otherNode(id);
		if (node == null) {
			return PushResult.NOT_FOUND;
		}
		check(frame);
		if (isTooLarge(frame)) {
			return PushResult.TOO_LARGE;
		}
		ClusterMessage message = ClusterMessage.push(this.identity.id(), new Target.OneConnection(id), frame);
		return (this.publisher.publish(Topic.node(node), message) != null) ? PushResult.FORWARDED
				: PushResult.UNAVAILABLE;
	}

	private @Nullable String otherNode(String connectionId) {
		String node = this.identity.otherNode(connectionId);
		return (node != null && this.members.mayExist(node, System.nanoTime())) ? node : null;
	}

	private boolean isTooLarge(Frame frame) {
		return frame.payload().remaining() > this.settings.maxMessageSize();
	}

	@Override
	public void check(Frame frame) {
		Assert.isTrue(frame.fin() && frame.opcode() != Opcode.CONTINUATION,
				"A fragment of a message must not be pushed to other nodes of the cluster, as a lost one would hold "
						+ "back all later messages: push the whole message, or use 'local()'");
	}

	@Override
	public ForwardingResult push(AudienceSpec audience, Frame frame) {
		if (isTooLarge(frame)) {
			return result(Forwarding.TOO_LARGE);
		}
		return publish(audience, (members) -> ClusterMessage.push(this.identity.id(), members, frame));
	}

	@Override
	public boolean disconnect(String id, CloseStatus status) {
		String node = otherNode(id);
		return node != null && this.publisher.publish(Topic.node(node),
				ClusterMessage.disconnect(this.identity.id(), new Target.OneConnection(id), status)) != null;
	}

	@Override
	public ForwardingResult disconnect(AudienceSpec audience, CloseStatus status) {
		return publish(audience, (members) -> ClusterMessage.disconnect(this.identity.id(), members, status));
	}

	private ForwardingResult publish(AudienceSpec audience, Function<Target, ClusterMessage> message) {
		if (audience.kind() != AudienceSpec.Kind.ALL && audience.name().isEmpty()) {
			// Nobody can be in a room without a name
			return result(Forwarding.FORWARDED);
		}
		CompletionStage<Integer> stage;
		try {
			stage = this.publisher.publish(topic(audience), message.apply(new Target.Members(audience)));
		}
		catch (IllegalArgumentException ex) {
			// A name that no message can carry
			return result(Forwarding.TOO_LARGE);
		}
		if (stage == null) {
			return result(Forwarding.UNAVAILABLE);
		}
		return () -> stage.handleAsync((receivers, ex) -> (ex != null) ? Forwarding.UNAVAILABLE : Forwarding.FORWARDED,
				this.threads.workers());
	}

	private static ForwardingResult result(Forwarding forwarding) {
		return () -> CompletableFuture.completedStage(forwarding);
	}

	private static Topic topic(AudienceSpec audience) {
		return switch (audience.kind()) {
			case ALL, ENDPOINT -> Topic.ALL;
			case ROOM -> Topic.room(audience.name());
			case USER -> Topic.user(audience.name());
		};
	}

	@Override
	public void endSession(byte[] sha256) {
		CompletionStage<Integer> stage = this.publisher.publish(Topic.ALL,
				ClusterMessage.sessionEnded(this.identity.id(), sha256));
		if (stage == null && this.warnings.isTime()) {
			logger.warn("An HTTP session has ended, but the other nodes of the cluster cannot be reached: its "
					+ "connections there stay open. More of this is not logged for a minute.");
		}
	}

	@Override
	public Cluster cluster() {
		return this;
	}

	@Override
	public List<ClusterNode> nodes() {
		List<ClusterNode> nodes = new ArrayList<>();
		nodes.add(new ClusterNode(this.identity.id(), this.settings.nodeName(), this.identity.since(),
				this.local.count(), true, this.local.isDraining()));
		nodes.addAll(this.members.nodes());
		return List.copyOf(nodes);
	}

	@Override
	public boolean isAvailable() {
		return this.members.isAvailable();
	}

	/**
	 * Part of this node that the cluster may use.
	 *
	 * @param connections its connections
	 * @param sessions called when an HTTP session has ended on another node
	 */
	public record Node(LocalNode connections, List<SessionEndListener> sessions) {

	}

	private final class LinkListener implements LinkSupervisor.Listener {

		@Override
		public void onOpened(ClusterLink link, int number) {
			ClusterMember.this.subscriptions.attach(link, () -> ClusterMember.this.links.onSubscribed(number),
					(ex) -> ClusterMember.this.links.onBroken(number, ex));
		}

		@Override
		public void onUp(ClusterLink link, int number) {
			ClusterMember.this.episodes.onUp();
			ClusterMember.this.publisher.attach(link, number, () -> ClusterMember.this.heartbeats.start(number));
		}

		@Override
		public void onBroken(@Nullable Reason reason, String cause) {
			close();
			ClusterMember.this.episodes.onBroken(reason, cause);
		}

	}

	private final class HeartbeatListener implements Heartbeats.Listener {

		@Override
		public void onReturned(int link, Instant sentAt) {
			if (isAvailable()) {
				ClusterMember.this.links.onWorking(link);
				ClusterMember.this.episodes.onReturned(sentAt);
				return;
			}
			ClusterMember.this.members.onAvailable(System.nanoTime());
			ClusterMember.this.episodes.onAvailable(sentAt);
		}

		@Override
		public void onFailed(int link, Reason reason, String cause) {
			ClusterMember.this.links.onBroken(link, reason, cause);
		}

	}

}
