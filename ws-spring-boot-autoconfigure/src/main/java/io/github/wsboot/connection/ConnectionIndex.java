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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Index of groups of connections by name. A group exists while it has members.
 * Thread-safe.
 */
final class ConnectionIndex {

	private final Map<String, ConnectionGroup> groups = new ConcurrentHashMap<>();

	private final Consumer<String> onAppeared;

	private final Consumer<String> onVanished;

	/**
	 * Create an index of groups whose existence concerns nobody else.
	 */
	ConnectionIndex() {
		this((name) -> {
		}, (name) -> {
		});
	}

	/**
	 * Create an index.
	 * @param onAppeared called when a group has its first member; calls for one name are
	 * in order
	 * @param onVanished called when a group has lost its last member
	 */
	ConnectionIndex(Consumer<String> onAppeared, Consumer<String> onVanished) {
		this.onAppeared = onAppeared;
		this.onVanished = onVanished;
	}

	void add(String name, ManagedConnection connection) {
		this.groups.compute(name, (key, group) -> {
			ConnectionGroup members = (group != null) ? group : new ConnectionGroup();
			members.add(connection);
			if (group == null) {
				this.onAppeared.accept(name);
			}
			return members;
		});
	}

	void remove(String name, ManagedConnection connection) {
		this.groups.computeIfPresent(name, (key, group) -> {
			group.remove(connection);
			if (!group.isEmpty()) {
				return group;
			}
			this.onVanished.accept(name);
			return null;
		});
	}

	ConnectionGroup group(String name) {
		return this.groups.getOrDefault(name, ConnectionGroup.EMPTY);
	}

	List<ConnectionGroup> groups(List<String> names) {
		return names.stream().map(this::group).toList();
	}

	int count() {
		return this.groups.size();
	}

	boolean isEmpty() {
		return this.groups.isEmpty();
	}

}
