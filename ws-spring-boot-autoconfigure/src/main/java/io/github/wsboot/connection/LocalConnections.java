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

package io.github.wsboot.connection;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.ask.QuestionLines;
import io.github.wsboot.connection.ConnectionGroup.LoopPartition;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.LocalNode;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteQuestion;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * {@link LocalNode} of the connections of this node. Code of the application, which a
 * question needs, runs on other threads than those of the callers; meanwhile whatever
 * comes for the same connection waits behind the question.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class LocalConnections implements LocalNode {

	private final ConnectionRegistry registry;

	private final AudienceMembers members;

	private final FrameFanOut fanOut;

	private final ConnectionMonitor monitor;

	private final Asks asks;

	private final QuestionLines lines;

	/**
	 * Create the node.
	 * @param registry the connections of this node
	 * @param budget bounds the memory of all queues together
	 * @param monitor called for each broadcast
	 * @param asks asks clients, and waits for those of other nodes
	 * @param paths returns the paths of the endpoints; called when an endpoint is named
	 */
	public LocalConnections(ConnectionRegistry registry, SendMemoryBudget budget, ConnectionMonitor monitor, Asks asks,
			Supplier<EndpointPaths> paths) {
		this.registry = registry;
		this.members = new AudienceMembers(registry, paths);
		this.fanOut = new FrameFanOut(budget, monitor);
		this.monitor = monitor;
		this.asks = asks;
		this.lines = asks.createLines(budget);
	}

	@Override
	public void push(String id, Frame frame, PushOptions options) {
		ManagedConnection connection = this.registry.find(id);
		if (connection != null) {
			push(connection, EncodedFrame.of(frame, options));
		}
	}

	private void push(ManagedConnection connection, EncodedFrame frame) {
		if (!this.lines.isWaiting(connection.id())) {
			connection.outbound().push(frame);
		}
		else if (!this.lines.add(connection.id(), frame.size(), () -> connection.outbound().push(frame))) {
			this.monitor.onDropped(connection, DropReason.OVERLOAD);
		}
	}

	@Override
	public void push(AudienceSpec audience, Frame frame, PushOptions options) {
		long since = this.monitor.startTiming();
		EncodedFrame encoded = EncodedFrame.of(frame, options);
		Set<ManagedConnection> waiting = waiting(audience);
		waiting.forEach((connection) -> push(connection, encoded));
		this.fanOut.send(encoded, since, partitions(audience, waiting),
				(targeted) -> this.monitor.onRelayedBroadcast(targeted + waiting.size(), since));
	}

	/**
	 * Return the members of an audience for which questions wait to be written.
	 */
	private Set<ManagedConnection> waiting(AudienceSpec audience) {
		return this.lines.isEmpty() ? Set.of()
				: this.members.members(audience, (connection) -> this.lines.isWaiting(connection.id()))
					.stream()
					.collect(Collectors.toUnmodifiableSet());
	}

	private List<LoopPartition> partitions(AudienceSpec audience, Set<ManagedConnection> without) {
		return this.members.partitions(audience,
				without.isEmpty() ? AudienceMembers.ALL : (connection) -> !without.contains(connection));
	}

	@Override
	public void ask(String id, RemoteQuestion question, Consumer<RemoteAnswer> answer) {
		ManagedConnection connection = this.registry.find(id);
		if (connection == null) {
			this.asks.refuse(question, PushResult.NOT_FOUND, answer);
		}
		else if (!this.lines.add(id, question.content().length(),
				() -> this.asks.askFor(connection, question, answer))) {
			this.asks.refuse(question, PushResult.OVERLOADED, answer);
		}
	}

	@Override
	public void onAnswer(String node, RemoteAnswer answer) {
		this.asks.onRemoteAnswer(node, answer);
	}

	@Override
	public void onNodeLeft(String node) {
		this.asks.onNodeLeft(node);
	}

	@Override
	public void disconnect(String id, CloseStatus status) {
		ManagedConnection connection = this.registry.find(id);
		if (connection != null) {
			close(connection, status);
		}
	}

	private void close(ManagedConnection connection, CloseStatus status) {
		Runnable close = () -> connection.close(status, CloseCause.SERVER);
		if (!this.lines.isWaiting(connection.id()) || !this.lines.add(connection.id(), 0, close)) {
			close.run();
		}
	}

	@Override
	public void disconnect(AudienceSpec audience, CloseStatus status) {
		this.members.members(audience, AudienceMembers.ALL).forEach((connection) -> close(connection, status));
	}

	@Override
	public int count() {
		return this.registry.count();
	}

	@Override
	public boolean isDraining() {
		return this.registry.isDraining();
	}

}
