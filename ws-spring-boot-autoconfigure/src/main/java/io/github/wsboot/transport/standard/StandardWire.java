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

package io.github.wsboot.transport.standard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.connection.Wire;
import io.github.wsboot.connection.WiredConnection;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.OutboundQueue;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.support.Utf8;

/**
 * {@link Wire} that drains a queue into Spring's session, whose methods to send block.
 * One drainer runs at a time, on a thread of its own. Control frames wait for the end of
 * a fragmented message, since Jetty's session cannot send them in between.
 */
final class StandardWire implements Wire {

	private static final SafeLogger logger = SafeLogger.of(StandardWire.class);

	/** Bytes that a drainer gets at once. Progress is noticed after each batch. */
	private static final int MAX_BATCH = 64 * 1024;

	/** Control frames that may wait for the end of a message; beyond, the oldest goes. */
	private static final int MAX_DELAYED = 16;

	private final WebSocketSession session;

	/** {@code null} until the wire is attached. */
	private volatile @Nullable WiredConnection connection;

	private final CallbackExecutor senders;

	private final Cut cut;

	private final Executor loop;

	/** Frames of the drainer; empty if no drainer runs. */
	private final List<EncodedFrame> batch = new ArrayList<>(1);

	/** Whether a drainer runs. Used on the loop. */
	private boolean draining;

	/** Whether the session closes, and waits for its client. Used on the loop. */
	private boolean closing;

	private final ReentrantLock lock = new ReentrantLock();

	/** The thread that is sending, guarded by the lock. */
	private @Nullable Thread sending;

	/** Guarded by the lock for writing. */
	private volatile boolean aborted;

	private final Queue<EncodedFrame> delayed = new ArrayDeque<>(0);

	/** Written by the drainers only. */
	private volatile boolean midMessage;

	private boolean continuesText;

	StandardWire(WebSocketSession session, Executor loop, CallbackExecutor senders, Cut cut) {
		this.loop = loop;
		this.session = session;
		this.senders = senders;
		this.cut = cut;
	}

	@Override
	public void attach(WiredConnection connection) {
		this.connection = connection;
	}

	private WiredConnection connection() {
		WiredConnection connection = this.connection;
		Assert.state(connection != null, "The wire has no connection");
		return connection;
	}

	@Override
	public Executor loop() {
		return this.loop;
	}

	@Override
	public void scheduleWrite() {
		if (!this.draining && !this.closing && !this.aborted) {
			drain();
		}
	}

	@Override
	public boolean isDelayingControlFrames() {
		return this.midMessage;
	}

	@Override
	public void onMessageDelivered(WebSocketMessage<?> message) {
		if (message instanceof TextMessage text) {
			connection().onMessageRead(Opcode.TEXT, Utf8.length(text.getPayload()));
		}
		else if (message instanceof BinaryMessage binary) {
			connection().onMessageRead(Opcode.BINARY, binary.getPayloadLength());
		}
	}

	/**
	 * Hand the frames that may be written to a drainer.
	 */
	private void drain() {
		OutboundQueue queue = connection().queue();
		int bytes = 0;
		EncodedFrame frame = queue.peek();
		while (frame != null && (bytes == 0 || bytes + frame.size() <= MAX_BATCH)) {
			bytes += frame.size();
			this.batch.add(frame);
			queue.poll();
			frame = queue.peek();
		}
		CloseStatus closeStatus = this.batch.isEmpty() ? queue.closeStatus() : null;
		if (!this.batch.isEmpty() || closeStatus != null) {
			this.draining = true;
			this.closing = (closeStatus != null);
			this.senders.execute(() -> drain(closeStatus));
		}
	}

	private void drain(@Nullable CloseStatus closeStatus) {
		try {
			sendAll(closeStatus);
		}
		catch (Throwable ex) {
			SafeRunner.run(() -> onFailure(ex));
		}
		SafeRunner.run(this.batch::clear, () -> this.loop.execute(this::onDrained));
	}

