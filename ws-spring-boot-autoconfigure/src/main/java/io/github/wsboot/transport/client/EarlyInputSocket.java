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

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Socket from which bytes have been read that belong to its next user: those behind the
 * response of the opening handshake.
 */
final class EarlyInputSocket implements DirectSocket {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final DirectSocket socket;

	private ByteBuffer early;

	EarlyInputSocket(DirectSocket socket, ByteBuffer early) {
		this.socket = socket;
		this.early = early;
	}

	@Override
	public boolean open(EventLoop loop, Listener listener) throws IOException {
		return this.socket.open(loop, listener);
	}

	@Override
	public @Nullable SocketAddress remoteAddress() {
		return this.socket.remoteAddress();
	}

	@Override
	public void interestOps(int ops) {
		this.socket.interestOps(ops);
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		if (!this.early.hasRemaining()) {
			return this.socket.read(target);
		}
		int count = Math.min(this.early.remaining(), target.remaining());
		target.put(this.early.slice(this.early.position(), count));
		this.early.position(this.early.position() + count);
		if (!this.early.hasRemaining()) {
			this.early = NOTHING;
		}
		return count;
	}

	@Override
	public boolean hasPendingInput() {
		return this.early.hasRemaining() || this.socket.hasPendingInput();
	}

	@Override
	public void write(ByteBuffer source) throws IOException {
		this.socket.write(source);
	}

	@Override
	public boolean hasPendingOutput() {
		return this.socket.hasPendingOutput();
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.socket.shutdownOutput();
	}

	@Override
	public boolean isOpen() {
		return this.socket.isOpen();
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
