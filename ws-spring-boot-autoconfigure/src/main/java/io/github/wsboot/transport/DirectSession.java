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
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.handler.SessionLimitExceededException;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame;
import io.github.wsboot.connection.Cleanup;
import io.github.wsboot.connection.CloseStatuses;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.OutboundQueue;
import io.github.wsboot.connection.ReceiveAccount;
import io.github.wsboot.connection.Wire;

/**
 * A session on our own codec and event loops, and the wire of its connection.
 */
final class DirectSession extends OpenedSession implements Wire {

	private static final AtomicReferenceFieldUpdater<DirectSession, @Nullable FrameLimits> LIMITS = AtomicReferenceFieldUpdater
		.newUpdater(DirectSession.class, FrameLimits.class, "limits");

	private volatile @Nullable FrameLimits limits;

	private volatile @Nullable SessionChannel channel;

	private volatile @Nullable ManagedConnection connection;

	/** Where the callbacks of a handler go that is none of ours. */
	private volatile @Nullable SpringHandler springHandler;

	private volatile @Nullable SessionSender sender;

	/** Who has ended the session, unless its connection knows better. On the loop. */
	private CloseCause endCause = CloseCause.NETWORK;

	private volatile boolean open = true;

	/** Whether the end of a message is missing that was sent past the connection. */
	private volatile boolean unfinished;

	DirectSession(SessionOpening opening, Map<String, Object> attributes) {
		super(opening, attributes);
	}

	/**
	 * Begin with the socket, before anybody else has the session.
	 */
	void attach(SessionChannel channel, FrameLimits limits, @Nullable SocketAddress address) {
		this.channel = channel;
		this.limits = limits;
		shareAddress(address);
	}

	/**
	 * Make this the session of a Spring handler.
	 */
	void serve(SpringHandler handler, SessionSender sender) {
		this.sender = sender;
		this.springHandler = handler;
	}

	/**
	 * Make this the wire of a connection.
	 */
	Wire connect(ManagedConnection connection) {
		this.connection = connection;
		settleId(connection.id());
		return this;
	}

	@Override
	public Executor loop() {
		return channel().loop();
	}

	@Override
	public void wake() {
		channel().wake();
	}

	@Override
	public void abort(CloseStatus status) {
		channel().abort(status);
	}

	@Override
	public void terminate() {
		channel().terminate();
	}

	@Override
	public boolean stopsReading() {
		return true;
	}

