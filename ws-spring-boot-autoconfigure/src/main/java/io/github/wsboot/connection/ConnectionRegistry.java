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
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.concurrent.AwaitableCondition;
import io.github.wsboot.node.AudienceSpec.Kind;
import io.github.wsboot.node.GroupSubscriptions;
import io.github.wsboot.outbound.Relievable;
import io.github.wsboot.support.SafeRunner;

/**
 * Registry of the connections of this node by id, endpoint, room and user. Look-ups are
 * O(1), and there is no global lock. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's. A child context
 * uses that of its parent.
 *
 * @since 0.1.0
 */
public final class ConnectionRegistry {

	/** Number of open handshakes from which on lost ones are removed. */
	private static final int MAX_LOST_HANDSHAKES = 1000;

	private final Map<String, ManagedConnection> connections = new ConcurrentHashMap<>();

	private final ConnectionGroup all = new ConnectionGroup(this.connections.values());

	private final ConnectionIndex endpoints = new ConnectionIndex();

	private final RoomIndex rooms;

	private final ConnectionIndex users;

	/** Connections that have ended and whose last callback has not returned. */
	private final Set<ManagedConnection> ended = ConcurrentHashMap.newKeySet();

	/** Handshakes that may still become connections. */
	private final Set<OpeningHandshake> handshakes = ConcurrentHashMap.newKeySet();

	private final AwaitableCondition allFinished = new AwaitableCondition();

	private volatile boolean draining;

	private volatile int maxRetryAfter;

	private final int maxRoomsPerConnection;

	private final ConnectionIds ids;

	private final GroupSubscriptions subscriptions;

	/**
	 * Create a registry.
	 * @param maxRoomsPerConnection the number of rooms that a connection may be in at
	 * once
	 * @param ids generates the ids of connections
	 * @param subscriptions called when rooms and users appear and vanish
	 */
	public ConnectionRegistry(int maxRoomsPerConnection, ConnectionIds ids, GroupSubscriptions subscriptions) {
		this.maxRoomsPerConnection = maxRoomsPerConnection;
		this.ids = ids;
		this.subscriptions = subscriptions;
		this.rooms = new RoomIndex((room) -> subscriptions.onAppeared(Kind.ROOM, room),
				(room) -> subscriptions.onVanished(Kind.ROOM, room));
		this.users = new ConnectionIndex((user) -> subscriptions.onAppeared(Kind.USER, user),
				(user) -> subscriptions.onVanished(Kind.USER, user));
	}

	/**
	 * Create a registry of a node that belongs to no cluster.
	 * @param maxRoomsPerConnection the number of rooms that a connection may be in at
	 * once
	 */
	public ConnectionRegistry(int maxRoomsPerConnection) {
		this(maxRoomsPerConnection, new ConnectionIds(""), GroupSubscriptions.NONE);
	}

	ConnectionRegistry() {
		this(Integer.MAX_VALUE);
	}

	/**
	 * Return an id for a connection that is about to be registered.
	 */
	String nextId() {
		return this.ids.next();
	}

	GroupSubscriptions subscriptions() {
		return this.subscriptions;
	}

	int maxRoomsPerConnection() {
		return this.maxRoomsPerConnection;
	}

	/**
	 * Return whether the server drains, and takes no more connections.
	 * @return whether all connections are being closed
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * Take no more connections.
	 * @param maxRetryAfter for how many seconds at most a client is asked to stay away
	 */
	void startDraining(int maxRetryAfter) {
		this.maxRetryAfter = maxRetryAfter;
		this.draining = true;
	}

	/**
	 * Take connections again.
	 */
	void stopDraining() {
		this.draining = false;
	}

	/**
	 * Return for how many seconds at most a client is asked to stay away.
	 */
	int maxRetryAfter() {
		return this.maxRetryAfter;
	}

	/**
	 * Begin a handshake, unless the server drains. A drain that begins later waits until
	 * the connection is registered, and closes the connection.
	 * @return the handshake, which the caller has to end once its connection is
	 * registered or there will be none, or {@code null} if the server drains
	 */
	public @Nullable OpeningHandshake beginHandshake() {
		if (this.handshakes.size() > MAX_LOST_HANDSHAKES) {
			this.handshakes.removeIf(OpeningHandshake::isLost);
		}
		OpeningHandshake handshake = new OpeningHandshake(this);
		// Added first, so that a drain that begins now sees the handshake
		this.handshakes.add(handshake);
		if (this.draining) {
			handshake.end();
			return null;
		}
		return handshake;
	}

