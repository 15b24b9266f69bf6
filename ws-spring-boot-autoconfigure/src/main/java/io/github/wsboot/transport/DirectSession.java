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
import java.net.URI;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.connection.FrameEncoding;
import io.github.wsboot.connection.HeaderSnapshot;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.PlainEncoding;

/**
 * A session on our own codec and event loops.
 */
final class DirectSession implements WebSocketSession {

	private final String id = UUID.randomUUID().toString();

	private final Opening opening;

	private final Map<String, Object> attributes;

	private volatile @Nullable SessionChannel channel;

	private volatile @Nullable ManagedConnection connection;

	/** Who has ended the session, unless its connection knows better. On the loop. */
	private CloseCause endCause = CloseCause.NETWORK;

	private volatile boolean open = true;

	DirectSession(Opening opening, Map<String, Object> attributes) {
		this.opening = opening;
		this.attributes = new ConcurrentHashMap<>(attributes.size());
		this.attributes.putAll(attributes);
	}

	void attach(SessionChannel channel) {
		this.channel = channel;
	}

	DirectWire connect(ManagedConnection connection) {
		this.connection = connection;
		return new DirectWire(channel(), this);
	}

	private SessionChannel channel() {
		SessionChannel channel = this.channel;
		Assert.state(channel != null, "The session has no channel");
		return channel;
	}

	@Nullable ManagedConnection connection() {
		return this.connection;
	}

	/**
	 * Return what inflates compressed messages, or {@code null} if that has not been
	 * negotiated.
	 */
	@Nullable Inflation inflation() {
		SessionCompression compression = this.opening.compression();
		return (compression != null) ? compression.inflation() : null;
	}

	FrameEncoding encoding() {
		SessionCompression compression = this.opening.compression();
		return (compression != null) ? compression.encoding() : PlainEncoding.INSTANCE;
	}

	void endedBy(CloseCause cause) {
		this.endCause = cause;
	}

	CloseCause endCause() {
		return this.endCause;
	}

	void ended() {
		this.open = false;
		SessionCompression compression = this.opening.compression();
		if (compression != null) {
			compression.end();
		}
	}

	@Override
	public String getId() {
		return this.id;
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
		return this.attributes;
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
	public void setTextMessageSizeLimit(int messageSizeLimit) {
	}

	@Override
	public int getTextMessageSizeLimit() {
		return -1;
	}

	@Override
	public void setBinaryMessageSizeLimit(int messageSizeLimit) {
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return -1;
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		SessionCompression compression = this.opening.compression();
		return (compression != null) ? List.of(compression.extension()) : Collections.emptyList();
	}

	@Override
	public void sendMessage(WebSocketMessage<?> message) throws IOException {
		ManagedConnection connection = this.connection;
		Assert.state(connection != null, "The session has no connection");
		if (!connection.push(frame(message)).isAccepted()) {
			throw new IOException("The message was not accepted");
		}
	}

	private static Frame frame(WebSocketMessage<?> message) {
		if (message instanceof TextMessage text) {
			return Frame.text(text.getPayload());
		}
		if (message instanceof BinaryMessage binary) {
			return Frame.binary(binary.getPayload());
		}
		if (message instanceof PingMessage ping) {
			return Frame.ping(ping.getPayload());
		}
		return Frame.pong(((PongMessage) message).getPayload());
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public void close() {
		close(CloseStatus.NORMAL);
	}

	@Override
	public void close(CloseStatus status) {
		ManagedConnection connection = this.connection;
		if (connection != null) {
			connection.close(status, CloseCause.SERVER);
		}
		else {
			channel().abort(status);
		}
	}

	/**
	 * What is kept of the handshake's request.
	 *
	 * @param uri the request's URI
	 * @param headers its headers
	 * @param principal the authenticated principal or {@code null}
	 * @param localAddress the server's address or {@code null}
	 * @param remoteAddress the client's address or {@code null}
	 * @param subProtocol the agreed sub-protocol or {@code null}
	 * @param compression the agreed compression or {@code null}
	 */
	record Opening(String uri, HeaderSnapshot headers, @Nullable Principal principal,
			@Nullable InetSocketAddress localAddress, @Nullable InetSocketAddress remoteAddress,
			@Nullable String subProtocol, @Nullable SessionCompression compression) {

	}

}
