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

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Group of connections, also in partitions by event loop. Thread-safe.
 */
final class ConnectionGroup {

	static final ConnectionGroup EMPTY = new ConnectionGroup();

	private final Collection<ManagedConnection> members;

	private final AtomicLong changes = new AtomicLong();

	private volatile @Nullable Snapshot snapshot;

	ConnectionGroup() {
		this(ConcurrentHashMap.newKeySet());
	}

	/**
	 * Create a group over a collection that its owner changes. The owner calls
	 * {@link #onChanged()} after each change.
	 */
	ConnectionGroup(Collection<ManagedConnection> members) {
		this.members = members;
	}

	void add(ManagedConnection connection) {
		this.members.add(connection);
		onChanged();
	}

	void remove(ManagedConnection connection) {
		this.members.remove(connection);
		onChanged();
	}

	void onChanged() {
		this.changes.incrementAndGet();
		// It must not keep a connection that has left in memory until the next call
		this.snapshot = null;
	}

	boolean isEmpty() {
		return this.members.isEmpty();
	}

	/**
	 * Return a live view of the members.
	 */
	Collection<ManagedConnection> members() {
		return this.members;
	}

	/**
	 * Return the members by loop: all that were added before this call and not removed.
	 */
	List<LoopPartition> partitions() {
		// Read before the members: a change in between makes the snapshot outdated
		long changes = this.changes.get();
		Snapshot snapshot = this.snapshot;
		if (snapshot == null || snapshot.changes() != changes) {
			snapshot = new Snapshot(changes, partitions(this.members));
			this.snapshot = snapshot;
			if (this.changes.get() != changes) {
				this.snapshot = null;
			}
		}
		return snapshot.partitions();
	}

	/**
	 * Return the members of several groups by loop.
	 */
	static List<LoopPartition> partitionsOf(List<ConnectionGroup> groups) {
		return (groups.size() == 1) ? groups.get(0).partitions()
				: groups.stream().flatMap((group) -> group.partitions().stream()).toList();
	}

	static List<LoopPartition> partitions(Collection<ManagedConnection> connections) {
		Map<Executor, List<ManagedConnection>> byLoop = new IdentityHashMap<>();
		for (ManagedConnection connection : connections) {
			byLoop.computeIfAbsent(connection.loop(), (loop) -> new ArrayList<>()).add(connection);
		}
		List<LoopPartition> partitions = new ArrayList<>(byLoop.size());
		byLoop.forEach((loop, members) -> partitions.add(new LoopPartition(loop, List.copyOf(members))));
		return partitions;
	}

	/**
	 * Members of a group that have the same event loop.
	 *
	 * @param loop their loop
	 * @param members the connections
	 */
	record LoopPartition(Executor loop, List<ManagedConnection> members) {

	}

	private record Snapshot(long changes, List<LoopPartition> partitions) {

	}

}
