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
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.connection.Wire;
import io.github.wsboot.connection.WiredConnection;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.support.CloseStatuses;
import io.github.wsboot.transport.codec.FrameLimits;

/**
 * Wire of a connection on our own codec and event loops. There is no connection until the
 * endpoint's handler creates it, at the beginning of the session.
 */
final class DirectWire implements SessionOwner, Wire {

	private final WebSocketHandler handler;

	private final DirectSession session;

	private final FrameHandler frameHandler;

	private volatile @Nullable WiredConnection connection;

	private volatile boolean open = true;

	/** Whether the end of a message is missing that was sent through the session. */
	private volatile boolean unfinished;

	/**
	 * Create the wire of a session.
	 * @param handler the endpoint's handler, which creates the connection
	 * @param session the session for the handler
	 * @param frameHandler creates the handler of the socket's frames
	 */
	DirectWire(WebSocketHandler handler, DirectSession session, Function<SessionOwner, FrameHandler> frameHandler) {
		this.handler = handler;
		this.session = session;
		this.frameHandler = frameHandler.apply(this);
	}

	FrameHandler frameHandler() {
		return this.frameHandler;
	}

	@Override
	public void attach(WiredConnection connection) {
		this.session.settleId(connection.id());
		this.frameHandler.attach(connection.queue());
		this.connection = connection;
	}

	@Override
	public Executor loop() {
		return this.frameHandler.loop();
	}

	@Override
	public void scheduleWrite() {
		this.frameHandler.scheduleWrite();
	}

	@Override
	public CloseCause ownCause() {
		return this.frameHandler.role().ownCause();
	}

	@Override
	public void abort(CloseStatus status) {
		this.frameHandler.abort(status);
	}

	@Override
	public void terminate() {
		this.frameHandler.terminate();
	}

	@Override
	public boolean canPauseReading() {
		return true;
	}

	@Override
	public void resumeReading() {
		this.frameHandler.resumeReading();
	}

	@Override
	public void onEstablished() throws Exception {
		this.handler.afterConnectionEstablished(this.session);
	}

	@Override
	public void onBytesRead() {
		WiredConnection connection = this.connection;
		if (connection != null) {
			connection.onBytesRead();
		}
	}

	@Override
	public void onMessageRead(Opcode opcode, int bytes) {
		WiredConnection connection = this.connection;
		if (connection != null) {
			connection.onMessageRead(opcode, bytes);
		}
	}

	@Override
	public void onMessage(WebSocketMessage<?> message) throws Exception {
		this.handler.handleMessage(this.session, message);
	}

	@Override
	public boolean takesPings() {
		return true;
	}

	@Override
	public boolean isFull() {
		WiredConnection connection = this.connection;
		return connection != null && connection.isFull();
	}

	@Override
	public @Nullable ReceiveAccount inbound() {
		WiredConnection connection = this.connection;
		return (connection != null) ? connection.inbound() : null;
	}

	@Override
	public void onWritten() {
	}

	@Override
	public void check() {
	}

	@Override
	public boolean closeAfterCallbacks(CloseStatus status, CloseCause cause) {
		WiredConnection connection = this.connection;
		if (connection != null) {
			connection.closeAfterCallbacks(status, cause);
		}
		return connection != null;
	}

	@Override
	public void onTransportError(Exception exception) throws Exception {
		this.handler.handleTransportError(this.session, exception);
	}

	@Override
	public CloseStatus end(CloseStatus status) {
		this.open = false;
		return status;
	}

	@Override
	public void onClosed(CloseStatus status, CloseCause cause) throws Exception {
		WiredConnection connection = this.connection;
		if (connection != null) {
			connection.onSocketEnding(cause);
		}
		try {
			this.handler.afterConnectionClosed(this.session, status);
		}
		finally {
			// A decorator of the application may have failed, or not called on, so that
			// the endpoint was not notified
			if (connection != null) {
				connection.onTransportClosed(status, cause);
			}
		}
	}

	@Override
	public void send(WebSocketMessage<?> message) throws IOException {
		WiredConnection connection = this.connection;
		Assert.state(connection != null, "The session has no connection");
		Frame frame = SpringMessages.toFrame(message, this.unfinished);
		if (!connection.push(frame).isAccepted()) {
			throw new IOException("The message was not accepted");
		}
		if (!frame.opcode().isControl()) {
			this.unfinished = !frame.fin();
		}
	}

	@Override
	public void close(CloseStatus status) {
		WiredConnection connection = this.connection;
		if (connection != null) {
			connection.close(status, this.frameHandler.role().ownCause());
		}
		else {
			this.frameHandler.abort(CloseStatuses.cut(status));
		}
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public FrameLimits limits() {
		return this.frameHandler.limits();
	}

	/**
	 * Does nothing: an endpoint has limits of its own.
	 */
	@Override
	public void limit(UnaryOperator<FrameLimits> change) {
	}

	@Override
	public String sessionId() {
		return this.session.getId();
	}

}
