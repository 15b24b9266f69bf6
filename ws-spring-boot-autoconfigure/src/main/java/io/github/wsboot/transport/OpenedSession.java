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

package io.github.wsboot.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.connection.ConnectionFacts;
import io.github.wsboot.connection.ConnectionFacts.HandOver;

/**
 * What a session of ours knows of itself: who it is, what its handshake has agreed upon
 * and left. Of what few sessions are asked for there is nothing until they are.
 */
abstract class OpenedSession implements WebSocketSession, ConnectionFacts.Keeper {

	private static final AtomicReferenceFieldUpdater<OpenedSession, @Nullable String> ID = AtomicReferenceFieldUpdater
		.newUpdater(OpenedSession.class, String.class, "id");

	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<OpenedSession, @Nullable Map> ATTRIBUTES = AtomicReferenceFieldUpdater
		.newUpdater(OpenedSession.class, Map.class, "attributes");

	/** That of the connection, unless somebody has asked for it before there was one. */
	private volatile @Nullable String id;

	private volatile SessionOpening opening;

	private volatile @Nullable HandOver handOver;

	private volatile @Nullable Map<String, Object> attributes;

	OpenedSession(SessionOpening opening, Map<String, Object> attributes) {
		this.opening = opening;
		Map<String, Object> copy = new ConcurrentHashMap<>(attributes.size());
		attributes.forEach((name, value) -> {
			if (name != null && value != null) {
				copy.put(name, value);
			}
		});
		this.handOver = ConnectionFacts.take(copy);
		this.attributes = copy.isEmpty() ? null : copy;
	}

	@Override
	public final @Nullable HandOver takeHandOver() {
		HandOver handOver = this.handOver;
		this.handOver = null;
		return handOver;
	}

	/**
	 * Keep the socket's own object in the place of the client's address if it is equal.
	 */
	final void shareAddress(@Nullable SocketAddress address) {
		this.opening = this.opening.sharing(address);
	}

	final SessionOpening opening() {
		return this.opening;
	}

	@Override
	public final String getId() {
		String id = this.id;
		return (id != null) ? id : settleId(UUID.randomUUID().toString());
	}

	/**
	 * Have an id from now on, the proposed one unless there is one.
	 */
	final String settleId(String proposal) {
		ID.compareAndSet(this, null, proposal);
		return Objects.requireNonNull(this.id);
	}

	@Override
	public final @Nullable URI getUri() {
		return URI.create(this.opening.uri());
	}

	@Override
	public final HttpHeaders getHandshakeHeaders() {
		return this.opening.headers().toHttpHeaders();
	}

	@Override
	public final Map<String, Object> getAttributes() {
		if (this.attributes == null) {
			ATTRIBUTES.compareAndSet(this, null, new ConcurrentHashMap<>(1));
		}
		return Objects.requireNonNull(this.attributes);
	}

	@Override
	public final @Nullable Principal getPrincipal() {
		return this.opening.principal();
	}

	@Override
	public final @Nullable InetSocketAddress getLocalAddress() {
		return this.opening.localAddress();
	}

	@Override
	public final @Nullable InetSocketAddress getRemoteAddress() {
		return this.opening.remoteAddress();
	}

	@Override
	public final @Nullable String getAcceptedProtocol() {
		return this.opening.subProtocol();
	}

	@Override
	public final List<WebSocketExtension> getExtensions() {
		return this.opening.extensions();
	}

}
