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

package io.github.wsboot.handshake;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

import io.github.wsboot.connection.ConnectionRegistry.OpeningHandshake;

/**
 * {@link WebSocketHandlerDecorator} for one session, which releases the session's permit
 * at its end, and ends its handshake. It is the outermost handler, so that it sees the
 * end whatever the others do.
 */
final class PermitReleasingHandler extends WebSocketHandlerDecorator {

	private static final CloseStatus TOO_LATE = CloseStatus.SERVICE_OVERLOAD.withReason("Handshake took too long");

	private final ConnectionPermit permit;

	/** The handshake for which a drain waits, until the connection is registered. */
	private @Nullable OpeningHandshake opening;

	/** Volatile, since the container may call methods on different threads. */
	private volatile boolean established;

	PermitReleasingHandler(WebSocketHandler delegate, ConnectionPermit permit, @Nullable OpeningHandshake opening) {
		super(delegate);
		this.permit = permit;
		this.opening = opening;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) throws Exception {
		try {
			if (this.permit.establish()) {
				this.established = true;
				super.afterConnectionEstablished(session);
			}
			else {
				session.close(TOO_LATE);
			}
		}
		finally {
			endHandshake();
		}
	}

	private void endHandshake() {
		OpeningHandshake opening = this.opening;
		if (opening != null) {
			this.opening = null;
			opening.end();
		}
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
		if (this.established) {
			super.handleMessage(session, message);
		}
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable exception) throws Exception {
		if (this.established) {
			super.handleTransportError(session, exception);
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
		try {
			if (this.established) {
				super.afterConnectionClosed(session, status);
			}
		}
		finally {
			this.permit.release();
			endHandshake();
		}
	}

}
