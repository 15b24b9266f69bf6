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
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.transport.DirectSocket;

/**
 * A socket of Tomcat's NIO connector.
 * <p>
 * Tomcat uses its channel objects again for other clients after a close. Therefore a
 * plain socket keeps only the channel of the JDK, and a secure one lets go of Tomcat's
 * before it closes. Closing goes through Tomcat's wrapper, under its lock, since that is
 * where connections are counted.
 */
final class TomcatSocket implements DirectSocket {

	private final SocketWrapperBase<?> wrapper;

	private final SocketChannel channel;

	/** The channel with TLS, or {@code null} without. */
	private @Nullable SecureNioChannel secure;

	private TomcatSocket(SocketWrapperBase<?> wrapper, SocketChannel channel, @Nullable SecureNioChannel secure) {
		this.wrapper = wrapper;
		this.channel = channel;
		this.secure = secure;
	}

	static @Nullable TomcatSocket of(SocketWrapperBase<?> wrapper, NioChannel channel) {
		SocketChannel socketChannel = channel.getIOChannel();
		if (socketChannel == null) {
			return null;
		}
		return new TomcatSocket(wrapper, socketChannel,
				(channel instanceof SecureNioChannel secureChannel) ? secureChannel : null);
	}

	@Override
	public boolean takeOver(ByteBuffer target) {
		// The container's thread holds the lock until it is done with the socket
		this.wrapper.getLock().lock();
		try {
			if (this.wrapper.isClosed()) {
				return false;
			}
			SocketBufferHandler buffers = this.wrapper.getSocketBufferHandler();
			if (!buffers.isReadBufferEmpty()) {
				buffers.configureReadBufferForRead();
				target.put(buffers.getReadBuffer());
			}
			return true;
		}
		finally {
			this.wrapper.getLock().unlock();
		}
	}

	@Override
	public SelectableChannel channel() {
		return this.channel;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		SecureNioChannel secure = this.secure;
		if (secure == null) {
			return this.channel.read(target);
		}
		int total = 0;
		int count = secure.read(target);
		while (count > 0) {
			total += count;
			count = target.hasRemaining() ? secure.read(target) : 0;
		}
		return (total > 0) ? total : count;
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		SecureNioChannel secure = this.secure;
		if (secure == null) {
			this.channel.write(source);
			return !source.hasRemaining();
		}
		if (secure.getOutboundRemaining() > 0 && !secure.flushOutbound()) {
			return false;
		}
		int count = 1;
		while (source.hasRemaining() && count > 0) {
			count = secure.write(source);
		}
		return !source.hasRemaining() && (secure.getOutboundRemaining() == 0 || secure.flushOutbound());
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen() && !this.wrapper.isClosed();
	}

	@Override
	public void close() {
		this.secure = null;
		this.wrapper.getLock().lock();
		try {
			this.wrapper.close();
		}
		finally {
			this.wrapper.getLock().unlock();
		}
	}

}
