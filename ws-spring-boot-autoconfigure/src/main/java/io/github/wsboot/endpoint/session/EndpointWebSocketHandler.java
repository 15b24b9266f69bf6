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
import org.jspecify.annotations.Nullable;
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
import io.github.wsboot.ConnectionState;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.connection.handshake.AgreedSubProtocol;
import io.github.wsboot.connection.handshake.SubProtocolSelectingHandler;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.SubProtocols;

/**
 * Handler of Spring for the sessions of one endpoint.
 */
final class EndpointWebSocketHandler extends AbstractWebSocketHandler implements SubProtocolSelectingHandler {

	private static final Log logger = LogFactory.getLog(EndpointWebSocketHandler.class);

	/** The codes that containers close with when the client breaks the protocol. */
	private static final Set<Integer> PROTOCOL_ERRORS = Set.of(CloseStatus.PROTOCOL_ERROR.getCode(),
			CloseStatus.BAD_DATA.getCode(), CloseStatus.TOO_BIG_TO_PROCESS.getCode());

	/** Containers also use the limit as the size of a buffer. */
	private static final int MIN_CONTAINER_LIMIT = 1024;

	private final EndpointSettings settings;

	private final SessionFactory factory;

	private final SubProtocols subProtocols;

	private final List<String> selectable;

	private final Map<String, EndpointSession> sessions = new ConcurrentHashMap<>();

	EndpointWebSocketHandler(EndpointSettings settings, SessionFactory factory, SubProtocols subProtocols) {
		this.settings = settings;
		this.factory = factory;
		this.subProtocols = subProtocols;
		this.selectable = subProtocols.selectable();
	}

	@Override
	public List<String> getSubProtocols() {
		return this.selectable;
	}

	@Override
	public AgreedSubProtocol agreed(@Nullable String name) {
		return this.subProtocols.agreed(name);
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		session.setTextMessageSizeLimit(Math.max(this.settings.sizes().maxText(), MIN_CONTAINER_LIMIT));
		session.setBinaryMessageSizeLimit(Math.max(this.settings.sizes().maxBinary(), MIN_CONTAINER_LIMIT));
		EndpointSession endpointSession = this.factory.create(session, () -> this.sessions.remove(session.getId()));
		this.sessions.put(session.getId(), endpointSession);
		if (endpointSession.connection().state() == ConnectionState.CLOSED) {
			// It may have been forgotten before it was put there
			this.sessions.remove(session.getId());
		}
		endpointSession.open();
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
		EndpointSession endpointSession = this.sessions.get(session.getId());
		if (endpointSession != null) {
			endpointSession.connection().wire().onMessageDelivered(message);
			InboundRecorder.text(endpointSession.connection(), message.getPayload());
			if (this.settings.isTooLarge(message.getPayload())) {
				endpointSession.rejectTooLarge();
			}
			else {
				endpointSession.onText(message.getPayload());
			}
		}
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
		EndpointSession endpointSession = this.sessions.get(session.getId());
		if (endpointSession != null) {
			byte[] bytes = bytes(message.getPayload());
			endpointSession.connection().wire().onMessageDelivered(message);
			InboundRecorder.frame(endpointSession.connection(), Opcode.BINARY, bytes);
			if (bytes.length > this.settings.sizes().maxBinary()) {
				endpointSession.rejectTooLarge();
			}
			else {
				endpointSession.onBinary(bytes);
			}
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
	 * Guess the cause of an end from the status that a container reports.
	 */
	private static CloseCause cause(CloseStatus status) {
		if (status.getCode() == CloseStatus.NO_CLOSE_FRAME.getCode()) {
			return CloseCause.NETWORK;
		}
		return PROTOCOL_ERRORS.contains(status.getCode()) ? CloseCause.PROTOCOL_ERROR : CloseCause.CLIENT;
	}

	/**
	 * Creates the sessions of the endpoint.
	 */
	interface SessionFactory {

		/**
		 * Create a session and its connection.
		 * @param session the session of Spring
		 * @param forget run when the connection has ended
		 */
		EndpointSession create(WebSocketSession session, Runnable forget);

	}

}
