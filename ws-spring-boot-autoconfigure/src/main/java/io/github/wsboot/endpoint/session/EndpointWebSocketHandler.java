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

package io.github.wsboot.endpoint.session;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.connection.EstablishedHandshake;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.endpoint.definition.CallbackKind;

/**
 * Spring's handler for the sessions of one endpoint.
 *
 * @since 0.1.0
 */
public final class EndpointWebSocketHandler extends AbstractWebSocketHandler implements SubProtocolCapable {

	private static final Log logger = LogFactory.getLog(EndpointWebSocketHandler.class);

	/** What the container closes with when the client breaks the protocol. */
	private static final Set<Integer> PROTOCOL_ERRORS = Set.of(CloseStatus.PROTOCOL_ERROR.getCode(),
			CloseStatus.BAD_DATA.getCode(), CloseStatus.TOO_BIG_TO_PROCESS.getCode());

	/** Containers use the limit as the size of a buffer, too. */
	private static final int MIN_CONTAINER_LIMIT = 1024;

	private final EndpointCallbacks callbacks;

	private final EndpointRuntime runtime;

	private final List<String> subProtocols;

	private final Map<String, EndpointSession> sessions = new ConcurrentHashMap<>();

	public EndpointWebSocketHandler(EndpointCallbacks callbacks, EndpointRuntime runtime, List<String> subProtocols) {
		this.callbacks = callbacks;
		this.runtime = runtime;
		this.subProtocols = subProtocols;
	}

	@Override
	public List<String> getSubProtocols() {
		return this.subProtocols;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		session.setTextMessageSizeLimit(Math.max(this.runtime.settings().maxTextSize(), MIN_CONTAINER_LIMIT));
		session.setBinaryMessageSizeLimit(Math.max(this.runtime.settings().maxBinarySize(), MIN_CONTAINER_LIMIT));
		EstablishedHandshake handshake = EstablishedHandshake.take(session);
		EndpointSession endpointSession = new EndpointSession(this.callbacks, this.runtime, () -> {
			this.sessions.remove(session.getId());
			handshake.onEnded().run();
		});
		ManagedConnection connection = this.runtime.connections().create(session, handshake, endpointSession);
		this.sessions.put(session.getId(), endpointSession);
		endpointSession.open(connection);
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
		EndpointSession endpointSession = this.sessions.get(session.getId());
		if (endpointSession != null) {
			endpointSession.connection().wire().onMessageDelivered(message);
			InboundRecorder.text(endpointSession.connection(), message.getPayload());
			endpointSession.onText(message.getPayload());
		}
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
		EndpointSession endpointSession = this.sessions.get(session.getId());
		if (endpointSession != null) {
			byte[] bytes = bytes(message.getPayload());
			endpointSession.connection().wire().onMessageDelivered(message);
			InboundRecorder.frame(endpointSession.connection(), Opcode.BINARY, bytes);
			endpointSession.onBinary(bytes);
		}
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
		if (message instanceof PingMessage ping) {
			handlePingMessage(session, ping);
		}
		else {
			super.handleMessage(session, message);
		}
	}

	private void handlePingMessage(WebSocketSession session, PingMessage message) throws Exception {
		EndpointSession endpointSession = this.sessions.get(session.getId());
		if (endpointSession != null) {
			byte[] bytes = bytes(message.getPayload());
			InboundRecorder.frame(endpointSession.connection(), Opcode.PING, bytes);
			endpointSession.onControl(CallbackKind.PING, bytes);
		}
	}

	@Override
	protected void handlePongMessage(WebSocketSession session, PongMessage message) throws Exception {
		EndpointSession endpointSession = this.sessions.get(session.getId());
		if (endpointSession != null) {
			byte[] bytes = bytes(message.getPayload());
			InboundRecorder.frame(endpointSession.connection(), Opcode.PONG, bytes);
			endpointSession.onControl(CallbackKind.PONG, bytes);
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
		EndpointSession endpointSession = this.sessions.get(session.getId());
		if (endpointSession != null) {
			CloseCause known = endpointSession.connection().socketEndCause();
			CloseCause cause = (known != null) ? known : cause(status);
			if (cause == CloseCause.PROTOCOL_ERROR && status.getCode() == CloseStatus.TOO_BIG_TO_PROCESS.getCode()) {
				endpointSession.onTooLarge();
			}
			endpointSession.connection().onTransportClosed(status, cause);
		}
	}

	/**
	 * Guess who has closed from what a container says.
	 */
	private static CloseCause cause(CloseStatus status) {
		if (status.getCode() == CloseStatus.NO_CLOSE_FRAME.getCode()) {
			return CloseCause.NETWORK;
		}
		return PROTOCOL_ERRORS.contains(status.getCode()) ? CloseCause.PROTOCOL_ERROR : CloseCause.CLIENT;
	}

}
