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

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;

import io.github.wsboot.transport.DirectSocket;

/**
 * A plain socket of Tomcat's NIO connector.
 * <p>
 * Tomcat uses its channel objects again for other clients after a close, so only the
 * JDK's channel is kept. Closing goes through Tomcat's wrapper, under its lock, since
 * that is where connections are counted.
 */
class TomcatSocket implements DirectSocket {

	private final SocketWrapperBase<?> wrapper;

	private final SocketChannel channel;

	TomcatSocket(SocketWrapperBase<?> wrapper, SocketChannel channel) {
		this.wrapper = wrapper;
		this.channel = channel;
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
		return this.channel.read(target);
	}

	@Override
	public void write(ByteBuffer source) throws IOException {
		this.channel.write(source);
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
		return this.channel.isOpen() && !this.wrapper.isClosed();
	}

	@Override
	public void close() {
		this.wrapper.getLock().lock();
		try {
			this.wrapper.close();
		}
		finally {
			this.wrapper.getLock().unlock();
		}
	}

}
