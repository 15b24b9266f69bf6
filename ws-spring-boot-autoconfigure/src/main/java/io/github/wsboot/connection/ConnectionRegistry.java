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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;
import io.github.wsboot.concurrent.AwaitableCondition;
import io.github.wsboot.outbound.Relievable;

/**
 * The connections of this node by id, endpoint, room and user. Look-ups are O(1) and
 * there is no global lock.
 *
 * @since 0.1.0
 */
public final class ConnectionRegistry {

	private final Map<String, ManagedConnection> connections = new ConcurrentHashMap<>();

	private final ConnectionGroup all = new ConnectionGroup(this.connections.values());

	private final ConnectionIndex endpoints = new ConnectionIndex();

	private final RoomIndex rooms = new RoomIndex();

	private final ConnectionIndex users = new ConnectionIndex();

	/** Connections that have ended, but whose last callback has not returned. */
	private final Set<ManagedConnection> ended = ConcurrentHashMap.newKeySet();

	private final AwaitableCondition allFinished = new AwaitableCondition();

	private volatile boolean draining;

	private final int maxRoomsPerConnection;

	/**
	 * Create a registry.
	 * @param maxRoomsPerConnection in how many rooms a connection may be at once
	 */
	public ConnectionRegistry(int maxRoomsPerConnection) {
		this.maxRoomsPerConnection = maxRoomsPerConnection;
	}

	ConnectionRegistry() {
		this(Integer.MAX_VALUE);
	}

	int maxRoomsPerConnection() {
		return this.maxRoomsPerConnection;
	}

	/**
	 * Return whether the server is being stopped: no connection may come any more.
	 * @return whether connections are being closed
	 */
	public boolean isDraining() {
		return this.draining;
	}

	void setDraining(boolean draining) {
		this.draining = draining;
	}

	void add(ManagedConnection connection) {
		this.connections.put(connection.id(), connection);
		this.all.changed();
		this.endpoints.add(connection.endpoint(), connection);
	}

	void remove(ManagedConnection connection) {
		// What was never added has no last callback
		if (this.connections.containsKey(connection.id())) {
			// First, since it must not be missed by those who wait for that
			this.ended.add(connection);
		}
		this.connections.remove(connection.id());
		this.all.changed();
		this.endpoints.remove(connection.endpoint(), connection);
	}

	void onCloseCallbackDone(ManagedConnection connection) {
		if (this.ended.remove(connection) && isFinished()) {
			wakeUp();
		}
	}

	/**
	 * Have those who wait for the end of all connections look again.
	 */
	void wakeUp() {
		this.allFinished.signal();
	}

	private boolean isFinished() {
		return this.connections.isEmpty() && this.ended.isEmpty();
	}

	/**
	 * Wait until the last callback of every connection has returned.
	 * @param timeout how long to wait at most
	 * @param givenUp whether not to wait any longer, asked after each {@link #wakeUp()}
	 * @return how many connections are left
	 */
	int awaitFinished(Duration timeout, BooleanSupplier givenUp) {
		this.allFinished.await(timeout, () -> isFinished() || givenUp.getAsBoolean());
		return unfinished().size();
	}

	/**
	 * Return the connections whose last callback has not returned.
	 */
	Set<ManagedConnection> unfinished() {
		Set<ManagedConnection> unfinished = new HashSet<>(this.connections.values());
		unfinished.addAll(this.ended);
		return unfinished;
	}

	/**
	 * Do something with the connections whose last callback has not returned.
	 */
	void forEachUnfinished(Consumer<ManagedConnection> action) {
		this.connections.values().forEach(action);
		this.ended.forEach(action);
	}

	@Nullable ManagedConnection find(String id) {
		return this.connections.get(id);
	}

	Collection<ManagedConnection> connections() {
		return this.connections.values();
	}

	/**
	 * Return the queues of all connections.
	 * @return a live view
	 */
	public Iterable<Relievable> queues() {
		return () -> this.connections.values().stream().<Relievable>map(ManagedConnection::outbound).iterator();
	}

	ConnectionGroup all() {
		return this.all;
	}

	ConnectionIndex endpoints() {
		return this.endpoints;
	}

	RoomIndex rooms() {
		return this.rooms;
	}

	ConnectionIndex users() {
		return this.users;
	}

	/**
	 * Return the connections that match, in no particular order. The stream runs over a
	 * weakly consistent view and copies nothing. It begins with the smallest group that
	 * the query names, so that a room or a user costs no walk through all connections.
	 * While no connection comes or goes, each walk sees them in the same order.
	 * @param query what to look for
	 * @return the connections that match
	 */
	public Stream<Connection> select(ConnectionQuery query) {
		List<List<ConnectionGroup>> parts = parts(query);
		parts.sort(Comparator.comparingInt(ConnectionRegistry::size));
		List<ConnectionGroup> smallest = parts.isEmpty() ? List.of(this.all) : parts.remove(0);
		return smallest.stream()
			.<Connection>flatMap((group) -> group.members().stream())
			.filter((connection) -> parts.stream().allMatch((groups) -> contains(groups, connection)));
	}

	private List<List<ConnectionGroup>> parts(ConnectionQuery query) {
		List<List<ConnectionGroup>> parts = new ArrayList<>();
		if (query.endpoint() != null) {
			parts.add(List.of(this.endpoints.group(query.endpoint())));
		}
		if (query.room() != null) {
			parts.add(this.rooms.groups(query.room()));
		}
		if (query.user() != null) {
			parts.add(List.of(this.users.group(query.user())));
		}
		return parts;
	}

	private static int size(List<ConnectionGroup> groups) {
		return groups.stream().mapToInt((group) -> group.members().size()).sum();
	}

	private static boolean contains(List<ConnectionGroup> groups, Connection connection) {
		return groups.stream().anyMatch((group) -> group.members().contains(connection));
	}

	/**
	 * Return how many connections there are.
	 * @return the number of registered connections
	 */
	public int count() {
		return this.connections.size();
	}

	/**
	 * Return how many connections an endpoint has.
	 * @param endpoint the path template
	 * @return the number of its registered connections
	 */
	public int count(String endpoint) {
		return this.endpoints.group(endpoint).members().size();
	}

	/**
	 * Return how many rooms there are.
	 * @return the number of rooms with a member
	 */
	public int roomCount() {
		return this.rooms.count();
	}

	/**
	 * Return how many users there are.
	 * @return the number of users with a connection
	 */
	public int userCount() {
		return this.users.count();
	}

}