	/**
	 * Return whether there is a handshake that may still become a connection.
	 */
	boolean isOpening() {
		return this.handshakes.stream().anyMatch((handshake) -> !handshake.isLost());
	}

	/**
	 * Wait until no handshake can become a connection any more.
	 * @param timeout how long to wait at most
	 * @param givenUp returns whether to stop waiting; called after each {@link #wakeUp()}
	 */
	void awaitHandshakes(Duration timeout, BooleanSupplier givenUp) {
		Duration untilLost = OpeningHandshake.MAX_DURATION;
		this.allFinished.await((timeout.compareTo(untilLost) < 0) ? timeout : untilLost,
				() -> !isOpening() || givenUp.getAsBoolean());
	}

	void add(ManagedConnection connection) {
		this.connections.put(connection.id(), connection);
		this.all.onChanged();
		this.endpoints.add(connection.endpoint(), connection);
	}

	void remove(ManagedConnection connection) {
		// A connection that was never added has no last callback
		if (this.connections.containsKey(connection.id())) {
			// First, so that threads that wait for its last callback do not miss it
			this.ended.add(connection);
		}
		this.connections.remove(connection.id());
		this.all.onChanged();
		this.endpoints.remove(connection.endpoint(), connection);
	}

	void onCloseCallbackDone(ManagedConnection connection) {
		if (this.ended.remove(connection) && isFinished()) {
			wakeUp();
		}
	}

	/**
	 * Make threads that wait for the end of all connections check again.
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
	 * @param givenUp returns whether to stop waiting; called whenever a connection may
	 * have finished
	 */
	public void awaitFinished(Duration timeout, BooleanSupplier givenUp) {
		this.allFinished.await(timeout, () -> isFinished() || givenUp.getAsBoolean());
	}

	/**
	 * Close all connections. Each is closed once the frames that its queue has accepted
	 * are written.
	 * @param status the code and reason for the other side
	 * @param cause why the connections end
	 */
	public void closeAll(CloseStatus status, CloseCause cause) {
		this.connections.values().forEach((connection) -> connection.close(status, cause));
	}

	/**
	 * Cut all connections whose last callback has not returned, and interrupt their
	 * running callbacks.
	 * @param status the status that they end with
	 * @param cause why the connections end
	 */
	public void interruptAll(CloseStatus status, CloseCause cause) {
		unfinished().forEach((connection) -> SafeRunner.run(() -> connection.interrupt(status, cause)));
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
	 * Apply an action to the connections whose last callback has not returned.
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
	 * weakly consistent view and copies nothing. It starts with the smallest group that
	 * the query names, so that a query for a room or a user does not walk through all
	 * connections. While no connection comes or goes, the order stays the same.
	 * @param query the criteria
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
	 * Return the number of connections.
	 * @return the number of registered connections
	 */
	public int count() {
		return this.connections.size();
	}

	/**
	 * Return the number of connections of an endpoint.
	 * @param endpoint the path template
	 * @return the number of its registered connections
	 */
	public int count(String endpoint) {
		return this.endpoints.group(endpoint).members().size();
	}

	/**
	 * Return the number of rooms.
	 * @return the number of rooms with a member
	 */
	public int roomCount() {
		return this.rooms.count();
	}

	/**
	 * Return the number of users.
	 * @return the number of users with a connection
	 */
	public int userCount() {
		return this.users.count();
	}

	/**
	 * Handshake that may still become a connection. If a client goes before the container
	 * has completed the upgrade, nothing reports that, so after ten seconds a handshake
	 * counts as lost. Thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class OpeningHandshake {

		private static final Duration MAX_DURATION = Duration.ofSeconds(10);

		private final ConnectionRegistry registry;

		private final long since = System.nanoTime();

		private OpeningHandshake(ConnectionRegistry registry) {
			this.registry = registry;
		}

		private boolean isLost() {
			return System.nanoTime() - this.since > MAX_DURATION.toNanos();
		}

		/**
		 * End the handshake, since its connection is registered or there will be none.
		 * Only the first call counts.
		 */
		public void end() {
			if (this.registry.handshakes.remove(this) && this.registry.draining) {
				this.registry.wakeUp();
			}
		}

	}

}
