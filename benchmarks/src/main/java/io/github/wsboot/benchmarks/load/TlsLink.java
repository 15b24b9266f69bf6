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

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * Socket of a client with TLS.
 */
final class TlsLink implements Link {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SocketChannel channel;

	private final SSLEngine engine;

	/** What has arrived and is not decrypted. */
	private final ByteBuffer input;

	/** What is encrypted and not written. */
	private final ByteBuffer output;

	private boolean started;

	private boolean hasMore;

	TlsLink(SocketChannel channel, SSLEngine engine) {
		this.channel = channel;
		this.engine = engine;
		int size = engine.getSession().getPacketBufferSize();
		this.input = ByteBuffer.allocate(size).flip();
		this.output = ByteBuffer.allocate(size).flip();
	}

	@Override
	public boolean establish() throws IOException {
		if (!this.channel.finishConnect()) {
			return false;
		}
		if (!this.started) {
			this.started = true;
			this.engine.beginHandshake();
		}
		ByteBuffer scratch = ByteBuffer.allocate(this.engine.getSession().getApplicationBufferSize());
		while (this.engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
			if (isHandshakeWaiting() && !unwrapHandshake(scratch)) {
				return false;
			}
			goOnWithHandshake();
		}
		return true;
	}

	private boolean isHandshakeWaiting() {
		HandshakeStatus status = this.engine.getHandshakeStatus();
		return status == HandshakeStatus.NEED_UNWRAP || status == HandshakeStatus.NEED_UNWRAP_AGAIN;
	}

	private boolean unwrapHandshake(ByteBuffer scratch) throws IOException {
		SSLEngineResult result = this.engine.unwrap(this.input, scratch);
		if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
			throw new EOFException("The server has ended the TLS handshake");
		}
		if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
			return true;
		}
		int count = fill();
		if (count < 0) {
			throw new EOFException("The server has ended the connection within the TLS handshake");
		}
		return count > 0;
	}

	/**
	 * Do what the engine has to do itself, which need not be during the first handshake.
	 */
	private void goOnWithHandshake() throws IOException {
		while (true) {
			switch (this.engine.getHandshakeStatus()) {
				case NEED_TASK -> runTasks();
				case NEED_WRAP -> writeHandshake();
				default -> {
					return;
				}
			}
		}
	}

	private void runTasks() {
		Runnable task = this.engine.getDelegatedTask();
		while (task != null) {
			task.run();
			task = this.engine.getDelegatedTask();
		}
	}

	/**
	 * A new socket, or one whose peer reads, takes these few bytes at once.
	 */
	private void writeHandshake() throws IOException {
		flush();
		wrap(NOTHING);
		while (!flush()) {
			Thread.onSpinWait();
		}
	}

	private int fill() throws IOException {
		this.input.compact();
		try {
			return this.channel.read(this.input);
		}
		finally {
			this.input.flip();
		}
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		int from = target.position();
		this.hasMore = false;
		while (true) {
			SSLEngineResult result = this.engine.unwrap(this.input, target);
			switch (result.getStatus()) {
				case OK -> goOnWithHandshake();
				case BUFFER_OVERFLOW -> {
					this.hasMore = true;
					return target.position() - from;
				}
				case CLOSED -> {
					return count(target, from, true);
				}
				case BUFFER_UNDERFLOW -> {
					int arrived = fill();
					if (arrived <= 0) {
						return count(target, from, arrived < 0);
					}
				}
			}
		}
	}

	private static int count(ByteBuffer target, int from, boolean ended) {
		int count = target.position() - from;
		return (ended && count == 0) ? -1 : count;
	}

	@Override
	public boolean hasMore() {
		return this.hasMore;
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		while (flush()) {
			if (!source.hasRemaining()) {
				return true;
			}
			wrap(source);
		}
		return false;
	}

	private void wrap(ByteBuffer source) throws SSLException {
		this.output.clear();
		try {
			this.engine.wrap(source, this.output);
		}
		finally {
			this.output.flip();
		}
	}

	private boolean flush() throws IOException {
		if (this.output.hasRemaining()) {
			this.channel.write(this.output);
		}
		return !this.output.hasRemaining();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
