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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Socket in memory. The test plays the network.
 */
final class MemorySocket implements DirectSocket {

	private final ByteArrayOutputStream written = new ByteArrayOutputStream();

	private Listener listener;

	private ByteBuffer input = ByteBuffer.allocate(0);

	private boolean ended;

	private boolean closed;

	private int ops;

	private int room = Integer.MAX_VALUE;

	@Override
	public boolean open(EventLoop loop, Listener listener) {
		this.listener = listener;
		return true;
	}

	@Override
	public void interestOps(int ops) {
		this.ops = ops;
	}

	int interestOps() {
		return this.ops;
	}

	@Override
	public int read(ByteBuffer target) {
		if (this.ended && !this.input.hasRemaining()) {
			return -1;
		}
		int count = Math.min(target.remaining(), this.input.remaining());
		target.put(this.input.slice().limit(count));
		this.input.position(this.input.position() + count);
		return count;
	}

	@Override
	public boolean hasPendingInput() {
		return false;
	}

	@Override
	public void write(ByteBuffer source) {
		int count = Math.min(this.room, source.remaining());
		byte[] bytes = new byte[count];
		source.get(bytes);
		this.written.writeBytes(bytes);
		this.room -= count;
	}

	@Override
	public boolean hasPendingOutput() {
		return false;
	}

	@Override
	public void shutdownOutput() {
	}

	@Override
	public boolean isOpen() {
		return !this.closed;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	/**
	 * Let bytes arrive.
	 */
	void arrive(byte[] bytes) {
		this.input = ByteBuffer.allocate(this.input.remaining() + bytes.length).put(this.input).put(bytes).flip();
	}

	void end() {
		this.ended = true;
	}

	/**
	 * Limit what can be written from now on.
	 */
	void room(int bytes) {
		this.room = bytes;
	}

	byte[] takeWritten() {
		byte[] bytes = this.written.toByteArray();
		this.written.reset();
		return bytes;
	}

	/**
	 * Call the listener as a selector would.
	 */
	void select() {
		boolean readable = this.input.hasRemaining() || this.ended;
		int ready = this.ops & ((readable ? SelectionKey.OP_READ : 0) | ((this.room > 0) ? SelectionKey.OP_WRITE : 0));
		if (ready != 0 && !this.closed) {
			this.listener.onReady(ready);
		}
	}

}
