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

package io.github.wsboot.actuate;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.Cluster;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.PushResult;
import io.github.wsboot.actuate.NodeDescriptor.EndpointDescriptor;
import io.github.wsboot.connection.ConnectionDrain;
import io.github.wsboot.connection.ConnectionQuery;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.support.CloseStatuses;

/**
 * Operations of the actuator endpoint, over HTTP and JMX. Each raises a
 * {@link RefusedOperationException} if it cannot be done.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ConnectionOperations {

	private final ConnectionRegistry registry;

	private final ConnectionManager manager;

	private final NodeInfo node;

	private final @Nullable ClientOperations clients;

	/**
	 * Create the operations.
	 * @param registry the connections of this node
	 * @param manager pushes and disconnects
	 * @param node further information about this node
	 */
	public ConnectionOperations(ConnectionRegistry registry, ConnectionManager manager, NodeInfo node) {
		Assert.notNull(registry, "'registry' must not be null");
		Assert.notNull(manager, "'manager' must not be null");
		Assert.notNull(node, "'node' must not be null");
		this.registry = registry;
		this.manager = manager;
		this.node = node;
		this.clients = (node.clients() != null) ? new ClientOperations(node.clients()) : null;
	}

	NodeDescriptor summary() {
		ConnectionDrain drain = this.node.drain();
		Cluster cluster = this.node.cluster();
		List<EndpointDescriptor> endpoints = this.node.endpoints()
			.get()
			.stream()
			.map((endpoint) -> new EndpointDescriptor(endpoint.path(), this.registry.count(endpoint.path()),
					endpoint.callbacks()))
			.toList();
		return new NodeDescriptor(this.registry.count(), this.node.maxConnections(), this.registry.roomCount(),
				this.registry.userCount(), drain != null && drain.isDraining(), endpoints,
				(cluster != null) ? ClusterDescriptor.of(cluster) : null,
				(this.clients != null) ? this.clients.summary() : null);
	}

	ClientConnectionsDescriptor clients(@Nullable String client, Page page) {
		return (this.clients != null) ? this.clients.connections(client, page) : page.ofClients(Stream.empty());
	}

	ConnectionsDescriptor connections(ConnectionQuery query, Page page) {
		return page.of(this.registry.select(query));
	}

	ConnectionDescriptor connection(String id) {
		return ConnectionDescriptor.withRooms(find(id));
	}

	private Connection find(String id) {
		return this.manager.find(id).orElseThrow(() -> noSuchConnection(id));
	}

	RefusalsDescriptor refusals() {
		return RefusalsDescriptor.of(this.node.refusals().latest());
	}

	DisconnectDescriptor disconnect(String id, @Nullable Integer code, @Nullable String reason) {
		CloseStatus status = status(code, reason);
		boolean here = this.manager.exists(id);
		boolean asked = this.manager.disconnect(id, status);
		if (here) {
			return new DisconnectDescriptor(1, status.getCode(), null);
		}
		if (!asked) {
			throw isClusterAway() ? unavailable("The cluster is not available.") : noSuchConnection(id);
		}
		return new DisconnectDescriptor(0, status.getCode(), true);
	}

	private boolean isClusterAway() {
		Cluster cluster = this.node.cluster();
		return cluster != null && !cluster.isAvailable();
	}

	DisconnectDescriptor disconnectUser(String user, @Nullable Integer code, @Nullable String reason) {
		CloseStatus status = status(code, reason);
		BroadcastResult result = this.manager.user(user).disconnect(status);
		Boolean forwarded = Forwardings.awaitForwarded(result);
		if (result.targeted() == 0 && forwarded == null) {
			throw notFound("There is no connection of user '" + user + "'.");
		}
		return new DisconnectDescriptor(result.targeted(), status.getCode(), forwarded);
	}

	private static CloseStatus status(@Nullable Integer code, @Nullable String reason) {
		try {
			return CloseStatuses.sendable((code != null) ? code : CloseStatus.NORMAL.getCode(), reason);
		}
		catch (IllegalArgumentException ex) {
			throw new RefusedOperationException(WebEndpointResponse.STATUS_BAD_REQUEST, ex.getMessage() + ".");
		}
	}

	PushDescriptor push(String id, @Nullable String text) {
		PushResult result = this.manager.push(id, check(text));
		return switch (result) {
			case ACCEPTED -> new PushDescriptor(1, null);
			case FORWARDED -> new PushDescriptor(0, true);
			case NOT_FOUND -> throw noSuchConnection(id);
			case CLOSED -> throw notFound("Connection '" + id + "' is closing.");
			case TOO_LARGE -> throw new RefusedOperationException(WebEndpointResponse.STATUS_BAD_REQUEST,
					"'text' is larger than '" + limitOf(id) + "'.");
			case DROPPED, OVERLOADED, UNAVAILABLE -> throw unavailable("The message was not accepted: " + result + ".");
		};
	}

	private String limitOf(String id) {
		boolean elsewhere = this.node.cluster() != null && !this.manager.exists(id);
		return elsewhere ? "ws.cluster.max-message-size" : "ws.send.max-bytes";
	}

	PushDescriptor pushToRoom(String room, @Nullable String text) {
		return push(this.manager.room(room), text, "There is no connection in room '" + room + "'.");
	}

	PushDescriptor pushToUser(String user, @Nullable String text) {
		return push(this.manager.user(user), text, "There is no connection of user '" + user + "'.");
	}

	private static PushDescriptor push(Audience audience, @Nullable String text, String nobody) {
		PushDescriptor result = describe(audience.push(check(text)));
		if (result.targeted() == 0 && result.forwarded() == null) {
			throw notFound(nobody);
		}
		return result;
	}

	PushDescriptor pushToAll(@Nullable String text) {
		return describe(this.manager.broadcast(check(text)));
	}

	private static PushDescriptor describe(BroadcastResult result) {
		return new PushDescriptor(result.targeted(), Forwardings.awaitForwarded(result));
	}

	private static String check(@Nullable String text) {
		if (text == null) {
			throw new RefusedOperationException(WebEndpointResponse.STATUS_BAD_REQUEST,
					"'text' is missing: the message to push.");
		}
		return text;
	}

	DrainDescriptor drain() {
		return new DrainDescriptor(findDrain().begin(), this.registry.count());
	}

	DrainCancellationDescriptor cancelDrain() {
		if (!findDrain().cancel()) {
			throw notFound("There is no drain to cancel: none was begun on request.");
		}
		return new DrainCancellationDescriptor(true, this.registry.count());
	}

	private ConnectionDrain findDrain() {
		ConnectionDrain drain = this.node.drain();
		if (drain == null) {
			throw notFound("There is no drain, since 'ws.drain.enabled' is false.");
		}
		return drain;
	}

	private static RefusedOperationException noSuchConnection(String id) {
		return notFound("There is no connection '" + id + "'.");
	}

	private static RefusedOperationException unavailable(String message) {
		return new RefusedOperationException(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, message);
	}

	private static RefusedOperationException notFound(String message) {
		return new RefusedOperationException(WebEndpointResponse.STATUS_NOT_FOUND, message);
	}

}
