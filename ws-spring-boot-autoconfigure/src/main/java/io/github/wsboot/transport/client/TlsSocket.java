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

package io.github.wsboot.transport.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Socket with TLS on top of another one. The handshake begins when the socket is opened.
 * Until it is complete, {@link #read} returns 0 and {@link #write} takes nothing; then
 * the listener is called for what it is interested in. A failure of the handshake is
 * thrown by the method that finds it, or reported to the listener; it is an
 * {@link SSLException} if TLS is the reason. TLS 1.3 allows that the server refuses a
 * client's certificate after the handshake, so {@link #read} may throw one as well.
 * <p>
 * Work that takes long, such as the check of a certificate, is done by an executor. No
 * method of the engine is called meanwhile, since it would wait. Buffers exist only for
 * records that are incomplete and for what the socket below does not take.
 * <p>
 * The end of the input without an announcement (close_notify) is an end like any other: a
 * WebSocket announces its end by a close frame. A renegotiation (TLS 1.2) is refused.
 * Used on the loop.
 */
final class TlsSocket implements DirectSocket, DirectSocket.Listener {

	private static final SafeLogger logger = SafeLogger.of(TlsSocket.class);

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	/** Room for the largest record that engines accept. */
	private static final int MIN_RECEIVED = 36 * 1024;

	/** Number of answers to what is read at once; updates of keys are rare. */
	private static final int MAX_ANSWERS = 32;

	/** In bytes. */
	private static final int MAX_UNREAD_ANSWERS = 64 * 1024;

	private final DirectSocket socket;

	private final SSLEngine engine;

	private final Executor tasks;

	private @Nullable EventLoop loop;

	private @Nullable Listener listener;

	private int interestOps;

	/** Encrypted input that is not decrypted yet. */
	private ByteBuffer received = NOTHING;

	/** Decrypted input for which there was no room. */
	private ByteBuffer decrypted = NOTHING;

	/** Encrypted output that the socket below has not taken. */
	private ByteBuffer encrypted = NOTHING;

	/** Whether the received input ends within a record. */
	private boolean incomplete = true;

	/** Whether the executor works for the engine. */
	private boolean busy;

	private boolean established;

	private boolean ended;

	private boolean closed;

	private @Nullable IOException failure;

	/**
	 * Create a socket.
	 * @param socket the socket below
	 * @param engine the engine in client mode, which has not been used
	 * @param tasks does the work that takes long
	 */
	TlsSocket(DirectSocket socket, SSLEngine engine, Executor tasks) {
		this.socket = socket;
		this.engine = engine;
		this.tasks = tasks;
	}

	/**
	 * Open the socket below and begin the handshake, or give an open socket to another
	 * listener.
	 */
	@Override
	public boolean open(EventLoop loop, Listener listener) throws IOException {
		this.listener = listener;
		if (this.loop != null) {
			return isOpen();
		}
		this.loop = loop;
		if (!this.socket.open(loop, this)) {
			return false;
		}
		attempt(() -> {
			this.engine.beginHandshake();
			advance();
		});
		updateInterest();
		return true;
	}

	private EventLoop loop() {
		return Objects.requireNonNull(this.loop, "The socket has not been opened");
	}

	/**
	 * Return whether the handshake is complete.
	 */
	boolean isEstablished() {
		return this.established;
	}

	@Override
	public @Nullable SocketAddress remoteAddress() {
		return this.socket.remoteAddress();
	}

	@Override
	public void interestOps(int ops) {
		this.interestOps = ops;
		updateInterest();
	}

	private void updateInterest() {
		if (this.closed) {
			return;
		}
		boolean reading = this.established ? isInterestedIn(SelectionKey.OP_READ) : !this.busy;
		boolean writing = hasPendingOutput() || (this.established && isInterestedIn(SelectionKey.OP_WRITE));
		this.socket.interestOps((reading ? SelectionKey.OP_READ : 0) | (writing ? SelectionKey.OP_WRITE : 0));
	}

	private boolean isInterestedIn(int op) {
		return (this.interestOps & op) != 0;
	}

	@Override
	public void onReady(int ops) {
		boolean readable = (ops & SelectionKey.OP_READ) != 0;
		proceed(() -> {
			flush();
			if (readable && !this.established && !this.busy) {
				advance();
			}
		}, readable);
	}

	@Override
	public void onFailure(Throwable cause) {
		Listener listener = this.listener;
		if (listener != null) {
			listener.onFailure(cause);
		}
	}

	/**
	 * Do some work, and call the listener if it can read or write then.
	 * @param action the work
	 * @param readable whether the socket below may have input
	 */
	private void proceed(Action action, boolean readable) {
		if (this.closed || this.failure != null) {
			return;
		}
		try {
			attempt(action);
		}
		catch (IOException ex) {
			onFailure(ex);
			return;
		}
		updateInterest();
		int ready = ready(readable);
		Listener listener = this.listener;
		if (ready != 0 && listener != null) {
			listener.onReady(ready);
		}
	}

	private int ready(boolean readable) {
		if (!this.established) {
			return 0;
		}
		boolean reading = isInterestedIn(SelectionKey.OP_READ) && (readable || hasPendingInput());
		boolean writing = isInterestedIn(SelectionKey.OP_WRITE) && !hasPendingOutput();
		return (reading ? SelectionKey.OP_READ : 0) | (writing ? SelectionKey.OP_WRITE : 0);
	}

	/**
	 * Do what may fail. A failure is final, and the server is notified of it as far as
	 * TLS has an alert for it.
	 */
	private void attempt(Action action) throws IOException {
		try {
			action.run();
		}
		catch (IOException ex) {
			fail(ex);
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			IOException failure = new SSLException(ex.toString(), ex);
			fail(failure);
			throw failure;
		}
	}

	private void fail(IOException cause) {
		this.failure = cause;
		if (cause instanceof SSLException && !this.busy) {
			sendAlert();
		}
	}

	private void sendAlert() {
		try {
			boolean going = true;
			while (going && this.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
				going = wrapHandshake();
			}
			flush();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Cannot send an alert of TLS through %s", this.socket, ex);
		}
	}

	/**
	 * Continue the handshake with what the socket below has.
	 */
	private void advance() throws IOException {
		receive(NOTHING);
		flush();
		if (!this.busy && this.engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
			this.established = true;
		}
		if (this.ended && !this.established && !this.busy) {
			throw new EOFException("The connection was closed during the TLS handshake");
		}
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		int start = target.position();
		if (this.decrypted.hasRemaining()) {
			return transfer(target);
		}
		checkUsable();
		if (!this.established || this.busy) {
			return 0;
		}
		try {
			attempt(() -> {
				receive(target);
				flush();
			});
		}
		catch (IOException ex) {
			if (target.position() == start) {
				throw ex;
			}
			// What was read before must not be lost. The next read fails
		}
		if (target.position() == start && this.decrypted.hasRemaining()) {
			return transfer(target);
		}
		return (target.position() == start && this.ended) ? -1 : target.position() - start;
	}

	private void checkUsable() throws IOException {
		if (this.failure != null) {
			throw this.failure;
		}
		if (this.closed) {
			throw new ClosedChannelException();
		}
	}

	private int transfer(ByteBuffer target) {
		int count = Math.min(this.decrypted.remaining(), target.remaining());
		target.put(this.decrypted.slice().limit(count));
		this.decrypted.position(this.decrypted.position() + count);
		if (!this.decrypted.hasRemaining()) {
			this.decrypted = NOTHING;
		}
		return count;
	}

	/**
	 * Read from the socket below, unless a whole record may be there, and decrypt.
	 */
	private void receive(ByteBuffer target) throws IOException {
		ByteBuffer input = loop().cipherBuffer();
		input.put(this.received);
		this.received = NOTHING;
		// What does not fit into the target is kept, and a small target means that memory
		// is tight
		int wanted = Math.max(MIN_RECEIVED, target.remaining());
		input.limit(Math.min(input.capacity(), Math.max(input.position(), wanted)));
		if (this.incomplete && !this.ended && this.socket.read(input) < 0) {
			this.ended = true;
		}
		input.flip();
		try {
			unwrap(input, target);
		}
		finally {
			this.received = copy(input);
		}
	}

	private static ByteBuffer copy(ByteBuffer source) {
		return source.hasRemaining() ? ByteBuffer.allocate(source.remaining()).put(source).flip() : NOTHING;
	}

	/**
	 * Decrypt as many records as there is room for, and answer those of the handshake.
	 */
	private void unwrap(ByteBuffer input, ByteBuffer target) throws SSLException {
		this.incomplete = !input.hasRemaining();
		int start = target.position();
		int answers = 0;
		boolean going = !this.busy;
		while (going) {
			going = switch (this.engine.getHandshakeStatus()) {
				case NEED_TASK -> startTasks();
				case NEED_WRAP -> answer(++answers);
				default -> input.hasRemaining() && unwrapRecord(input, target, target.position() > start);
			};
		}
	}

	private boolean unwrapRecord(ByteBuffer input, ByteBuffer target, boolean hasContent) throws SSLException {
		SSLEngineResult result = this.engine.unwrap(input, target);
		if (result.getStatus() == Status.BUFFER_OVERFLOW && target != NOTHING && !hasContent) {
			ByteBuffer room = ByteBuffer.allocate(this.engine.getSession().getApplicationBufferSize());
			result = this.engine.unwrap(input, room);
			this.decrypted = room.flip();
		}
		this.incomplete = result.getStatus() == Status.BUFFER_UNDERFLOW || !input.hasRemaining();
		if (result.getStatus() == Status.CLOSED) {
			this.ended = true;
		}
		else if (isRenegotiation()) {
			throw new SSLException("The server wants to renegotiate");
		}
		return result.getStatus() == Status.OK && result.bytesConsumed() > 0 && !this.decrypted.hasRemaining();
	}

	/**
	 * Return whether a handshake has begun after the first one. TLS 1.3 has none, but an
	 * update of keys may have to be answered.
	 */
	private boolean isRenegotiation() {
		return this.established && this.engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
				&& !this.engine.getSession().getProtocol().equals("TLSv1.3");
	}

	/**
	 * Answer a message of the handshake. A server may send any number of them once the
	 * handshake is complete (TLS 1.3), and read none of the answers.
	 * @param count the number of answers to what was read at once
	 */
	private boolean answer(int count) throws SSLException {
		if (this.established && (count > MAX_ANSWERS || this.encrypted.remaining() > MAX_UNREAD_ANSWERS)) {
			throw new SSLException("The server does not read the answers to its handshake messages");
		}
		return wrapHandshake();
	}

	private boolean wrapHandshake() throws SSLException {
		ByteBuffer output = ByteBuffer.allocate(this.engine.getSession().getPacketBufferSize());
		SSLEngineResult result = this.engine.wrap(NOTHING, output);
		if (result.bytesProduced() > 0) {
			output.flip();
			this.encrypted = ByteBuffer.allocate(this.encrypted.remaining() + output.remaining())
				.put(this.encrypted)
				.put(output)
				.flip();
		}
		return result.getStatus() == Status.OK && result.bytesProduced() > 0;
	}

	/**
	 * Let the executor work for the engine.
	 * @return {@code false}, as the engine must be left alone until then
	 */
	private boolean startTasks() {
		this.busy = true;
		try {
			this.tasks.execute(this::runTasks);
		}
		catch (RuntimeException ex) {
			this.busy = false;
			throw ex;
		}
		return false;
	}

	/**
	 * Work for the engine, on any thread. The engine keeps the failure of a task and
	 * throws it later.
	 */
	private void runTasks() {
		try {
			Runnable task = this.engine.getDelegatedTask();
			while (task != null) {
				task.run();
				task = this.engine.getDelegatedTask();
			}
		}
		finally {
			loop().execute(this::onTasksDone);
		}
	}

	private void onTasksDone() {
		this.busy = false;
		proceed(this::advance, false);
	}

	@Override
	public boolean hasPendingInput() {
		return this.failure != null || this.decrypted.hasRemaining()
				|| (this.established && (!this.incomplete || this.ended)) || this.socket.hasPendingInput();
	}

	@Override
	public void write(ByteBuffer source) throws IOException {
		checkUsable();
		attempt(() -> {
			flush();
			if (this.established && !this.busy) {
				writeRecords(source);
			}
		});
	}

	private void writeRecords(ByteBuffer source) throws IOException {
		while (source.hasRemaining() && !hasPendingOutput()) {
			ByteBuffer output = loop().cipherBuffer();
			int record = this.engine.getSession().getPacketBufferSize();
			while (source.hasRemaining() && output.remaining() >= record) {
				SSLEngineResult result = this.engine.wrap(source, output);
				if (result.getStatus() != Status.OK || result.bytesProduced() == 0) {
					throw new ClosedChannelException();
				}
			}
			this.socket.write(output.flip());
			this.encrypted = copy(output);
		}
	}

	/**
	 * Write what waits, as far as the socket below takes it.
	 */
	private void flush() throws IOException {
		if (hasPendingOutput()) {
			this.socket.write(this.encrypted);
			if (!this.encrypted.hasRemaining()) {
				this.encrypted = NOTHING;
			}
		}
	}

	@Override
	public boolean hasPendingOutput() {
		return this.encrypted.hasRemaining() || this.socket.hasPendingOutput();
	}

	@Override
	public void shutdownOutput() {
		// The close frame is the signal: not every server understands a half-close of TLS
	}

	@Override
	public boolean isOpen() {
		return !this.closed && this.socket.isOpen();
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		try {
			if (this.established && this.failure == null && !this.busy && !hasPendingOutput()) {
				this.engine.closeOutbound();
				sendAlert();
			}
		}
		finally {
			this.closed = true;
			this.received = NOTHING;
			this.decrypted = NOTHING;
			this.encrypted = NOTHING;
			this.socket.close();
		}
	}

	@FunctionalInterface
	private interface Action {

		void run() throws IOException;

	}

}
