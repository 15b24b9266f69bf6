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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.BroadcastResult.Forwarding;
import io.github.wsboot.Cluster;
import io.github.wsboot.ClusterNode;
import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.Target;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.node.RemoteQuestion;
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

	private final ThisNode node;

	private final ClusterControl control;

	private final Publisher publisher;

	private final Membership members;

	private final int maxMessageSize;

	private final Executor workers;

	private final LogInterval warnings = new LogInterval();

	/**
	 * Create a member, which has to be started.
	 * @param broker the engine
	 * @param node this node
	 * @param settings its settings
	 * @param subscriptions the rooms and users of this node
	 * @param threads the threads of the member
	 * @param events publishes events of the application
	 * @param counters counts messages
	 */
	public ClusterMember(ClusterBroker broker, ThisNode node, ClusterSettings settings, Subscriptions subscriptions,
			ClusterThreads threads, SafeEventPublisher events, ClusterCounters counters) {
		this.node = node;
		this.control = new ClusterControl(broker, node, settings, subscriptions, threads,
				new ClusterEvents(events, threads.events(), counters), counters);
		this.publisher = this.control.publisher();
		this.members = this.control.members();
		this.maxMessageSize = settings.maxMessageSize();
		this.workers = threads.workers();
	}

	/**
	 * Start to connect to the engine. Returns at once, whether or not the engine is
	 * there.
	 */
	public void start() {
		this.control.start();
	}

	/**
	 * Leave the cluster: tell the others, for a second at most, and close the link.
	 */
	public void stop() {
		this.control.stop();
	}

	/**
	 * Return the state of this node in the cluster.
	 * @return a snapshot
	 */
	public ClusterStatus status() {
		return this.control.status();
	}

	@Override
	public PushResult push(String id, Frame frame, PushOptions options) {
		String node = otherNode(id);
		if (node == null) {
			return PushResult.NOT_FOUND;
		}
		checkForwardable(frame);
		if (isTooLarge(frame)) {
			return PushResult.TOO_LARGE;
		}
		ClusterMessage message = ClusterMessage.push(this.node.id(), new Target.OneConnection(id), frame).with(options);
		return (this.publisher.publish(Topic.node(node), message) != null) ? PushResult.FORWARDED
				: PushResult.UNAVAILABLE;
	}

	@Override
	public PushResult ask(String id, RemoteQuestion question) {
		String node = otherNode(id);
		if (node == null) {
			return PushResult.NOT_FOUND;
		}
		ClusterMessage message = ClusterMessage.ask(this.node.id(), new Target.OneConnection(id), question);
		if (message.payload().remaining() > this.maxMessageSize) {
			return PushResult.TOO_LARGE;
		}
		return (this.publisher.publish(Topic.node(node), message) != null) ? PushResult.FORWARDED
				: PushResult.UNAVAILABLE;
	}

	private @Nullable String otherNode(String connectionId) {
		String node = this.node.identity().otherNode(connectionId);
		return (node != null && this.members.mayExist(node, System.nanoTime())) ? node : null;
	}

	private boolean isTooLarge(Frame frame) {
		return frame.payload().remaining() > this.maxMessageSize;
	}

	@Override
	public void checkForwardable(Frame frame) {
		Assert.isTrue(frame.fin() && frame.opcode() != Opcode.CONTINUATION,
				"A fragment of a message must not be pushed to other nodes of the cluster, as a lost one would hold "
						+ "back all later messages: push the whole message, or use 'local()'");
	}

	@Override
	public ForwardingResult push(AudienceSpec audience, Frame frame, PushOptions options) {
		if (isTooLarge(frame)) {
			return result(Forwarding.TOO_LARGE);
		}
		return publish(audience, (members) -> ClusterMessage.push(this.node.id(), members, frame).with(options));
	}

	@Override
	public boolean disconnect(String id, CloseStatus status) {
		String node = otherNode(id);
		return node != null && this.publisher.publish(Topic.node(node),
				ClusterMessage.disconnect(this.node.id(), new Target.OneConnection(id), status)) != null;
	}

	@Override
	public ForwardingResult disconnect(AudienceSpec audience, CloseStatus status) {
		return publish(audience, (members) -> ClusterMessage.disconnect(this.node.id(), members, status));
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
				this.workers);
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
				ClusterMessage.sessionEnded(this.node.id(), sha256));
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
		return Stream.concat(Stream.of(this.node.describe()), this.members.nodes().stream()).toList();
	}

	@Override
	public boolean isAvailable() {
		return this.members.isAvailable();
	}

}