	private void onDrained() {
		try {
			connection().queue().onWritten();
			this.draining = false;
			scheduleWrite();
		}
		catch (Throwable ex) {
			connection().abortOnFailure(ex);
		}
	}

	private void sendAll(@Nullable CloseStatus closeStatus) throws Exception {
		for (EncodedFrame frame : this.batch) {
			if (this.aborted) {
				return;
			}
			if (this.midMessage && frame.opcode().isControl()) {
				delay(frame);
			}
			else {
				send(frame);
			}
		}
		if (closeStatus != null && beginSending()) {
			try {
				this.session.close(closeStatus);
			}
			finally {
				endSending();
			}
		}
	}

	private void delay(EncodedFrame control) {
		if (this.delayed.size() == MAX_DELAYED) {
			this.delayed.remove();
		}
		this.delayed.add(control);
	}

	private void send(EncodedFrame frame) throws Exception {
		send(message(frame));
		if (!frame.opcode().isControl()) {
			this.midMessage = !frame.isFin();
		}
		while (!this.midMessage && !this.delayed.isEmpty()) {
			send(message(this.delayed.remove()));
		}
	}

	private void send(WebSocketMessage<?> message) throws Exception {
		if (!beginSending()) {
			return;
		}
		try {
			this.session.sendMessage(message);
		}
		finally {
			endSending();
		}
	}

	private boolean beginSending() {
		this.lock.lock();
		try {
			this.sending = this.aborted ? null : Thread.currentThread();
			return this.sending != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void endSending() {
		this.lock.lock();
		try {
			this.sending = null;
			if (this.aborted) {
				// The interrupt was meant for this send only
				Thread.interrupted();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private WebSocketMessage<?> message(EncodedFrame frame) {
		return switch (frame.opcode()) {
			case TEXT -> text(frame);
			case BINARY -> binary(frame);
			case CONTINUATION -> this.continuesText ? text(frame) : binary(frame);
			case PING -> new PingMessage(frame.payload());
			case PONG -> new PongMessage(frame.payload());
		};
	}

	private TextMessage text(EncodedFrame frame) {
		this.continuesText = true;
		return frame.textMessage();
	}

	private BinaryMessage binary(EncodedFrame frame) {
		this.continuesText = false;
		return new BinaryMessage(frame.payload(), frame.isFin());
	}

	private void onFailure(Throwable exception) {
		logger.debug("Cannot write to %s", connection(), exception);
		if (this.session.isOpen()) {
			connection().abort(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK);
		}
		// Otherwise the container reports the end: the client may have closed meanwhile
	}

	@Override
	public void abort(CloseStatus status) {
		this.lock.lock();
		try {
			if (this.aborted) {
				return;
			}
			this.aborted = true;
			if (this.sending != null) {
				this.sending.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
		try {
			this.senders.execute(() -> close(status));
		}
		catch (Throwable ex) {
			// So that another call tries again
			this.aborted = false;
			throw ex;
		}
	}

	private void close(CloseStatus status) {
		try {
			this.cut.beforeClose();
			this.session.close(isSentAtOnce(status) ? status : CloseStatus.GOING_AWAY);
		}
		catch (Throwable ex) {
			logger.debug("Cannot close %s", this.session, ex);
		}
		SafeRunner.run(this.cut::afterClose);
	}

	/**
	 * Return whether containers send a close frame with this status, and do not wait for
	 * the client after it.
	 */
	private static boolean isSentAtOnce(CloseStatus status) {
		int code = status.getCode();
		return code > 1000 && code <= 1014 && (code < 1004 || code > 1006);
	}

	/**
	 * Hooks around the close of a container's session whose client may have stopped
	 * reading.
	 */
	@FunctionalInterface
	interface Cut {

		/** Shorten the time that the container waits for the client. */
		default void beforeClose() {
		}

		/** Cut the network connection, unless the container has done so. */
		void afterClose();

	}

}
