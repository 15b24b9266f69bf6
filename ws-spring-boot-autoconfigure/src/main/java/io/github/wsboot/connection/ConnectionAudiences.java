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
import java.util.function.Supplier;

import io.github.wsboot.Audience;
import io.github.wsboot.EndpointAudience;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.node.AudienceSpec;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.node.SingleNode;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Audiences of the connections of a registry, and of those of other nodes.
 *
 * @since 0.1.0
 */
public final class ConnectionAudiences {

	private final AudienceMembers members;

	private final Broadcaster broadcaster;

	private final Asks asks;

	private final Audience all;

	ConnectionAudiences(ConnectionRegistry registry, Asks asks, SendMemoryBudget budget, ConnectionMonitor monitor,
			Supplier<EndpointPaths> paths, RemoteNodes remote) {
		this.members = new AudienceMembers(registry, paths);
		this.broadcaster = new Broadcaster(asks.encoder(), new FrameFanOut(budget, monitor), remote, monitor);
		this.asks = asks;
		this.all = audience(AudienceSpec.all());
	}

	/**
	 * Return the audiences of outgoing connections, which have nothing to do with other
	 * nodes.
	 * @param registry the connections
	 * @param asks asks the other sides, and encodes pushed payloads
	 * @param budget bounds the memory of all queues together
	 * @param monitor called for each broadcast
	 * @return the audiences
	 */
	public static ConnectionAudiences local(ConnectionRegistry registry, Asks asks, SendMemoryBudget budget,
			ConnectionMonitor monitor) {
		EndpointPaths paths = new EndpointPaths(List.of());
		return new ConnectionAudiences(registry, asks, budget, monitor, () -> paths,
				new SingleNode(() -> "", registry::count, registry::isDraining));
	}

	/**
	 * Return all connections.
	 * @return the audience
	 */
	public Audience all() {
		return this.all;
	}

	/**
	 * Return the connections of an endpoint or of a client.
	 * @param name a path template of the endpoint, or the name of the client
	 * @return the audience
	 */
	public EndpointAudience endpoint(String name) {
		return new ConnectionAudience.OfEndpoint(name, this.members, this.broadcaster, this.asks);
	}

	/**
	 * Return the connections in a room.
	 * @param name the name of the room
	 * @return the audience
	 */
	public Audience room(String name) {
		return audience(AudienceSpec.room(name, null));
	}

	/**
	 * Return the connections of a user.
	 * @param name the name of the user
	 * @return the audience
	 */
	public Audience user(String name) {
		return audience(AudienceSpec.user(name));
	}

	private Audience audience(AudienceSpec spec) {
		return new ConnectionAudience(spec, this.members, this.broadcaster, this.asks);
	}

}
