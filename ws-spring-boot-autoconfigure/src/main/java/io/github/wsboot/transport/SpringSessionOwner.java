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
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.handler.SessionLimitExceededException;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.support.CloseStatuses;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Owner of a session for one of Spring's own handlers. The callbacks of the handler,
 * which may block, run on workers, one after the other. Nothing is read until the first
 * one has returned, so that the limits which it sets hold for all messages.
 */
final class SpringSessionOwner implements SessionOwner {

	private static final SafeLogger logger = SafeLogger.of(SpringSessionOwner.class);

	private final WebSocketHandler handler;

	private final DirectSession session;

	private final SpringSessions sessions;

	private final CallbackQueue callbacks;

	private final FrameHandler frameHandler;

	private final BlockingSender sender;

	private volatile boolean established;

	private volatile boolean open = true;

	/**
	 * Create the owner of a session.
	 * @param handler the application's handler
	 * @param session the session for the handler
	 * @param sessions the sessions of all such handlers
	 * @param callbacks creates the queue of callbacks, given the action to run once the
	 * queue has room
	 * @param frameHandler creates the handler of the socket's frames
	 * @param sender creates the sender of the handler's messages
	 */
	SpringSessionOwner(WebSocketHandler handler, DirectSession session, SpringSessions sessions,
			Function<Runnable, CallbackQueue> callbacks, Function<SessionOwner, FrameHandler> frameHandler,
			Function<FrameHandler, BlockingSender> sender) {
		this.handler = handler;
		this.session = session;
		this.sessions = sessions;
		this.callbacks = callbacks.apply(this::readOn);
		this.frameHandler = frameHandler.apply(this);
		this.sender = sender.apply(this.frameHandler);
		this.frameHandler.attach(this.sender.outbound().queue());
	}

	FrameHandler frameHandler() {
		return this.frameHandler;
	}

	private void readOn() {
		attempt(this.frameHandler::resumeReading);
	}

	@Override
	public void onEstablished() {
		this.sessions.add(this.session);
		this.callbacks.post(() -> {
			attempt(() -> this.handler.afterConnectionEstablished(this.session));
			// On the loop, after the limits that the handler has set
			attempt(() -> this.frameHandler.loop().execute(() -> this.established = true));
			readOn();
		});
	}

	@Override
	public void onBytesRead() {
	}

	@Override
	public void onMessageRead(Opcode opcode, int bytes) {
	}

	@Override
	public void onMessage(WebSocketMessage<?> message) {
		if (this.open) {
			this.callbacks.postMessage(() -> {
				if (this.open) {
					attempt(() -> this.handler.handleMessage(this.session, message));
				}
			}, size(message));
		}
	}

	private static int size(WebSocketMessage<?> message) {
		return (message.getPayload() instanceof ByteBuffer bytes) ? bytes.remaining()
				: ((CharSequence) message.getPayload()).length();
	}

	@Override
	public boolean takesPings() {
		return false;
	}

	@Override
	public boolean isFull() {
		return this.open && (!this.established || this.callbacks.isFull());
	}

	@Override
	public ReceiveAccount inbound() {
		return this.callbacks.inbound();
	}

	@Override
	public void onWritten() {
		this.sender.onWritten();
	}

	@Override
	public void check() {
		if (this.sender.outbound().isStalled()) {
			finish(CloseStatus.SESSION_NOT_RELIABLE);
		}
	}

	@Override
	public boolean closeAfterCallbacks(CloseStatus status, CloseCause cause) {
		this.callbacks.runAfterPending(() -> finish(status));
		return true;
	}

	@Override
	public void onTransportError(Exception exception) {
		this.callbacks.post(() -> attempt(() -> this.handler.handleTransportError(this.session, exception)));
	}

	@Override
	public CloseStatus end(CloseStatus status) {
		this.open = false;
		return this.sender.end(status);
	}

	@Override
	public void onClosed(CloseStatus status, CloseCause cause) {
		SafeRunner.run(() -> this.callbacks.close(() -> last(status)));
	}

	private void last(CloseStatus status) {
		try {
			this.handler.afterConnectionClosed(this.session, status);
		}
		catch (Throwable ex) {
			logger.warn("A handler has failed after the end of session '%s'", sessionId(), ex);
		}
		finally {
			SafeRunner.run(() -> this.sessions.remove(this.session));
		}
	}

	@Override
	public void send(WebSocketMessage<?> message) throws IOException {
		try {
			this.sender.send(message);
		}
		catch (SessionLimitExceededException ex) {
			if (CloseStatus.SESSION_NOT_RELIABLE.equals(ex.getStatus()) && !EventLoop.isCurrentThread()) {
				finish(CloseStatus.SESSION_NOT_RELIABLE);
			}
			throw ex;
		}
	}

	@Override
	public void close(CloseStatus status) {
		finish(CloseStatuses.sendable(status));
	}

	/**
	 * End the session after all messages that were sent before, unless it is ending.
	 */
	private void finish(CloseStatus status) {
		if (!this.sender.close(status)) {
			return;
		}
		this.open = false;
		if (CloseStatus.SESSION_NOT_RELIABLE.equals(status)) {
			this.frameHandler.abort(status);
			return;
		}
		SafeRunner.run(
				() -> this.frameHandler.loop().execute(() -> this.frameHandler.finish(this.sender.outbound(), status)),
				this.frameHandler::resumeReading);
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public FrameLimits limits() {
		return this.frameHandler.limits();
	}

	@Override
	public void limit(UnaryOperator<FrameLimits> change) {
		this.frameHandler.limit(change);
	}

	@Override
	public String sessionId() {
		return this.session.getId();
	}

	private void attempt(Action action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			logger.error("Closing session '%s', whose handler has failed", sessionId(), ex);
			SafeRunner.run(() -> close(CloseStatus.SERVER_ERROR));
		}
	}

	@FunctionalInterface
	private interface Action {

		void run() throws Exception;

	}

}
