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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.transport.codec.ClientFrame;
import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Socket whose client is the test. The session can read what the test sends at once, and
 * write as much as {@link #room(int)} allows. Used on the event loop, or without one.
 */
final class TestSocket implements DirectSocket {

	private static final int CLOSE = 8;

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final List<Integer> writes = new ArrayList<>();

	private final Queue<ByteBuffer> input = new ArrayDeque<>();

	private @Nullable EventLoop loop;

	private @Nullable Listener listener;

	private @Nullable IOException failure;

	/** Number of bytes that have arrived together with the handshake's request. */
	private int early;

	private boolean eof;

	private boolean open = true;

	private int closes;

	private boolean reading;

	private boolean writing;

	private int sharedWrites;

	private boolean pendingOutput;

	private boolean outputShutDown;

	private int room = Integer.MAX_VALUE;

	@Override
	public boolean open(EventLoop loop, Listener listener) {
		this.loop = loop;
		this.listener = listener;
		return this.open;
	}

	/**
	 * Let frames arrive together with the handshake's request, without a notification.
	 */
	void arriveEarly(ClientFrame... frames) {
		this.early++;
		this.input.add(ByteBuffer.wrap(ClientFrame.stream(frames)));
	}

	/**
	 * Let frames arrive in one segment.
	 */
	void arrive(ClientFrame... frames) {
		arrive(ClientFrame.stream(frames));
	}

	void arrive(byte... bytes) {
		this.input.add(ByteBuffer.wrap(bytes));
		selectLater();
	}

	/**
	 * Let the client end its side.
	 */
	void arriveEnd() {
		this.eof = true;
		selectLater();
	}

	/**
	 * Fail from now on.
	 */
	void fail(IOException failure) {
		this.failure = failure;
		selectLater();
	}

	/**
	 * Take this number of bytes from now on.
	 */
	void room(int bytes) {
		roomUntold(bytes);
		selectLater();
	}

	/**
	 * Take this number of bytes from now on, but report it late.
	 */
	void roomUntold(int bytes) {
		this.room = bytes;
	}

	/**
	 * Set whether bytes that were taken are still pending.
	 */
	void pendingOutput(boolean pending) {
		this.pendingOutput = pending;
	}

	/**
	 * Lose the socket, as a container that closes it on its own does.
	 */
	void lose() {
		this.open = false;
	}

	/** Like a selector, which notifies again in each turn. */
	private void selectLater() {
		if (this.loop != null) {
			this.loop.execute(this::select);
		}
	}

	private void select() {
		boolean readable = this.reading && (this.input.size() > this.early || this.eof || this.failure != null);
		boolean writable = this.writing && this.room > 0;
		if (this.listener != null && this.closes == 0 && (readable || writable)) {
			this.listener.onReady((readable ? SelectionKey.OP_READ : 0) | (writable ? SelectionKey.OP_WRITE : 0));
		}
	}

	@Override
	public void interestOps(int ops) {
		this.reading = (ops & SelectionKey.OP_READ) != 0;
		this.writing = (ops & SelectionKey.OP_WRITE) != 0;
		selectLater();
	}

	boolean isReading() {
		return this.reading;
	}

	boolean isWriting() {
		return this.writing;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		Assert.state(this.closes == 0, "The socket is closed");
		if (this.failure != null) {
			throw this.failure;
		}
		this.early = Math.max(this.early - 1, 0);
		ByteBuffer next = this.input.poll();
		if (next == null) {
			return this.eof ? -1 : 0;
		}
		int count = next.remaining();
		target.put(next);
		return count;
	}

	@Override
	public boolean hasPendingInput() {
		return this.early > 0;
	}

	@Override
	public void write(ByteBuffer source) throws IOException {
		Assert.state(this.closes == 0, "The socket is closed");
		if (this.failure != null) {
			throw this.failure;
		}
		byte[] taken = new byte[Math.min(this.room, source.remaining())];
		source.get(taken);
		this.sharedWrites += source.isReadOnly() ? 1 : 0;
		this.room -= taken.length;
		this.writes.add(taken.length);
		this.output.writeBytes(taken);
	}

	@Override
	public boolean hasPendingOutput() {
		return this.pendingOutput;
	}

	/**
	 * Return the number of bytes that each write has taken.
	 */
	List<Integer> writes() {
		return this.writes;
	}

	/**
	 * Return the number of writes of bytes that are shared with other sockets.
	 */
	int sharedWrites() {
		return this.sharedWrites;
	}

	byte[] bytes() {
		return this.output.toByteArray();
	}

	/**
	 * Return the complete frames that the client has received, each as a short text.
	 */
	List<String> sent() {
		List<String> sent = new ArrayList<>();
		ByteBuffer bytes = ByteBuffer.wrap(bytes());
		String next = frame(bytes);
		while (next != null) {
			sent.add(next);
			next = frame(bytes);
		}
		return sent;
	}

	private static @Nullable String frame(ByteBuffer bytes) {
		if (bytes.remaining() < 2) {
			return null;
		}
		int head = bytes.get();
		int length = bytes.get();
		length = (length == 126) ? bytes.getShort() & 0xFFFF : (length == 127) ? (int) bytes.getLong() : length;
		if (length > bytes.remaining()) {
			return null;
		}
		ByteBuffer payload = bytes.slice(bytes.position(), length);
		bytes.position(bytes.position() + length);
		return describe(head, payload);
	}

	private static String describe(int head, ByteBuffer payload) {
		if ((head & 0xF) == CLOSE) {
			String code = payload.hasRemaining() ? String.valueOf(payload.getShort()) : "";
			return ("close " + code + " " + StandardCharsets.UTF_8.decode(payload)).strip();
		}
		String opcode = switch (head & 0xF) {
			case 0 -> Opcode.CONTINUATION.name();
			case 1 -> Opcode.TEXT.name();
			case 2 -> Opcode.BINARY.name();
			case 9 -> Opcode.PING.name();
			default -> Opcode.PONG.name();
		};
		return opcode.toLowerCase(Locale.ROOT) + ((head < 0) ? " " : "... ") + StandardCharsets.UTF_8.decode(payload);
	}

	@Override
	public void shutdownOutput() {
		this.outputShutDown = true;
	}

	/**
	 * Return whether the output has been shut down.
	 */
	boolean isOutputShutDown() {
		return this.outputShutDown;
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public void close() {
		this.open = false;
		this.closes++;
	}

	/**
	 * Return whether the session has closed the socket.
	 */
	boolean isClosed() {
		return this.closes > 0;
	}

	/**
	 * Return the number of times that the session has closed the socket.
	 */
	int closes() {
		return this.closes;
	}

}
