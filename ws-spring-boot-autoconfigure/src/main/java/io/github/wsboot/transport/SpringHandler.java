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
import java.nio.ByteBuffer;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.connection.Cleanup;
import io.github.wsboot.connection.GuardedLog;
import io.github.wsboot.connection.ReceiveAccount;

/**
 * Has the callbacks of a Spring handler, which may block, run on workers: those of a
 * session one after the other. Until the first one has returned, nothing is read, so that
 * what it says about limits holds for all messages.
 */
final class SpringHandler implements WebSocketHandler {

	private static final GuardedLog logger = GuardedLog.of(SpringHandler.class);

	private final WebSocketHandler handler;

	private final SpringSessions sessions;

	private final CallbackQueue callbacks;

	private final DirectSession session;

	private volatile boolean established;

	/**
	 * Create a handler for one session.
	 * @param handler the application's handler
	 * @param sessions knows the sessions of all such handlers
	 * @param session the session
	 */
	SpringHandler(WebSocketHandler handler, SpringSessions sessions, DirectSession session) {
		this.handler = handler;
		this.sessions = sessions;
		this.callbacks = sessions.callbacks(() -> attempt(session, session::readOn));
		this.session = session;
	}

	/**
	 * Return whether no more messages are wanted now.
	 */
	boolean isFull() {
		return !this.established || this.callbacks.isFull();
	}

	/**
	 * Return what is held of the client's messages.
	 */
	ReceiveAccount inbound() {
		return this.callbacks.inbound();
	}

	/**
	 * Run something after the callbacks of what has arrived so far.
	 */
	void afterwards(Runnable task) {
		this.callbacks.afterwards(task);
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		this.sessions.add(session);
		this.callbacks.add(() -> {
			attempt(session, () -> this.handler.afterConnectionEstablished(session));
			// On the loop, after the limits that the handler has set there
			attempt(session, () -> this.session.execute(() -> this.established = true));
			attempt(session, this.session::readOn);
		});
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
		if (session.isOpen()) {
			this.callbacks.addMessage(() -> {
				if (session.isOpen()) {
					attempt(session, () -> this.handler.handleMessage(session, message));
				}
			}, size(message));
		}
	}

	private static int size(WebSocketMessage<?> message) {
		return (message.getPayload() instanceof ByteBuffer bytes) ? bytes.remaining()
				: ((CharSequence) message.getPayload()).length();
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable exception) {
		this.callbacks.add(() -> attempt(session, () -> this.handler.handleTransportError(session, exception)));
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		Cleanup.run(() -> this.callbacks.addLast(() -> last(session, status)));
	}

	private void last(WebSocketSession session, CloseStatus status) {
		try {
			this.handler.afterConnectionClosed(session, status);
		}
		catch (Throwable ex) {
			logger.warn("A handler has failed after the end of session '%s'", session.getId(), ex);
		}
		finally {
			Cleanup.run(() -> this.sessions.remove(session));
		}
	}

	@Override
	public boolean supportsPartialMessages() {
		return false;
	}

	private static void attempt(WebSocketSession session, Action action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			logger.error("Closing session '%s', whose handler has failed", session.getId(), ex);
			Cleanup.run(() -> close(session));
		}
	}

	private static void close(WebSocketSession session) {
		try {
			session.close(CloseStatus.SERVER_ERROR);
		}
		catch (IOException ex) {
			logger.debug("Cannot close session '%s'", session.getId(), ex);
		}
	}

	@FunctionalInterface
	private interface Action {

		void run() throws Exception;

	}

}
