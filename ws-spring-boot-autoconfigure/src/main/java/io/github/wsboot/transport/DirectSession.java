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

import java.io.IOException;
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
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.SessionLimitExceededException;

import io.github.wsboot.connection.EstablishedHandshake;
import io.github.wsboot.connection.EstablishedHandshake.HandshakeResult;
import io.github.wsboot.transport.codec.FrameLimits;

/**
 * Spring's view of a session on our own codec and event loops: what its handshake has
 * left, and the way to its owner. What few sessions are asked for is created on demand.
 */
final class DirectSession implements WebSocketSession, EstablishedHandshake.HandshakeResultHolder {

	private static final AtomicReferenceFieldUpdater<DirectSession, @Nullable String> ID = AtomicReferenceFieldUpdater
		.newUpdater(DirectSession.class, String.class, "id");

	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<DirectSession, @Nullable Map> ATTRIBUTES = AtomicReferenceFieldUpdater
		.newUpdater(DirectSession.class, Map.class, "attributes");

	/** That of the connection, unless somebody has asked for it before there was one. */
	private volatile @Nullable String id;

	private volatile SessionHandshake opening;

	private volatile @Nullable HandshakeResult handshakeResult;

	private volatile @Nullable Map<String, Object> attributes;

	private volatile @Nullable SessionOwner owner;

	DirectSession(SessionHandshake opening, Map<String, Object> attributes) {
		this.opening = opening;
		Map<String, Object> copy = new ConcurrentHashMap<>(attributes.size());
		attributes.forEach((name, value) -> {
			if (name != null && value != null) {
				copy.put(name, value);
			}
		});
		this.handshakeResult = EstablishedHandshake.takeResult(copy);
		this.attributes = copy.isEmpty() ? null : copy;
	}

	/**
	 * Set who owns the session, before anybody else has it.
	 * @param address the socket's own object for the client's address, to be kept in the
	 * place of that of the handshake if it is equal
	 */
	void attach(SessionOwner owner, @Nullable SocketAddress address) {
		this.owner = owner;
		this.opening = this.opening.sharing(address);
	}

	SessionOwner owner() {
		SessionOwner owner = this.owner;
		Assert.state(owner != null, "The session has no owner");
		return owner;
	}

	SessionHandshake opening() {
		return this.opening;
	}

	@Override
	public @Nullable HandshakeResult takeHandshakeResult() {
		HandshakeResult handshakeResult = this.handshakeResult;
		this.handshakeResult = null;
		return handshakeResult;
	}

	@Override
	public String getId() {
		String id = this.id;
		return (id != null) ? id : settleId(UUID.randomUUID().toString());
	}

	/**
	 * Have an id from now on, the proposed one unless there is one.
	 */
	String settleId(String proposal) {
		ID.compareAndSet(this, null, proposal);
		return Objects.requireNonNull(this.id);
	}

	@Override
	public @Nullable URI getUri() {
		return URI.create(this.opening.uri());
	}

	@Override
	public HttpHeaders getHandshakeHeaders() {
		return this.opening.headers().toHttpHeaders();
	}

	@Override
	public Map<String, Object> getAttributes() {
		if (this.attributes == null) {
			ATTRIBUTES.compareAndSet(this, null, new ConcurrentHashMap<>(1));
		}
		return Objects.requireNonNull(this.attributes);
	}

	@Override
	public @Nullable Principal getPrincipal() {
		return this.opening.principal();
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return this.opening.localAddress();
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return this.opening.remoteAddress();
	}

	@Override
	public @Nullable String getAcceptedProtocol() {
		return this.opening.subProtocol();
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		return this.opening.extensions();
	}

	/**
	 * Set the largest text message, in bytes of UTF-8. Without effect on a session of one
	 * of our endpoints, whose limits are its own.
	 */
	@Override
	public void setTextMessageSizeLimit(int messageSizeLimit) {
		owner().limit((limits) -> new FrameLimits(messageSizeLimit, limits.maxBinarySize(), limits.maxFragments()));
	}

	@Override
	public int getTextMessageSizeLimit() {
		return owner().limits().maxTextSize();
	}

	/**
	 * Set the largest binary message, in bytes. Without effect on a session of one of our
	 * endpoints, whose limits are its own.
	 */
	@Override
	public void setBinaryMessageSizeLimit(int messageSizeLimit) {
		owner().limit((limits) -> new FrameLimits(limits.maxTextSize(), messageSizeLimit, limits.maxFragments()));
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return owner().limits().maxBinarySize();
	}

	/**
	 * Send a message, or a part of one, from any thread. Returns once it is in the queue;
	 * waits while that is full, up to {@code ws.send.max-delay}, but never on an event
	 * loop.
	 * @throws SessionLimitExceededException if there was no room for too long, which also
	 * ends the session if it is its own client that does not read
	 * @throws IOException if the session is closed
	 */
	@Override
	public void sendMessage(WebSocketMessage<?> message) throws IOException {
		owner().send(message);
	}

	@Override
	public boolean isOpen() {
		return owner().isOpen();
	}

	@Override
	public void close() {
		close(CloseStatus.NORMAL);
	}

	/**
	 * Close after what was sent before. Has no effect if that has happened already.
	 * {@link CloseStatus#SESSION_NOT_RELIABLE} means not to wait for the client: what is
	 * unsent is lost.
	 */
	@Override
	public void close(CloseStatus status) {
		owner().close(status);
	}

	@Override
	public String toString() {
		return "DirectSession[id=" + getId() + ", uri=" + getUri() + "]";
	}

}
