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

package io.github.wsboot.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * One connection of the load generator, with no buffer of its own but for what has not
 * arrived in full.
 */
final class Client implements Frames.Handler {

	private static final byte[] NOTHING = {};

	/** What a read needs at least: a record of TLS, and some more. */
	private static final int ROOM = 32 * 1024;

	private static final String ACCEPTED = "HTTP/1.1 101";

	private static final String END_OF_HEAD = "\r\n\r\n";

	private static final byte[] GOING_AWAY = { 0x03, (byte) 0xE8 };

	private final Clients owner;

	private final Link link;

	private final boolean reads;

	private final long startedAt = System.nanoTime();

	private State state = State.CONNECTING;

	private byte[] carried = NOTHING;

	/** The time that the message carries whose fragments arrive. */
	private long sentAt = MessageFormat.NO_TIME;

	private @Nullable SelectionKey key;

	Client(Clients owner, Link link, boolean reads) {
		this.owner = owner;
		this.link = link;
		this.reads = reads;
	}

	void register(SelectionKey key) {
		this.key = key;
	}

	/**
	 * Return when it began to connect.
	 */
	long startedAt() {
		return this.startedAt;
	}

	/**
	 * Handle the ready operations of the socket.
	 */
	void ready(ByteBuffer request, ByteBuffer input) {
		try {
			if (this.state == State.CONNECTING) {
				connected(request);
			}
			else {
				read(input);
			}
		}
		catch (IOException ex) {
			end("The connection has failed: " + ex.getMessage());
		}
	}

	private void connected(ByteBuffer request) throws IOException {
		boolean established = this.link.establish();
		interest(SelectionKey.OP_READ);
		if (established) {
			this.state = State.UPGRADING;
			write(request.duplicate());
		}
	}

	private void interest(int operations) {
		if (this.key != null) {
			this.key.interestOps(operations);
		}
	}

	private void read(ByteBuffer input) throws IOException {
		do {
			input.clear().put(this.carried);
			if (this.link.read(input) < 0) {
				end("The server has ended the connection");
				return;
			}
			this.owner.arrived();
			int end = input.position();
			int done = consume(input.array(), end);
			this.carried = (done < end) ? Arrays.copyOfRange(input.array(), done, end) : NOTHING;
			if (input.capacity() - this.carried.length < ROOM) {
				throw new IllegalStateException("The server has sent a frame that is too large");
			}
		}
		while (this.link.hasMore() && this.state != State.CLOSED);
	}

	private int consume(byte[] bytes, int end) {
		int from = 0;
		if (this.state == State.UPGRADING) {
			from = head(bytes, end);
		}
		return (this.state == State.OPEN || this.state == State.CLOSING) ? Frames.read(bytes, from, end, this) : from;
	}

	private int head(byte[] bytes, int end) {
		String head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
		int length = head.indexOf(END_OF_HEAD);
		if (length < 0) {
			return 0;
		}
		if (!head.startsWith(ACCEPTED)) {
			end("The server has refused the connection: " + head.lines().findFirst().orElse(""));
			return end;
		}
		this.state = State.OPEN;
		this.owner.opened(this);
		if (!this.reads) {
			interest(0);
		}
		return length + END_OF_HEAD.length();
	}

	@Override
	public void frame(int opcode, boolean last, byte[] bytes, int from, int length) {
		switch (opcode) {
			case Frames.TEXT, Frames.BINARY, Frames.TEXT | Frames.COMPRESSED -> {
				this.sentAt = this.owner.time(opcode, bytes, from, length);
				received(last);
			}
			case Frames.CONTINUATION -> received(last);
			case Frames.PING -> this.owner.send(this, Frames.PONG, bytes, from, length);
			case Frames.CLOSE -> closed(bytes, from, length);
			default -> {
				// A pong, which the client does not use
			}
		}
	}

	private void received(boolean last) {
		if (last) {
			this.owner.received(this, this.sentAt);
		}
	}

	private void closed(byte[] bytes, int from, int length) {
		String status = closeStatus(bytes, from, length);
		if (this.state == State.OPEN && this.owner.closed(status)) {
			this.owner.send(this, Frames.CLOSE, bytes, from, Math.min(length, 2));
			this.state = State.CLOSING;
		}
		end("The server has closed the connection with " + status);
	}

	private static String closeStatus(byte[] bytes, int from, int length) {
		return (length < 2) ? "no code" : (((bytes[from] & 0xFF) << 8) | (bytes[from + 1] & 0xFF)) + " "
				+ new String(bytes, from + 2, length - 2, StandardCharsets.UTF_8);
	}

	/**
	 * Write a whole frame. A server that does not read for long is a failure.
	 */
	void write(ByteBuffer frame) {
		if (this.state == State.CLOSED) {
			return;
		}
		try {
			long deadline = 0;
			while (!this.link.write(frame)) {
				long now = System.nanoTime();
				deadline = (deadline == 0) ? now + Clients.PATIENCE.toNanos() : deadline;
				if (now - deadline > 0) {
					end("The server does not read");
					return;
				}
				Thread.onSpinWait();
			}
		}
		catch (IOException ex) {
			end("The connection has failed: " + ex.getMessage());
		}
	}

	/**
	 * Begin to close. Who never reads would not see the end of it.
	 */
	void close() {
		if (this.state == State.OPEN && this.reads) {
			this.state = State.CLOSING;
			this.owner.send(this, Frames.CLOSE, GOING_AWAY, 0, GOING_AWAY.length);
		}
		else {
			abort();
		}
	}

	void abort() {
		if (this.state != State.CLOSED) {
			this.state = State.CLOSING;
			end("");
		}
	}

	private void end(String reason) {
		State last = this.state;
		if (last != State.CLOSED) {
			this.state = State.CLOSED;
			try {
				this.link.close();
			}
			catch (IOException ex) {
				// It is gone anyway
			}
			this.owner.ended((last == State.CLOSING) ? null : reason);
		}
	}

	private enum State {

		CONNECTING, UPGRADING, OPEN, CLOSING, CLOSED

	}

}
