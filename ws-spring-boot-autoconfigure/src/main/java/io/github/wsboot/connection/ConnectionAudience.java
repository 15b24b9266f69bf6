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
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.connection.ConnectionGroup.LoopPartition;
import io.github.wsboot.support.CloseStatuses;

/**
 * {@link Audience} of the members of several groups, which have no member in common.
 */
class ConnectionAudience implements Audience {

	private static final Predicate<Connection> ALL = (connection) -> true;

	private final Supplier<List<ConnectionGroup>> groups;

	private final Predicate<Connection> filter;

	private final Broadcaster broadcaster;

	ConnectionAudience(Supplier<List<ConnectionGroup>> groups, Broadcaster broadcaster) {
		this(groups, ALL, broadcaster);
	}

	private ConnectionAudience(Supplier<List<ConnectionGroup>> groups, Predicate<Connection> filter,
			Broadcaster broadcaster) {
		this.groups = groups;
		this.filter = filter;
		this.broadcaster = broadcaster;
	}

	@Override
	public Audience except(String... ids) {
		Set<String> excluded = Set.copyOf(List.of(ids));
		return where((connection) -> !excluded.contains(connection.id()));
	}

	@Override
	public Audience where(Predicate<Connection> predicate) {
		Assert.notNull(predicate, "'predicate' must not be null");
		return new ConnectionAudience(this.groups, this.filter.and(predicate), this.broadcaster);
	}

	@Override
	public BroadcastResult push(Object payload) {
		return this.broadcaster.broadcast(payload, this::partitions);
	}

	private List<LoopPartition> partitions() {
		return (this.filter == ALL) ? ConnectionGroup.partitionsOf(this.groups.get())
				: ConnectionGroup.partitions(members());
	}

	@Override
	public void disconnect(CloseStatus status) {
		CloseStatus sendable = CloseStatuses.sendable(status);
		members().forEach((connection) -> connection.close(sendable, CloseCause.SERVER));
	}

	@Override
	public int count() {
		return members().size();
	}

	private List<ManagedConnection> members() {
		return this.groups.get().stream().flatMap((group) -> group.members().stream()).filter(this.filter).toList();
	}

}
