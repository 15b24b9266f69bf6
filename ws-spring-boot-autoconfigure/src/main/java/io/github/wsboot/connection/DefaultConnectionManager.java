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
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.Cluster;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.EndpointAudience;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.support.CloseStatuses;

/**
 * {@link ConnectionManager} of this node, which reaches the connections of other nodes by
 * way of {@link RemoteNodes}.
 *
 * @since 0.1.0
 */
public final class DefaultConnectionManager implements ConnectionManager {

	private final ConnectionRegistry registry;

	private final Asks asks;

	private final Supplier<EndpointPaths> paths;

	private final RemoteNodes remote;

	private final ConnectionAudiences audiences;

	/**
	 * Create a manager.
	 * @param registry the connections of this node
	 * @param asks asks clients, and encodes pushed payloads
	 * @param budget bounds the memory of all queues together
	 * @param monitor called for each broadcast
	 * @param paths returns the paths of the endpoints; called when an endpoint is named
	 * @param remote the other nodes of the cluster
	 */
	public DefaultConnectionManager(ConnectionRegistry registry, Asks asks, SendMemoryBudget budget,
			ConnectionMonitor monitor, Supplier<EndpointPaths> paths, RemoteNodes remote) {
		this.registry = registry;
		this.asks = asks;
		this.paths = paths;
		this.remote = remote;
		this.audiences = new ConnectionAudiences(registry, asks, budget, monitor, paths, remote);
	}

	@Override
	public PushResult push(String id, Object payload) {
		return push(id, payload, PushOptions.none());
	}

	@Override
	public PushResult push(String id, Object payload, PushOptions options) {
		EncodedFrame frame = EncodedFrame.of(this.asks.encoder().encode(payload), options);
		ManagedConnection connection = lookup(id);
		return (connection != null) ? connection.outbound().push(frame)
				: this.remote.push(id, frame.frame(), frame.remainingOptions());
	}

	@Override
	public CompletionStage<Void> ask(String id, Object payload) {
		return ask(id, payload, Void.class);
	}

	@Override
	public <T> CompletionStage<T> ask(String id, Object payload, Class<T> answerType) {
		return ask(id, payload, answerType, this.asks.timeout());
	}

	@Override
	public <T> CompletionStage<T> ask(String id, Object payload, Class<T> answerType, Duration timeout) {
		ManagedConnection connection = lookup(id);
		return (connection != null) ? connection.ask(payload, answerType, timeout)
				: this.asks.ask(id, payload, answerType, timeout, this.remote);
	}

	@Override
	public BroadcastResult broadcast(Object payload) {
		return all().push(payload);
	}

	@Override
	public BroadcastResult broadcast(Object payload, PushOptions options) {
		return all().push(payload, options);
	}

	@Override
	public BroadcastResult broadcast(Object payload, Predicate<Connection> predicate) {
		return all().where(predicate).push(payload);
	}

	@Override
	public Audience all() {
		return this.audiences.all();
	}

	@Override
	public EndpointAudience endpoint(String path) {
		Assert.notNull(path, "'path' must not be null");
		this.paths.get().check(path);
		return this.audiences.endpoint(path);
	}

	@Override
	public Audience room(String name) {
		Assert.notNull(name, "'name' must not be null");
		return this.audiences.room(name);
	}

	@Override
	public Audience user(String name) {
		Assert.notNull(name, "'name' must not be null");
		return this.audiences.user(name);
	}

	@Override
	public boolean isEstablished(String id) {
		ManagedConnection connection = lookup(id);
		return connection != null && connection.isEstablished();
	}

	@Override
	public boolean exists(String id) {
		return lookup(id) != null;
	}

	@Override
	public Optional<Connection> find(String id) {
		return Optional.ofNullable(lookup(id));
	}

	@Override
	public Stream<Connection> connections() {
		return this.registry.connections().stream().map((connection) -> connection);
	}

	@Override
	public int count() {
		return this.registry.count();
	}

	@Override
	public Cluster cluster() {
		return this.remote.cluster();
	}

	@Override
	public boolean disconnect(String id) {
		return disconnect(id, CloseStatus.NORMAL);
	}

	@Override
	public boolean disconnect(String id, CloseStatus status) {
		CloseStatus sendable = CloseStatuses.sendable(status);
		ManagedConnection connection = lookup(id);
		return (connection != null) ? connection.disconnect(sendable) : this.remote.disconnect(id, sendable);
	}

	private @Nullable ManagedConnection lookup(String id) {
		Assert.notNull(id, "'id' must not be null");
		return this.registry.find(id);
	}

}
