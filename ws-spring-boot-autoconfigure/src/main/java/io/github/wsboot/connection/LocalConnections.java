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

import java.util.function.Consumer;
import java.util.function.Supplier;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.PushOptions;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.LocalNode;
import io.github.wsboot.node.RemoteAnswer;
import io.github.wsboot.node.RemoteQuestion;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * {@link LocalNode} of the connections of this node.
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
	}

	@Override
	public void push(String id, Frame frame, PushOptions options) {
		ManagedConnection connection = this.registry.find(id);
		if (connection != null) {
			connection.outbound().push(EncodedFrame.of(frame, options));
		}
	}

	@Override
	public void push(AudienceSpec audience, Frame frame, PushOptions options) {
		long since = this.monitor.startTiming();
		this.fanOut.send(EncodedFrame.of(frame, options), since, this.members.partitions(audience, AudienceMembers.ALL),
				(targeted) -> this.monitor.onRelayedBroadcast(targeted, since));
	}

	@Override
	public void ask(String id, RemoteQuestion question, Consumer<RemoteAnswer> answer) {
		this.asks.askFor(this.registry.find(id), question, answer);
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
			connection.close(status, CloseCause.SERVER);
		}
	}

	@Override
	public void disconnect(AudienceSpec audience, CloseStatus status) {
		this.members.members(audience, AudienceMembers.ALL)
			.forEach((connection) -> connection.close(status, CloseCause.SERVER));
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
