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

package io.github.wsboot.transport.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Socket of Tomcat's NIO connector with TLS. Tomcat's channel does the encryption. The
 * reference to it is dropped before the close, since the channel may belong to another
 * client afterwards.
 */
final class SecureTomcatSocket extends TomcatSocket {

	private @Nullable SecureNioChannel channel;

	/** Whether Tomcat's channel may hold input that it has not decrypted. */
	private boolean mayHaveInput = true;

	SecureTomcatSocket(SocketWrapperBase<?> wrapper, SocketChannel socketChannel, SecureNioChannel channel) {
		super(wrapper, socketChannel);
		this.channel = channel;
	}

	private SecureNioChannel secureChannel() throws ClosedChannelException {
		SecureNioChannel channel = this.channel;
		if (channel == null) {
			throw new ClosedChannelException();
		}
		return channel;
	}

	/**
	 * Read until nothing is left, since the socket does not become readable for input
	 * that Tomcat's channel has already read. The channel fails if there is no room for a
	 * whole record.
	 */
	@Override
	int receive(ByteBuffer target) throws IOException {
		SecureNioChannel channel = secureChannel();
		int record = channel.getSslEngine().getSession().getApplicationBufferSize();
		int total = 0;
		int count = channel.read(target);
		while (count > 0 && target.remaining() >= record) {
			total += count;
			count = readOn(channel, target);
		}
		this.mayHaveInput = count != 0;
		total += Math.max(count, 0);
		return (total > 0) ? total : count;
	}

	/**
	 * Continue reading after input was read, which must not be lost by a failure. The
	 * next read fails again.
	 */
	private static int readOn(SecureNioChannel channel, ByteBuffer target) {
		try {
			return channel.read(target);
		}
		catch (IOException ex) {
			return -1;
		}
	}

	@Override
	public boolean hasPendingInput() {
		return this.mayHaveInput || super.hasPendingInput();
	}

	@Override
	public void write(ByteBuffer source) throws IOException {
		SecureNioChannel channel = secureChannel();
		boolean flushed = channel.getOutboundRemaining() == 0 || channel.flushOutbound();
		while (flushed && source.hasRemaining() && channel.write(source) > 0) {
			flushed = channel.getOutboundRemaining() == 0 || channel.flushOutbound();
		}
	}

	@Override
	public boolean hasPendingOutput() {
		SecureNioChannel channel = this.channel;
		return channel != null && channel.getOutboundRemaining() > 0;
	}

	@Override
	public void shutdownOutput() {
		// The close frame is the signal; not every client understands a half-close of TLS
	}

	@Override
	public void close() {
		this.channel = null;
		super.close();
	}

}
