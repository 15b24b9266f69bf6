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

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Index of the rooms of this node. The members of a room are grouped by the path of their
 * endpoint, so that those of one endpoint are found without reading the others. A room
 * exists while it has members. Thread-safe.
 */
final class RoomIndex {

	/**
	 * Groups by the name of the room, then by path. The inner map is never changed.
	 */
	private final Map<String, Map<String, ConnectionGroup>> rooms = new ConcurrentHashMap<>();

	private final Consumer<String> onAppeared;

	private final Consumer<String> onVanished;

	/**
	 * Create an index.
	 * @param onAppeared called when a room has its first member; calls for one room are
	 * in order
	 * @param onVanished called when a room has lost its last member
	 */
	RoomIndex(Consumer<String> onAppeared, Consumer<String> onVanished) {
		this.onAppeared = onAppeared;
		this.onVanished = onVanished;
	}

	void add(String name, ManagedConnection connection) {
		this.rooms.compute(name, (key, room) -> {
			ConnectionGroup known = (room != null) ? room.get(connection.endpoint()) : null;
			ConnectionGroup group = (known != null) ? known : new ConnectionGroup();
			group.add(connection);
			if (room == null) {
				this.onAppeared.accept(name);
			}
			return (room != null && known != null) ? room : with(room, connection.endpoint(), group);
		});
	}

	private static Map<String, ConnectionGroup> with(@Nullable Map<String, ConnectionGroup> room, String path,
			ConnectionGroup group) {
		if (room == null) {
			return Map.of(path, group);
		}
		Map<String, ConnectionGroup> copy = new HashMap<>(room);
		copy.put(path, group);
		return Map.copyOf(copy);
	}

	void remove(String name, ManagedConnection connection) {
		this.rooms.computeIfPresent(name, (key, room) -> {
			ConnectionGroup group = room.getOrDefault(connection.endpoint(), ConnectionGroup.EMPTY);
			group.remove(connection);
			if (!group.isEmpty()) {
				return room;
			}
			Map<String, ConnectionGroup> rest = without(room, connection.endpoint());
			if (rest == null) {
				this.onVanished.accept(name);
			}
			return rest;
		});
	}

	private static @Nullable Map<String, ConnectionGroup> without(Map<String, ConnectionGroup> room, String path) {
		Map<String, ConnectionGroup> copy = new HashMap<>(room);
		copy.remove(path);
		return copy.isEmpty() ? null : Map.copyOf(copy);
	}

	/**
	 * Return the members of a room at all endpoints.
	 * @param name the name of the room
	 */
	List<ConnectionGroup> groups(String name) {
		return List.copyOf(room(name).values());
	}

	/**
	 * Return the members of a room at some paths.
	 * @param name the name of the room
	 * @param paths the path templates
	 */
	List<ConnectionGroup> groups(String name, List<String> paths) {
		Map<String, ConnectionGroup> room = room(name);
		return paths.stream().map(room::get).filter(Objects::nonNull).toList();
	}

	private Map<String, ConnectionGroup> room(String name) {
		return this.rooms.getOrDefault(name, Collections.emptyMap());
	}

	int count() {
		return this.rooms.size();
	}

	boolean isEmpty() {
		return this.rooms.isEmpty();
	}

}
