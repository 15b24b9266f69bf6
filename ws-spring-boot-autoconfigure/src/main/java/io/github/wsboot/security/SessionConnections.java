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

package io.github.wsboot.security;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.node.SessionEndListener;

/**
 * Connections of each HTTP session with which a client is logged in. They end with the
 * session, whether it is invalidated or times out, and on whichever node of a cluster
 * that happens: the nodes tell each other a hash of the session's id.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SessionConnections implements HttpSessionListener, HttpSessionIdListener, SessionEndListener {

	/** Far more time than a server takes from the end of a session to its invalidity. */
	private static final Duration MEMORY = Duration.ofMinutes(1);

	private static final int MAX_ENDED = 10_000;

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Times at which sessions have ended. A session that ends first calls its listeners
	 * and then becomes invalid: a connection that is added in between would outlive it.
	 */
	private final Map<SessionHash, Long> ended = new LinkedHashMap<>();

	private final RemoteNodes remote;

	private final LongSupplier clock;

	private final Map<SessionHash, Set<ManagedConnection>> connections = new HashMap<>();

	private final Map<ManagedConnection, String> sessions = new HashMap<>();

	/**
	 * Create an empty index.
	 * @param remote the other nodes of the cluster
	 */
	public SessionConnections(RemoteNodes remote) {
		this(remote, System::nanoTime);
	}

	SessionConnections(RemoteNodes remote, LongSupplier clock) {
		this.remote = remote;
		this.clock = clock;
	}

	void add(ManagedConnection connection, HttpSession session) {
		try {
			String id = session.getId();
			put(connection, id);
			// A change or an end before the connection was in the index went unnoticed
			onSessionIdChanged(id, session.getId());
			if (hasEnded(session.getId())) {
				close(connection);
				return;
			}
			session.getCreationTime();
		}
		catch (IllegalStateException ex) {
			close(connection);
		}
	}

	private boolean hasEnded(String id) {
		SessionHash hash = SessionHash.of(id);
		this.lock.lock();
		try {
			return this.ended.containsKey(hash);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void close(ManagedConnection connection) {
		remove(connection);
		ExpiredConnections.close(connection);
	}

	private void put(ManagedConnection connection, String id) {
		SessionHash hash = SessionHash.of(id);
		this.lock.lock();
		try {
			this.sessions.put(connection, id);
			this.connections.computeIfAbsent(hash, (key) -> new HashSet<>()).add(connection);
		}
		finally {
			this.lock.unlock();
		}
	}

	void remove(ManagedConnection connection) {
		this.lock.lock();
		try {
			String id = this.sessions.remove(connection);
			if (id != null) {
				this.connections.computeIfPresent(SessionHash.of(id), (key, members) -> {
					members.remove(connection);
					return members.isEmpty() ? null : members;
				});
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Close the connections of a session, on all nodes.
	 */
	void end(String id) {
		SessionHash hash = SessionHash.of(id);
		endHere(hash);
		this.remote.endSession(hash.toBytes());
	}

	@Override
	public void onSessionEnded(byte[] sha256) {
		endHere(SessionHash.of(sha256));
	}

	private void endHere(SessionHash hash) {
		remember(hash);
		take(hash).forEach(ExpiredConnections::close);
	}

	private void remember(SessionHash hash) {
		long now = this.clock.getAsLong();
		this.lock.lock();
		try {
			Iterator<Long> times = this.ended.values().iterator();
			while (times.hasNext() && (now - times.next() > MEMORY.toNanos() || this.ended.size() >= MAX_ENDED)) {
				times.remove();
			}
			this.ended.put(hash, now);
		}
		finally {
			this.lock.unlock();
		}
	}

	private Collection<ManagedConnection> take(SessionHash hash) {
		this.lock.lock();
		try {
			Set<ManagedConnection> members = this.connections.remove(hash);
			if (members == null) {
				return Set.of();
			}
			members.forEach(this.sessions::remove);
			return members;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the sessions that have connections now.
	 */
	Collection<String> ids() {
		this.lock.lock();
		try {
			return this.sessions.values().stream().distinct().toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	void onSessionIdChanged(String before, String after) {
		if (before.equals(after)) {
			return;
		}
		for (ManagedConnection connection : take(SessionHash.of(before))) {
			put(connection, after);
			if (hasEnded(after)) {
				close(connection);
			}
		}
	}

	int size() {
		this.lock.lock();
		try {
			return this.sessions.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		end(event.getSession().getId());
	}

	@Override
	public void sessionIdChanged(HttpSessionEvent event, String before) {
		onSessionIdChanged(before, event.getSession().getId());
	}

}
