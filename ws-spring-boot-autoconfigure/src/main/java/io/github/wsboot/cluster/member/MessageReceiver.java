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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.codec.ClusterMessage;
import io.github.wsboot.cluster.codec.ClusterMessage.Kind;
import io.github.wsboot.cluster.codec.ClusterMessageCodec;
import io.github.wsboot.cluster.codec.MalformedMessageException;
import io.github.wsboot.cluster.codec.NodeState;
import io.github.wsboot.cluster.codec.Target;
import io.github.wsboot.cluster.codec.UnsupportedMessageException;
import io.github.wsboot.cluster.member.ClusterCounters.Direction;
import io.github.wsboot.cluster.member.ClusterCounters.DropReason;
import io.github.wsboot.cluster.member.SenderStreams.Arrival;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.LocalNode;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.SessionEndListener;
import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeLogger;

/**
 * Takes in what arrives on the link: reads it, drops what is late or came twice, and
 * hands the rest to the connections of this node. Called on the engine's threads, one
 * message at a time; nothing here blocks.
 */
final class MessageReceiver {

	private static final SafeLogger logger = SafeLogger.of(MessageReceiver.class);

	/** How long a silent sender is remembered, so that its late messages are stale. */
	private static final Duration REMEMBERED = Duration.ofHours(1);

	/** Largest payload of what is no push. */
	private static final int MAX_STATE_SIZE = 1024;

	/**
	 * Most nodes of another version that are named in the log: forged messages name any.
	 */
	static final int MAX_UNSUPPORTED_SENDERS = 100;

	private final String self;

	private final int maxMessageSize;

	private final LocalNode local;

	private final Supplier<List<SessionEndListener>> sessions;

	private final NodeListener nodes;

	private final BiConsumer<String, RemoteAnswer> answers;

	private final ClusterCounters counters;

	private final LogInterval warnings = new LogInterval();

	private final LogInterval failures = new LogInterval();

	/**
	 * Held while a message is handled, so that the last one of a link is done before the
	 * first one of the next.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	private final SenderStreams streams = new SenderStreams();

	/** Nodes of another version that the log has named. */
	private final Set<String> unsupportedSenders = new HashSet<>();

	private int link;

	/**
	 * Create a receiver.
	 * @param self the id of this node
	 * @param maxMessageSize the largest payload that is taken
	 * @param local the connections of this node
	 * @param sessions returns what is called when an HTTP session has ended on another
	 * node
	 * @param nodes called for what nodes say about themselves
	 * @param answers sends the answer to a question to the node with this id
	 * @param counters counts messages
	 */
	MessageReceiver(String self, int maxMessageSize, LocalNode local, Supplier<List<SessionEndListener>> sessions,
			NodeListener nodes, BiConsumer<String, RemoteAnswer> answers, ClusterCounters counters) {
		this.self = self;
		this.maxMessageSize = maxMessageSize;
		this.local = local;
		this.sessions = sessions;
		this.nodes = nodes;
		this.answers = answers;
		this.counters = counters;
	}

