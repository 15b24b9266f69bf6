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

import java.nio.ByteBuffer;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Pair of buffers of one of Tomcat's sockets that can be released. The next use creates
 * new buffers, as large as the last ones. Without buffers this handler behaves as with
 * empty ones.
 * <p>
 * Tomcat never replaces a socket's handler of buffers, and no handler can shrink. So this
 * one delegates to another, at first to the one that Tomcat has created for the socket.
 */
final class ReleasableBuffers extends SocketBufferHandler {

	private volatile @Nullable SocketBufferHandler buffers;

	private volatile Sizes sizes;

	ReleasableBuffers(SocketBufferHandler buffers) {
		super(0, 0, false);
		this.buffers = buffers;
		this.sizes = Sizes.of(buffers);
	}

	/**
	 * Release the buffers, unless they hold something. Must be called only while nothing
	 * else uses them. Direct memory is not freed here but by the garbage collector, since
	 * Tomcat may still have a reference to it.
	 */
	void release() {
		SocketBufferHandler buffers = this.buffers;
		if (buffers != null && buffers.isReadBufferEmpty() && buffers.isWriteBufferEmpty()) {
			this.sizes = Sizes.of(buffers);
			this.buffers = null;
		}
	}

	boolean isReleased() {
		return this.buffers == null;
	}

	private SocketBufferHandler buffers() {
		SocketBufferHandler buffers = this.buffers;
		if (buffers == null) {
			buffers = this.sizes.create();
			this.buffers = buffers;
		}
		return buffers;
	}

	@Override
	public void configureReadBufferForWrite() {
		buffers().configureReadBufferForWrite();
	}

	@Override
	public void configureReadBufferForRead() {
		buffers().configureReadBufferForRead();
	}

	@Override
	public ByteBuffer getReadBuffer() {
		return buffers().getReadBuffer();
	}

	@Override
	public boolean isReadBufferEmpty() {
		SocketBufferHandler buffers = this.buffers;
		return buffers == null || buffers.isReadBufferEmpty();
	}

	@Override
	public void unReadReadBuffer(ByteBuffer returnedData) {
		buffers().unReadReadBuffer(returnedData);
	}

	@Override
	public void configureWriteBufferForWrite() {
		buffers().configureWriteBufferForWrite();
	}

	@Override
	public void configureWriteBufferForRead() {
		buffers().configureWriteBufferForRead();
	}

	@Override
	public boolean isWriteBufferWritable() {
		SocketBufferHandler buffers = this.buffers;
		return buffers == null || buffers.isWriteBufferWritable();
	}

	@Override
	public ByteBuffer getWriteBuffer() {
		return buffers().getWriteBuffer();
	}

	@Override
	public boolean isWriteBufferEmpty() {
		SocketBufferHandler buffers = this.buffers;
		return buffers == null || buffers.isWriteBufferEmpty();
	}

	@Override
	public void reset() {
		SocketBufferHandler buffers = this.buffers;
		if (buffers != null) {
			buffers.reset();
		}
	}

	@Override
	public void expand(int newSize) {
		buffers().expand(newSize);
	}

	@Override
	public void free() {
		SocketBufferHandler buffers = this.buffers;
		if (buffers != null) {
			buffers.free();
		}
	}

	/**
	 * Sizes of the next buffers. A size that TLS has asked for is kept.
	 *
	 * @param read the size of the buffer for reading
	 * @param write the size of the buffer for writing
	 * @param direct whether the buffers are outside the heap
	 */
	private record Sizes(int read, int write, boolean direct) {

		static Sizes of(SocketBufferHandler buffers) {
			ByteBuffer read = buffers.getReadBuffer();
			return new Sizes(read.capacity(), buffers.getWriteBuffer().capacity(), read.isDirect());
		}

		SocketBufferHandler create() {
			return new SocketBufferHandler(this.read, this.write, this.direct);
		}

	}

}
