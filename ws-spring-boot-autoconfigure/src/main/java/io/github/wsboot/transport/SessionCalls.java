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

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;

import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.connection.GuardedLog;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.ReceiveAccount;

/**
 * Tells the handler of a session what happens: its beginning on the thread of the
 * container, and everything else on the session's loop. What the handler throws costs
 * that session only.
 */
final class SessionCalls {

	private static final GuardedLog logger = GuardedLog.of(SessionCalls.class);

	private final WebSocketHandler handler;

	private final DirectSession session;

	private boolean closed;

	SessionCalls(WebSocketHandler handler, DirectSession session) {
		this.handler = handler;
		this.session = session;
	}

	void established() {
		try {
			this.handler.afterConnectionEstablished(this.session);
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	void text(String text, int bytes) {
		count(Opcode.TEXT, bytes);
		message(new TextMessage(text));
		ended();
	}

	void binary(byte[] bytes) {
		count(Opcode.BINARY, bytes.length);
		message(new BinaryMessage(bytes));
		ended();
	}

	private void ended() {
		ReceiveAccount account = this.session.inbound();
		if (account != null) {
			account.yieldTurn();
		}
	}

	private void count(Opcode opcode, int bytes) {
		ManagedConnection connection = this.session.connection();
		if (connection != null) {
			connection.monitor().received(connection, opcode, bytes);
		}
	}

	void message(WebSocketMessage<?> message) {
		try {
			this.handler.handleMessage(this.session, message);
		}
		catch (Exception | Error ex) {
			failed(ex);
		}
	}

	private void failed(Throwable exception) {
		warn(exception);
		this.session.close(CloseStatus.SERVER_ERROR);
	}

	/**
	 * Tell that the socket has failed, before it is told that this was the end.
	 */
	void transportError(Exception exception) {
		try {
			this.handler.handleTransportError(this.session, exception);
		}
		catch (Throwable ex) {
			warn(ex);
		}
	}

	/**
	 * Tell about the end, once.
	 */
	void closed(CloseStatus status) {
		if (this.closed) {
			return;
		}
		CloseStatus decided = this.session.ended(status);
		this.closed = true;
		try {
			this.handler.afterConnectionClosed(this.session, decided);
		}
		catch (Throwable ex) {
			warn(ex);
		}
		finally {
			endConnection(decided);
		}
	}

	/**
	 * End the connection if a decorator of the application has failed, or not cared,
	 * before its endpoint was told. Has no effect otherwise.
	 */
	private void endConnection(CloseStatus status) {
		ManagedConnection connection = this.session.connection();
		if (connection != null) {
			connection.closed(status, this.session.endCause());
		}
	}

	private void warn(Throwable exception) {
		logger.warn("The handler of session '%s' has failed", this.session.getId(), exception);
	}

}
