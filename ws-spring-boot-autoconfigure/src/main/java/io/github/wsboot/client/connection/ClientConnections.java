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

package io.github.wsboot.client.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.connection.ManagedConnection;

/**
 * Client connections that have not ended. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ClientConnections {

	private final Map<String, ClientConnection> connections = new ConcurrentHashMap<>();

	/**
	 * Return the client connection that an outgoing connection belongs to.
	 * @param connection the connection of one socket, which may have ended
	 * @return the client connection, or {@code null} if the connection is not an outgoing
	 * one, or was opened by {@link io.github.wsboot.client.ConnectSpec#open()}
	 */
	public static @Nullable ClientConnection of(Connection connection) {
		return (connection instanceof ManagedConnection managed && managed.owner() instanceof ClientSocket socket)
				? socket.clientConnection() : null;
	}

	void add(ClientConnection connection) {
		this.connections.put(connection.id(), connection);
	}

	void remove(ClientConnection connection) {
		this.connections.remove(connection.id());
	}

	@Nullable ClientConnection find(String id) {
		return this.connections.get(id);
	}

	/**
	 * Return all client connections.
	 * @return a stream over a weakly consistent view
	 */
	public Stream<ClientConnection> stream() {
		return this.connections.values().stream();
	}

	int count() {
		return this.connections.size();
	}

}
