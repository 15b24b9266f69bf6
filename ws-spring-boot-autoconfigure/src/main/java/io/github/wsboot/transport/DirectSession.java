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

import io.github.wsboot.connection.handshake.HandshakeResult;
import io.github.wsboot.transport.codec.FrameLimits;

/**
 * Spring's view of a session on our own codec and event loops: facts of its handshake,
 * and methods that call its owner. Objects that few applications ask for are created on
 * demand.
 */
final class DirectSession implements WebSocketSession, HandshakeResult.Holder {

	private static final AtomicReferenceFieldUpdater<DirectSession, @Nullable String> ID = AtomicReferenceFieldUpdater
		.newUpdater(DirectSession.class, String.class, "id");

	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<DirectSession, @Nullable Map> ATTRIBUTES;

	static {
		ATTRIBUTES = AtomicReferenceFieldUpdater.newUpdater(DirectSession.class, Map.class, "attributes");
	}

	/** The connection's id, unless {@link #getId()} was called before there was one. */
	private volatile @Nullable String id;

	private volatile SessionHandshake handshake;

	private volatile @Nullable HandshakeResult handshakeResult;

	private volatile @Nullable Map<String, Object> attributes;

	private volatile @Nullable SessionOwner owner;

	DirectSession(SessionHandshake handshake, Map<String, Object> attributes) {
		this.handshake = handshake;
		Map<String, Object> copy = new ConcurrentHashMap<>(attributes.size());
		attributes.forEach((name, value) -> {
			if (name != null && value != null) {
				copy.put(name, value);
			}
		});
		this.handshakeResult = HandshakeResult.takeFrom(copy);
		this.attributes = copy.isEmpty() ? null : copy;
	}

	/**
	 * Set the owner of the session, before any other code has the session.
	 * @param address the socket's own object for the client's address, which replaces the
	 * equal one of the handshake
	 */
	void attach(SessionOwner owner, @Nullable SocketAddress address) {
		this.owner = owner;
		this.handshake = this.handshake.sharing(address);
	}

	SessionOwner owner() {
		SessionOwner owner = this.owner;
		Assert.state(owner != null, "The session has no owner");
		return owner;
	}

	SessionHandshake handshake() {
		return this.handshake;
	}

	/**
	 * Return whether the session is one of a connection that has not begun.
	 */
	boolean hasHandshakeResult() {
		return this.handshakeResult != null;
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
	 * Set the id, unless there is one.
	 * @return the id from now on
	 */
	String settleId(String proposal) {
		ID.compareAndSet(this, null, proposal);
		return Objects.requireNonNull(this.id);
	}

	@Override
	public @Nullable URI getUri() {
		return URI.create(this.handshake.uri());
	}

	@Override
	public HttpHeaders getHandshakeHeaders() {
		return this.handshake.headers().toHttpHeaders();
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
		return this.handshake.principal();
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return this.handshake.localAddress();
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return this.handshake.remoteAddress();
	}

	@Override
	public @Nullable String getAcceptedProtocol() {
		return this.handshake.subProtocol();
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		return this.handshake.extensions();
	}

	/**
	 * Set the largest text message, in bytes of UTF-8. Has no effect on a session of one
	 * of our endpoints, which has limits of its own.
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
	 * Set the largest binary message, in bytes. Has no effect on a session of one of our
	 * endpoints, which has limits of its own.
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
	 * Send a message, or a part of one, from any thread. Returns once the message is in
	 * the queue. While the queue is full, waits for {@code ws.send.max-delay} at most,
	 * but never on an event loop.
	 * @throws SessionLimitExceededException if there was no room for too long. If that is
	 * because the session's own client does not read, the session ends
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
	 * Close after all messages that were sent before. Has no effect if the session is
	 * closed. {@link CloseStatus#SESSION_NOT_RELIABLE} closes without waiting for the
	 * client: unsent messages are lost.
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