	/**
	 * Ignore what an earlier link still receives.
	 * @param link the number of the link that is about to be opened
	 */
	void onNewLink(int link) {
		this.lock.lock();
		try {
			this.link = link;
			this.streams.onNewLink();
			this.streams.removeSilent(System.nanoTime() - REMEMBERED.toNanos());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take in a message.
	 * @param link the number of the link of this node
	 */
	void receive(int link, Topic topic, ByteBuffer bytes) {
		this.lock.lock();
		try {
			if (link == this.link) {
				receive(topic, bytes);
			}
		}
		catch (MalformedMessageException ex) {
			drop(DropReason.MALFORMED, ex);
		}
		catch (UnsupportedMessageException ex) {
			dropUnsupported(ex);
		}
		catch (Throwable ex) {
			log("A message of another node has failed", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void log(String message, Throwable exception) {
		if (this.failures.isTime()) {
			logger.error(message + ". More of this is not logged for a minute.", exception);
		}
	}

	private void drop(DropReason reason, RuntimeException exception) {
		this.counters.countDropped(reason);
		if (this.warnings.isTime()) {
			logger.warn(
					"A message was ignored: " + exception.getMessage() + ". More of this is not logged for a minute.");
		}
	}

	/**
	 * Say it of each node, so that an operator knows which ones to update.
	 */
	private void dropUnsupported(UnsupportedMessageException exception) {
		String sender = exception.sender();
		if (sender == null || this.unsupportedSenders.contains(sender)
				|| this.unsupportedSenders.size() >= MAX_UNSUPPORTED_SENDERS) {
			drop(DropReason.VERSION, exception);
			return;
		}
		this.counters.countDropped(DropReason.VERSION);
		this.unsupportedSenders.add(sender);
		logger.warn("A message of node '" + sender + "' was ignored: " + exception.getMessage()
				+ ". It seems to run another version of this library.");
	}

	private void receive(Topic topic, ByteBuffer bytes) {
		ClusterMessage message = ClusterMessageCodec.decode(bytes);
		requireFit(topic, message);
		if (message.sender().equals(this.self)) {
			onEcho(message);
			return;
		}
		long now = System.nanoTime();
		Arrival arrival = this.streams.accept(message, topic, now);
		switch (arrival.verdict()) {
			case STALE -> this.counters.countDropped(DropReason.STALE);
			case DUPLICATE -> this.counters.countDropped(DropReason.DUPLICATE);
			case GAP -> deliverAfterGap(message, topic, now, arrival);
			case RESUMED -> {
				if (this.nodes.isKnown(message.sender())) {
					deliver(message, topic);
				}
				else {
					deliverAfterGap(message, topic, now, arrival);
				}
			}
			case IN_ORDER -> deliver(message, topic);
		}
	}

	private void deliverAfterGap(ClusterMessage message, Topic topic, long now, Arrival arrival) {
		try {
			// First, as it may say who the sender is
			deliver(message, topic);
		}
		finally {
			Instant to = Instant.now();
			this.nodes.onGap(message.sender(), to.minusNanos(now - arrival.lastHeard()), to, arrival.lost());
		}
	}

	private void onEcho(ClusterMessage message) {
		switch (message.kind()) {
			case HEARTBEAT, HELLO -> this.nodes.onEcho(message.kind(), message.nodeState(), message.stamp().link(),
					message.stamp().sentAt());
			case PROBE -> this.nodes.onEcho(Kind.PROBE, null, message.stamp().link(), message.stamp().sentAt());
			default -> {
				// Delivered here before it was sent
			}
		}
	}

	private void deliver(ClusterMessage message, Topic topic) {
		int max = switch (message.kind()) {
			case PUSH, ASK, ANSWER -> this.maxMessageSize;
			default -> MAX_STATE_SIZE;
		};
		if (message.payload().remaining() > max) {
			this.counters.countDropped(DropReason.OVERLOAD);
			return;
		}
		this.counters.countMessage(Direction.RECEIVE, message.kind(), topic.kind());
		switch (message.kind()) {
			case PUSH -> push(message);
			case DISCONNECT -> disconnect(message);
			case HEARTBEAT -> this.nodes.onState(message.sender(), message.nodeState(), false);
			case HELLO -> this.nodes.onState(message.sender(), message.nodeState(), true);
			case LEAVE -> this.nodes.onLeave(message.sender());
			case SESSION_ENDED -> this.sessions.get().forEach((listener) -> onSessionEnded(listener, message));
			case ASK -> ask(message);
			case ANSWER -> this.local.onAnswer(message.sender(), message.answer());
			case PROBE -> {
				// Comes from this node only
			}
		}
	}

	private void ask(ClusterMessage message) {
		if (message.target() instanceof Target.OneConnection connection) {
			this.local.ask(connection.id(), message.question(),
					(answer) -> this.answers.accept(message.sender(), answer));
		}
	}

	private void onSessionEnded(SessionEndListener listener, ClusterMessage message) {
		try {
			listener.onSessionEnded(message.sessionHash());
		}
		catch (Throwable ex) {
			log("A listener for the end of sessions has failed", ex);
		}
	}

	private void push(ClusterMessage message) {
		if (message.target() instanceof Target.OneConnection connection) {
			this.local.push(connection.id(), message.frame(), message.options());
		}
		else if (message.target() instanceof Target.Members members) {
			this.local.push(members.audience(), message.frame(), message.options());
		}
	}

	private void disconnect(ClusterMessage message) {
		if (message.target() instanceof Target.OneConnection connection) {
			this.local.disconnect(connection.id(), message.closeStatus());
		}
		else if (message.target() instanceof Target.Members members) {
			this.local.disconnect(members.audience(), message.closeStatus());
		}
	}

	/**
	 * Fail if a message cannot have come by its topic.
	 */
	private void requireFit(Topic topic, ClusterMessage message) {
		long sequence = message.stamp().sequence();
		boolean fits = switch (message.kind()) {
			case PUSH, DISCONNECT -> fits(topic, message.target());
			case ASK -> topic.kind() == Topic.Kind.NODE && message.target() instanceof Target.OneConnection;
			case ANSWER -> topic.kind() == Topic.Kind.NODE;
			case HEARTBEAT, HELLO, LEAVE, SESSION_ENDED -> topic.kind() == Topic.Kind.ALL;
			case PROBE -> topic.kind() == Topic.Kind.NODE && message.sender().equals(this.self);
		};
		boolean foreign = topic.kind() == Topic.Kind.NODE && !topic.name().equals(this.self);
		if (!fits || foreign || (SenderStreams.areNumbered(topic) ? sequence <= 0 : sequence != 0)) {
			throw new MalformedMessageException("It does not fit its topic");
		}
	}

	private static boolean fits(Topic topic, @Nullable Target target) {
		if (target instanceof Target.Members members) {
			AudienceSpec audience = members.audience();
			return switch (topic.kind()) {
				case ALL -> audience.kind() == AudienceSpec.Kind.ALL || audience.kind() == AudienceSpec.Kind.ENDPOINT;
				case ROOM -> audience.kind() == AudienceSpec.Kind.ROOM && audience.name().equals(topic.name());
				case USER -> audience.kind() == AudienceSpec.Kind.USER && audience.name().equals(topic.name());
				case NODE -> false;
			};
		}
		return topic.kind() == Topic.Kind.NODE;
	}

	/**
	 * Called for what nodes say about themselves, on the engine's thread, which must not
	 * be blocked.
	 */
	interface NodeListener {

		/**
		 * Called when a message of this node has come back.
		 * @param state the state in a heartbeat or hello, {@code null} in a probe
		 */
		void onEcho(Kind kind, @Nullable NodeState state, int link, long sentAt);

		void onState(String sender, NodeState state, boolean hello);

		void onLeave(String sender);

		/**
		 * Return whether a node has been heard and is not gone.
		 */
		boolean isKnown(String sender);

		/**
		 * Called when messages of a node are missing, or may be.
		 * @param sender the id of the node, which need not be known
		 * @param lost the number of messages, or a negative number if it is unknown
		 */
		void onGap(String sender, Instant from, Instant to, long lost);

	}

}
