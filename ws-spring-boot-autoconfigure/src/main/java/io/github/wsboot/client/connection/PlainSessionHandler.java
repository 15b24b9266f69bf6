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

package io.github.wsboot.client.connection;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.handshake.HandshakeResult;

/**
 * Handler of the sessions of a client without a bean.
 */
final class PlainSessionHandler extends AbstractWebSocketHandler {

	private static final Log logger = LogFactory.getLog(PlainSessionHandler.class);

	private final ConnectionFactory connections;

	private final Supplier<PlainCallbacks> callbacks;

	private final Map<String, Session> sessions = new ConcurrentHashMap<>();

	/**
	 * Create a handler.
	 * @param connections creates connections
	 * @param callbacks returns the callbacks of the next session
	 */
	PlainSessionHandler(ConnectionFactory connections, Supplier<PlainCallbacks> callbacks) {
		this.connections = connections;
		this.callbacks = callbacks;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		PlainCallbacks callbacks = this.callbacks.get();
		ManagedConnection connection = this.connections.create(session, HandshakeResult.takeFacts(session), callbacks);
		callbacks.bind(connection);
		this.sessions.put(session.getId(), new Session(connection, callbacks));
		connection.open();
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
		// The codec has answered pings already
		if (!(message instanceof PingMessage)) {
			super.handleMessage(session, message);
		}
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) {
		Session known = this.sessions.get(session.getId());
		if (known != null) {
			known.connection().wire().onMessageDelivered(message);
			if (!known.connection().acceptAnswerAnyTime(message.getPayload())) {
				known.callbacks().onMessage(Frame.text(message.getPayload()));
			}
		}
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
		Session known = this.sessions.get(session.getId());
		if (known != null) {
			byte[] bytes = bytes(message.getPayload());
			known.connection().wire().onMessageDelivered(message);
			known.callbacks().onMessage(Frame.binary(ByteBuffer.wrap(bytes)));
		}
	}

	@Override
	protected void handlePongMessage(WebSocketSession session, PongMessage message) {
		Session known = this.sessions.get(session.getId());
		if (known != null) {
			known.connection().acceptPong(bytes(message.getPayload()));
		}
	}

	private static byte[] bytes(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.duplicate().get(bytes);
		return bytes;
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable exception) {
		logger.debug(LogMessage.format("Transport error in session '%s'", session.getId()), exception);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		Session known = this.sessions.remove(session.getId());
		if (known != null) {
			CloseCause cause = known.connection().socketEndCause();
			known.connection().onTransportClosed(status, (cause != null) ? cause : CloseCause.NETWORK);
		}
	}

	/**
	 * Session that has not ended.
	 *
	 * @param connection its connection
	 * @param callbacks the callbacks of the connection
	 */
	private record Session(ManagedConnection connection, PlainCallbacks callbacks) {

	}

}