	@Override
	public boolean countsMessages() {
		return true;
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
	 * Return what is held of the client's messages, or {@code null} if nothing can be.
	 */
	@Nullable ReceiveAccount inbound() {
		ManagedConnection connection = this.connection;
		if (connection != null) {
			return connection.inbound();
		}
		SpringHandler handler = this.springHandler;
		return (handler != null) ? handler.inbound() : null;
	}

	void endedBy(CloseCause cause) {
		this.endCause = cause;
	}

	@Override
	public CloseCause endCause() {
		return this.endCause;
	}

	/**
	 * Return what waits for the socket, or {@code null} if nothing can.
	 */
	@Nullable OutboundQueue queue() {
		ManagedConnection connection = this.connection;
		if (connection != null) {
			return connection.queue();
		}
		SessionSender sender = this.sender;
		return (sender != null) ? sender.outbound().queue() : null;
	}

	/**
	 * Return whether no more messages are wanted now.
	 */
	boolean isFull() {
		ManagedConnection connection = this.connection;
		if (connection != null) {
			return connection.isFull();
		}
		SpringHandler handler = this.springHandler;
		return handler != null && isOpen() && handler.isFull();
	}

	/**
	 * Close after the callbacks of what has arrived so far.
	 * @return {@code false} if there is nobody whose callbacks could run
	 */
	boolean closeAfterwards(CloseStatus status, CloseCause cause) {
		ManagedConnection connection = this.connection;
		SpringHandler handler = this.springHandler;
		if (connection != null) {
			connection.closeAfterwards(status, cause);
		}
		else if (handler != null) {
			handler.afterwards(() -> end(status));
		}
		return connection != null || handler != null;
	}

	/**
	 * Do something on the loop, after what was given to it before.
	 */
	void execute(Runnable task) {
		channel().loop().execute(task);
	}

	@Override
	public void readOn() {
		channel().resume();
	}

	/**
	 * Note that something may have been written. On the loop.
	 */
	void written() {
		SessionSender sender = this.sender;
		if (sender != null) {
			sender.written();
		}
	}

	/**
	 * Look after the queue, about once a second. On the loop.
	 */
	void check() {
		SessionSender sender = this.sender;
		if (sender != null && sender.outbound().isStalled()) {
			end(CloseStatus.SESSION_NOT_RELIABLE);
		}
	}

	/**
	 * Note the end. On the loop.
	 * @param status the status, if none was decided before
	 * @return the status for the handler
	 */
	CloseStatus ended(CloseStatus status) {
		this.open = false;
		SessionCompression compression = opening().compression();
		if (compression != null) {
			compression.end();
		}
		SessionSender sender = this.sender;
		return (sender != null) ? sender.ended(status) : status;
	}

	/**
	 * Set the largest text message, in bytes of UTF-8. Without effect on a session of one
	 * of our endpoints, whose limits are its own.
	 */
	@Override
	public void setTextMessageSizeLimit(int messageSizeLimit) {
		limit((limits) -> new FrameLimits(messageSizeLimit, limits.maxBinarySize(), limits.maxFragments()));
	}

	@Override
	public int getTextMessageSizeLimit() {
		return limits().maxTextSize();
	}

	/**
	 * Set the largest binary message, in bytes. Without effect on a session of one of our
	 * endpoints, whose limits are its own.
	 */
	@Override
	public void setBinaryMessageSizeLimit(int messageSizeLimit) {
		limit((limits) -> new FrameLimits(limits.maxTextSize(), messageSizeLimit, limits.maxFragments()));
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return limits().maxBinarySize();
	}

	private FrameLimits limits() {
		FrameLimits limits = this.limits;
		Assert.state(limits != null, "The session has no channel");
		return limits;
	}

	private void limit(UnaryOperator<FrameLimits> change) {
		if (this.springHandler != null) {
			LIMITS.updateAndGet(this, (limits) -> (limits != null) ? change.apply(limits) : null);
			channel().limit(limits());
		}
	}

	/**
	 * Send a message, or a part of one, from any thread. Returns once it is in the queue;
	 * waits while that is full, up to {@code ws.send.max-delay}, but never on an event
	 * loop.
	 * @throws SessionLimitExceededException if there was no room for too long, which also
	 * ends the session if it is its own client that does not read
	 * @throws IOException if the session is closed
	 */
	@Override
	public void sendMessage(WebSocketMessage<?> message) throws IOException {
		SessionSender sender = this.sender;
		if (sender == null) {
			push(message);
			return;
		}
		try {
			sender.send(message);
		}
		catch (SessionLimitExceededException ex) {
			if (CloseStatus.SESSION_NOT_RELIABLE.equals(ex.getStatus()) && !EventLoop.isCurrentThread()) {
				end(CloseStatus.SESSION_NOT_RELIABLE);
			}
			throw ex;
		}
	}

	private void push(WebSocketMessage<?> message) throws IOException {
		ManagedConnection connection = this.connection;
		Assert.state(connection != null, "The session has no connection");
		Frame frame = SessionSender.frame(message, this.unfinished);
		if (!connection.push(frame).isAccepted()) {
			throw new IOException("The message was not accepted");
		}
		if (!frame.opcode().isControl()) {
			this.unfinished = !frame.fin();
		}
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public void close() {
		close(CloseStatus.NORMAL);
	}

	/**
	 * Close after what was sent before. Has no effect if that has happened already.
	 * {@link CloseStatus#SESSION_NOT_RELIABLE} means not to wait for the client: what is
	 * unsent is lost.
	 */
	@Override
	public void close(CloseStatus status) {
		ManagedConnection connection = this.connection;
		if (connection != null) {
			connection.close(status, CloseCause.SERVER);
		}
		else if (this.springHandler != null) {
			end(CloseStatuses.sendable(status));
		}
		else {
			channel().abort(CloseStatuses.cut(status));
		}
	}

	/**
	 * End the session of a Spring handler, unless that has begun.
	 */
	private void end(CloseStatus status) {
		SessionSender sender = this.sender;
		if (sender == null || !sender.close(status)) {
			return;
		}
		this.open = false;
		SessionChannel channel = channel();
		if (CloseStatus.SESSION_NOT_RELIABLE.equals(status)) {
			channel.abort(status);
			return;
		}
		Cleanup.run(() -> channel.loop().execute(() -> channel.finish(sender.outbound(), status)), channel::resume);
	}

	@Override
	public String toString() {
		return "DirectSession[id=" + getId() + ", uri=" + getUri() + "]";
	}

}
