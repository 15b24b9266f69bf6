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
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.transport.loop.SelectableSocket;

/**
 * Plain outgoing socket. It can be opened again for another listener on the same loop.
 */
final class ChannelSocket extends SelectableSocket {

	private static final SafeLogger logger = SafeLogger.of(ChannelSocket.class);

	private final SocketChannel channel;

	/**
	 * Create a socket that is not connected.
	 * @throws IOException if the operating system refuses a socket
	 */
	ChannelSocket() throws IOException {
		this.channel = SocketChannel.open();
		try {
			this.channel.configureBlocking(false);
			this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			this.channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Begin to connect.
	 * @return whether the socket is connected already
	 */
	boolean connect(InetSocketAddress address) throws IOException {
		return this.channel.connect(address);
	}

	/**
	 * Complete the connection, which the loop has found ready.
	 */
	boolean finishConnect() throws IOException {
		return this.channel.finishConnect();
	}

	@Nullable InetSocketAddress localAddress() {
		try {
			return (InetSocketAddress) this.channel.getLocalAddress();
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	protected boolean takeOver() {
		return this.channel.isOpen();
	}

	@Override
	protected SelectableChannel channel() {
		return this.channel;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		return this.channel.read(target);
	}

	@Override
	public boolean hasPendingInput() {
		return false;
	}

	@Override
	public void write(ByteBuffer source) throws IOException {
		write(this.channel, source);
	}

	@Override
	public boolean hasPendingOutput() {
		return false;
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.channel.shutdownOutput();
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public void close() {
		super.close();
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.debug("Cannot close %s", this.channel, ex);
		}
	}

}
