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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * {@link Registration} in the {@link ConnectionRegistry}: the registry's entry for one
 * connection. It keeps the rooms and the user in step with the registry until the end of
 * the connection freezes them, and uses the connection only as a member of groups.
 * Thread-safe.
 */
final class Memberships implements Registration {

	private final ManagedConnection connection;

	private final ConnectionRegistry registry;

	private final ReentrantLock lock = new ReentrantLock();

	/** Replaced by a mutable set when the first room is joined. */
	private Set<String> rooms = Collections.emptySet();

	private @Nullable String user;

	private boolean frozen;

	Memberships(ManagedConnection connection, ConnectionRegistry registry) {
		this.connection = connection;
		this.registry = registry;
	}

	@Override
	public void add() {
		this.registry.add(this.connection);
	}

	@Override
	public void remove() {
		this.registry.remove(this.connection);
	}

	@Override
	public void onCloseCallbackDone() {
		this.registry.onCloseCallbackDone(this.connection);
	}

	@Override
	public boolean isDraining() {
		return this.registry.isDraining();
	}

	@Override
	public int maxRetryAfter() {
		return this.registry.maxRetryAfter();
	}

	@Override
	public boolean join(String room) {
		Assert.hasText(room, "'room' must not be empty");
		this.lock.lock();
		try {
			if (this.frozen || this.rooms.contains(room)) {
				return false;
			}
			Assert.state(this.rooms.size() < this.registry.maxRoomsPerConnection(),
					() -> "Connection '" + this.connection.id() + "' is in " + this.rooms.size()
							+ " rooms already, as many as 'ws.max-rooms-per-connection' allows");
			if (this.rooms.isEmpty()) {
				this.rooms = new TreeSet<>();
			}
			this.rooms.add(room);
			this.registry.rooms().add(room, this.connection);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean leave(String room) {
		this.lock.lock();
		try {
			if (this.frozen || !this.rooms.remove(room)) {
				return false;
			}
			this.registry.rooms().remove(room, this.connection);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void bind(String name) {
		Assert.hasText(name, "'name' must not be empty");
		this.lock.lock();
		try {
			if (this.frozen || name.equals(this.user)) {
				return;
			}
			if (this.user != null) {
				this.registry.users().remove(this.user, this.connection);
			}
			this.user = name;
			this.registry.users().add(name, this.connection);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public Set<String> rooms() {
		this.lock.lock();
		try {
			return Set.copyOf(this.rooms);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public @Nullable String user() {
		this.lock.lock();
		try {
			return this.user;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public CompletionStage<Boolean> whenReachable() {
		this.lock.lock();
		try {
			return this.frozen ? CompletableFuture.completedStage(false)
					: this.registry.subscriptions().whenReachable(Set.copyOf(this.rooms), this.user);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void freeze() {
		this.lock.lock();
		try {
			this.frozen = true;
			this.rooms.forEach((room) -> this.registry.rooms().remove(room, this.connection));
			if (this.user != null) {
				this.registry.users().remove(this.user, this.connection);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
