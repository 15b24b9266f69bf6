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
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.wsboot.Connection;
import io.github.wsboot.connection.ConnectionGroup.LoopPartition;
import io.github.wsboot.node.AudienceSpec;

/**
 * Finds the connections of this node that belong to an audience.
 */
final class AudienceMembers {

	/** Matches every connection. */
	static final Predicate<Connection> ALL = (connection) -> true;

	private final ConnectionRegistry registry;

	private final Supplier<EndpointPaths> paths;

	/**
	 * Create a finder.
	 * @param registry the connections of this node
	 * @param paths returns the paths of the endpoints; called when an endpoint is named
	 */
	AudienceMembers(ConnectionRegistry registry, Supplier<EndpointPaths> paths) {
		this.registry = registry;
		this.paths = paths;
	}

	/**
	 * Return the members that match a predicate.
	 */
	List<ManagedConnection> members(AudienceSpec audience, Predicate<Connection> predicate) {
		Stream<ManagedConnection> members = groups(audience).stream().flatMap((group) -> group.members().stream());
		return members.filter((connection) -> !audience.except().contains(connection.id())).filter(predicate).toList();
	}

	/**
	 * Return the members that match a predicate by their loop.
	 */
	List<LoopPartition> partitions(AudienceSpec audience, Predicate<Connection> predicate) {
		return (predicate == ALL && audience.except().isEmpty()) ? ConnectionGroup.partitionsOf(groups(audience))
				: ConnectionGroup.partitions(members(audience, predicate));
	}

	/**
	 * Return all members and those that the audience excepts, in groups that have no
	 * member in common.
	 */
	private List<ConnectionGroup> groups(AudienceSpec audience) {
		return switch (audience.kind()) {
			case ALL -> List.of(this.registry.all());
			case ENDPOINT -> this.registry.endpoints().groups(this.paths.get().find(audience.name()));
			case ROOM -> (audience.endpoint() == null) ? this.registry.rooms().groups(audience.name())
					: this.registry.rooms().groups(audience.name(), this.paths.get().find(audience.endpoint()));
			case USER -> List.of(this.registry.users().group(audience.name()));
		};
	}

}
