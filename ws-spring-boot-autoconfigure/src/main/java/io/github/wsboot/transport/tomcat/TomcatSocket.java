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

import io.github.wsboot.transport.loop.SelectableSocket;

/**
 * Plain socket of Tomcat's NIO connector.
 * <p>
 * Tomcat uses its channel objects again for other clients after a close, so only the
 * JDK's channel is kept. Closing goes through Tomcat's wrapper, under the wrapper's lock,
 * since that is where connections are counted.
 */
class TomcatSocket extends SelectableSocket {

	private final SocketWrapperBase<?> wrapper;

	private final SocketChannel channel;

	/** Whether Tomcat has read beyond the handshake's request. */
	private boolean hasEarlyInput;

	TomcatSocket(SocketWrapperBase<?> wrapper, SocketChannel channel) {
		this.wrapper = wrapper;
		this.channel = channel;
	}

	@Override
	protected boolean takeOver() {
		// The container's thread holds the lock until it is done with the socket
		this.wrapper.getLock().lock();
		try {
			if (this.wrapper.isClosed()) {
				return false;
			}
			this.hasEarlyInput = !this.wrapper.getSocketBufferHandler().isReadBufferEmpty();
			releaseBuffers();
			return true;
		}
		finally {
			this.wrapper.getLock().unlock();
		}
	}

	@Override
	protected SelectableChannel channel() {
		return this.channel;
	}

	@Override
	public final int read(ByteBuffer target) throws IOException {
		return this.hasEarlyInput ? readEarlyInput(target) : receive(target);
	}

	@Override
	public boolean hasPendingInput() {
		return this.hasEarlyInput;
	}

	private int readEarlyInput(ByteBuffer target) {
		SocketBufferHandler buffers = this.wrapper.getSocketBufferHandler();
		buffers.configureReadBufferForRead();
		ByteBuffer source = buffers.getReadBuffer();
		int count = Math.min(source.remaining(), target.remaining());
		target.put(target.position(), source, source.position(), count).position(target.position() + count);
		source.position(source.position() + count);
		this.hasEarlyInput = source.hasRemaining();
		releaseBuffers();
		return count;
	}

	/**
	 * Release Tomcat's buffers if they allow it and hold nothing. All further input and
	 * output goes past them.
	 */
	private void releaseBuffers() {
		if (!this.hasEarlyInput && this.wrapper.getSocketBufferHandler() instanceof ReleasableBuffers buffers) {
			buffers.release();
		}
	}

	int receive(ByteBuffer target) throws IOException {
		return this.channel.read(target);
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
		return this.channel.isOpen() && !this.wrapper.isClosed();
	}

	@Override
	public void close() {
		super.close();
		this.wrapper.getLock().lock();
		try {
			this.wrapper.close();
		}
		finally {
			this.wrapper.getLock().unlock();
		}
	}

}
