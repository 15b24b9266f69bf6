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

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.outbound.OutboundQueue;
import io.github.wsboot.outbound.SessionOutbound;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.codec.FrameParser;
import io.github.wsboot.transport.codec.ProtocolViolation;
import io.github.wsboot.transport.codec.Role;
import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Handler of a session's frames on the loop: frames from the socket go to the owner, and
 * frames from the queue to the socket. Everything runs on the loop, except
 * {@link #start()} and the methods that are for any thread.
 */
final class FrameHandler implements EventLoop.Participant, DirectSocket.Listener, FrameParser.Sink {

	private static final SafeLogger logger = SafeLogger.of(FrameHandler.class);

	private static final AtomicReferenceFieldUpdater<FrameHandler, FrameLimits> LIMITS = AtomicReferenceFieldUpdater
		.newUpdater(FrameHandler.class, FrameLimits.class, "limits");

	private static final CloseStatus OVERLOADED = CloseStatus.SERVICE_OVERLOAD.withReason("Too little memory");

	private final EventLoop loop;

	private final DirectSocket socket;

	private final SessionOwner owner;

	private final Role role;

	private final SessionInput input;

	private final ClosingHandshake closing;

	private final SessionOutput output;

	private volatile FrameLimits limits;

	/** The queue to write, or {@code null} as long as the owner has none. */
	private volatile @Nullable OutboundQueue queue;

	private boolean writeScheduled;

	/** Closes the session as soon as the loop has its socket. */
	private @Nullable Runnable earlyEnding;

	private boolean opened;

	private final SessionCloser closer;

	FrameHandler(EventLoop loop, DirectSocket socket, SessionOwner owner, SessionHandshake handshake,
			SessionSettings settings) {
		this.loop = loop;
		this.socket = socket;
		this.owner = owner;
		this.role = settings.role();
		this.limits = settings.limits();
		this.input = new SessionInput(new FrameParser(this.role, this.limits, handshake.inflation(), this), owner);
		this.closing = new ClosingHandshake(settings.closeTimeout());
		this.output = new SessionOutput(socket, loop, handshake.encoding(), settings.masking());
		this.closer = new SessionCloser(owner, this.closing, this.output, handshake.compression(),
				() -> SafeRunner.run(() -> loop.remove(this), socket::close, this.input::discard));
	}

	/**
	 * Set the queue whose frames are written from now on. For any thread.
	 */
	void attach(OutboundQueue queue) {
		this.queue = queue;
	}

	/**
	 * Begin once the opening handshake is complete, on a thread that may block. The other
	 * side may know that it is connected, so pushes must reach it even before the loop
	 * takes the socket.
	 */
	void start() {
		try {
			establish();
			this.loop.execute(() -> attempt(this::open));
		}
		catch (Throwable ex) {
			// The loop will never take the socket
			SafeRunner.run(() -> this.closer.notifyOwner(CloseStatus.SERVER_ERROR));
			throw ex;
		}
	}

	private void establish() {
		try {
			this.owner.onEstablished();
		}
		catch (Throwable ex) {
			onHandlerFailure(ex);
		}
	}

	private void open() throws IOException {
		if (!this.socket.open(this.loop, this)) {
			onConnectionLost();
			return;
		}
		this.opened = true;
		this.loop.add(this);
		if (this.earlyEnding != null) {
			this.earlyEnding.run();
			return;
		}
		scheduleWrite();
		read();
	}

	@Override
	public void onReady(int ops) {
		attempt(() -> {
			if ((ops & SelectionKey.OP_WRITE) != 0) {
				flush();
			}
			if ((ops & SelectionKey.OP_READ) != 0 && wantsToRead()) {
				read();
			}
			updateInterest();
		});
	}

	private void read() throws IOException {
		ByteBuffer input = this.input.limit(this.loop.readBuffer());
		EventLoop.clearInterrupt();
		int count = this.socket.read(input);
		if (count < 0) {
			throw new EOFException("The other side has gone");
		}
		if (count > 0) {
			this.owner.onBytesRead();
		}
		if (this.socket.hasPendingInput()) {
			this.loop.execute(this::readOn);
		}
		if (!this.closing.isReceived()) {
			parse(input.flip());
		}
		updateInterest();
	}

	private void readOn() {
		attempt(() -> {
			if (wantsToRead()) {
				read();
			}
		});
	}

	private void parse(ByteBuffer input) {
		try {
			this.input.parse(input);
		}
		catch (ProtocolViolation ex) {
			logger.debug("Session '%s' breaks the protocol", this.owner.sessionId(), ex);
			this.closing.onViolation(ex.status());
			closeAfterCallbacks(ex.status(), CloseCause.PROTOCOL_ERROR);
		}
		if (this.closing.isViolated() && this.input.skipToClose(input)) {
			// With TLS no half-close tells the other side to hang up: it waits for us
			this.closing.onCloseReceived(CloseStatus.NO_STATUS_CODE);
			scheduleWrite();
		}
	}

	@Override
	public void onText(String text, int bytes) {
		message(Opcode.TEXT, bytes, new TextMessage(text));
	}

	@Override
	public void onBinary(byte[] bytes) {
		message(Opcode.BINARY, bytes.length, new BinaryMessage(bytes));
	}

	private void message(Opcode opcode, int bytes, WebSocketMessage<?> message) {
		this.owner.onMessageRead(opcode, bytes);
		handOver(message);
		ReceiveAccount account = this.owner.inbound();
		if (account != null) {
			account.yieldTurn();
		}
	}

	/**
	 * Give the owner a message. An exception of its handler costs this session only.
	 */
	private void handOver(WebSocketMessage<?> message) {
		try {
			this.owner.onMessage(message);
		}
		catch (Exception | Error ex) {
			onHandlerFailure(ex);
		}
	}

	private void onHandlerFailure(Throwable exception) {
		logger.warn("The handler of session '%s' has failed", this.owner.sessionId(), exception);
		this.owner.close(CloseStatus.SERVER_ERROR);
	}

	@Override
	public void onPing(byte[] payload) {
		this.output.answerPing(payload);
		scheduleWrite();
		if (this.owner.takesPings()) {
			handOver(new PingMessage(ByteBuffer.wrap(payload)));
		}
	}

	@Override
	public void onPong(byte[] payload) {
		handOver(new PongMessage(ByteBuffer.wrap(payload)));
	}

	/**
	 * Return the bounds of messages. For any thread.
	 */
	FrameLimits limits() {
		return this.limits;
	}

	/**
	 * Change the bounds of messages from now on. For any thread.
	 */
	void limit(UnaryOperator<FrameLimits> change) {
		LIMITS.updateAndGet(this, change);
		this.loop.execute(() -> this.input.limits(this.limits));
	}

	@Override
	public void onClose(CloseStatus status) {
		this.closing.onCloseReceived(status);
		closeAfterCallbacks(status, this.role.otherCause());
	}

	/**
	 * Close after the replies to all messages that were received before.
	 */
	private void closeAfterCallbacks(CloseStatus status, CloseCause cause) {
		this.closer.cause(cause);
		if (!this.owner.closeAfterCallbacks(status, cause)) {
			this.closer.notifyOwner(status);
		}
		scheduleWrite();
	}

	@Override
	public boolean isPaused() {
		return this.owner.isFull();
	}

	/**
	 * End the session of a Spring handler after everything that it has sent, and start
	 * the other side's time to close, unless it runs already.
	 */
	void finish(SessionOutbound outbound, CloseStatus status) {
		attempt(() -> {
			this.closing.startTimeout();
			outbound.finish(status);
		});
	}

	/**
	 * Read again if there is room. For any thread.
	 */
	void resumeReading() {
		this.loop.execute(() -> attempt(() -> {
			if (!this.closer.isClosed() && !isPaused() && this.opened) {
				parse(this.input.unparsed());
				readOn();
				updateInterest();
			}
		}));
	}

	/**
	 * Schedule a write of the queue, after the tasks that wait for the loop. A long queue
	 * is written at once.
	 */
	void scheduleWrite() {
		if (!this.writeScheduled) {
			this.writeScheduled = true;
			this.loop.writeLater(this);
		}
		OutboundQueue queue = this.queue;
		if (queue != null && queue.isUrgent() && !this.output.isBlocked()) {
			attempt(this::flush);
		}
	}

	@Override
	public void write() {
		this.writeScheduled = false;
		// No lambda, since a broadcast does this for each client
		try {
			flush();
		}
		catch (IOException | RuntimeException | Error ex) {
			onFailure(ex);
		}
	}

	/** Cut the connection without a close frame. For any thread. */
	void terminate() {
		this.loop.execute(() -> attempt(() -> onceOpened(() -> close(CloseStatus.NO_CLOSE_FRAME))));
	}

	Role role() {
		return this.role;
	}

	EventLoop loop() {
		return this.loop;
	}

	/** Cut the connection after a try to send a close frame. For any thread. */
	void abort(CloseStatus status) {
		this.loop.execute(() -> attempt(() -> onceOpened(() -> {
			this.output.trySendClose(status);
			close(status);
		})));
	}

	private void onceOpened(Runnable ending) {
		if (!this.opened) {
			this.earlyEnding = ending;
		}
		else if (!this.closer.isClosed()) {
			ending.run();
		}
	}

	private void flush() throws IOException {
		if (this.closer.isClosed() || !this.opened) {
			return;
		}
		boolean wasBlocked = this.output.isBlocked();
		OutboundQueue queue = this.queue;
		CloseStatus status = this.closing.status();
		boolean closed = this.output.flush(queue, (queue != null) ? null : status) && this.output.isCloseSent();
		this.owner.onWritten();
		if (closed && status != null) {
			if (this.closing.isReceived() && this.role == Role.SERVER) {
				close(status);
				return;
			}
			if (!this.closing.isReceived()) {
				// Input that has not been read must not reset the connection
				this.socket.shutdownOutput();
			}
			// A client leaves it to the server to close the socket, for some time
			this.closer.notifyOwner(status);
		}
		if (wasBlocked || this.output.isBlocked()) {
			updateInterest();
		}
	}

	private void updateInterest() {
		if (!this.closer.isClosed()) {
			this.socket.interestOps(
					(wantsToRead() ? SelectionKey.OP_READ : 0) | (this.output.isBlocked() ? SelectionKey.OP_WRITE : 0));
		}
	}

	private boolean wantsToRead() {
		return !this.closer.isClosed()
				&& (this.closing.isViolated() || isWaitingForServer() || (!isPaused() && !this.input.hasUnparsed()));
	}

	/**
	 * Return whether the closing handshake is complete, so that only the end of the
	 * socket is to come.
	 */
	private boolean isWaitingForServer() {
		return this.role == Role.CLIENT && this.closing.isReceived() && this.output.isCloseSent();
	}

	@Override
	public void check() {
		if (!this.closer.isClosed() && !this.socket.isOpen()) {
			onConnectionLost();
		}
		else if (!this.closer.isClosed() && this.closing.isOverdue()) {
			this.output.trySendClose(this.closing.finalStatus(this.queue));
			onConnectionLost();
		}
		else if (!this.closer.isClosed() && !this.closing.isDecided() && this.input.hasToEnd()) {
			closeOverloaded();
		}
		else {
			this.owner.check();
		}
	}

	@Override
	public long excess() {
		return this.closing.isDecided() ? 0 : this.input.excess();
	}

	@Override
	public void closeOverloaded() {
		boolean closed = this.input.abandon();
		this.closing.onViolation(OVERLOADED);
		if (closed) {
			this.closing.onCloseReceived(CloseStatus.NO_STATUS_CODE);
		}
		closeAfterCallbacks(OVERLOADED, CloseCause.POLICY);
		updateInterest();
	}

	@Override
	public void onLoopStopped() {
		onConnectionLost();
	}

	/** Run an action whose failure costs this session only. */
	private void attempt(Action action) {
		try {
			action.run();
		}
		catch (IOException | RuntimeException | Error ex) {
			onFailure(ex);
		}
	}

	@Override
	public void onFailure(Throwable cause) {
		this.closer.onFailure(cause);
	}

	private void onConnectionLost() {
		this.closer.closeAbnormally(CloseStatus.NO_CLOSE_FRAME);
	}

	private void close(CloseStatus status) {
		this.closer.close(status);
	}

	@FunctionalInterface
	private interface Action {

		void run() throws IOException;

	}

}
