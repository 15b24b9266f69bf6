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

package io.github.wsboot.transport.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Objects;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.transport.loop.DirectSocket;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Socket of Jetty, plain or with TLS. Jetty waits until the socket is readable or
 * writable and wakes the loop, which reads and writes as far as it need not wait.
 */
final class JettySocket implements DirectSocket {

	/**
	 * Bytes that Jetty gets to write while the socket is full. With each such piece the
	 * loop notices that the client still reads.
	 */
	private static final int PIECE = 4096;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final EndPoint endPoint;

	/** Makes Jetty call {@link #onFillable()} once there is something to read. */
	private final Runnable fillInterested;

	private ByteBuffer earlyInput = NOTHING;

	private @Nullable EventLoop loop;

	private @Nullable Listener listener;

	/** Whether the session wants to read. */
	private boolean reading;

	/** Whether Jetty waits for something to read. */
	private boolean asked;

	/** Whether the socket became readable while the session did not want to read. */
	private boolean readable;

	/** Whether the end of the input was found while something was read. */
	private boolean hasFailed;

	/** Whether Jetty writes a piece. */
	private boolean writing;

	private @Nullable Throwable failure;

	JettySocket(EndPoint endPoint, Runnable fillInterested) {
		this.endPoint = endPoint;
		this.fillInterested = fillInterested;
	}

	/**
	 * Keep the input that Jetty has read beyond the handshake's request.
	 */
	void earlyInput(ByteBuffer input) {
		this.earlyInput = input;
	}

	@Override
	public boolean open(EventLoop loop, Listener listener) {
		this.loop = loop;
		this.listener = listener;
		return this.endPoint.isOpen();
	}

	private EventLoop loop() {
		return Objects.requireNonNull(this.loop, "The socket has not been opened");
	}

	@Override
	public void interestOps(int ops) {
		this.reading = (ops & SelectionKey.OP_READ) != 0;
		if (!this.reading) {
			return;
		}
		if (this.readable) {
			this.readable = false;
			loop().execute(this::notifyListener);
		}
		else if (!this.asked) {
			this.asked = true;
			this.fillInterested.run();
		}
	}

	/**
	 * Called when there may be something to read. For any thread.
	 */
	void onFillable() {
		try {
			loop().execute(this::notifyListener);
		}
		catch (Throwable ex) {
			// Nothing would ever read again, so the session must find the socket closed
			this.endPoint.close(ex);
			throw ex;
		}
	}

	private void notifyListener() {
		try {
			notifyReadable();
		}
		catch (Throwable ex) {
			listener().onFailure(ex);
		}
	}

	private void notifyReadable() {
		if (!this.reading) {
			this.readable = true;
			return;
		}
		this.asked = false;
		listener().onReady(SelectionKey.OP_READ);
	}

	private Listener listener() {
		return Objects.requireNonNull(this.listener, "The socket has not been opened");
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		if (this.earlyInput.hasRemaining()) {
			return readEarlyInput(target);
		}
		int total = fill(target);
		int count = total;
		while (count > 0 && isSecure() && target.hasRemaining()) {
			count = fillOn(target);
			total += Math.max(count, 0);
		}
		this.hasFailed = count < 0;
		return total;
	}

	/**
	 * Continue reading after input was read, which must not be lost by a failure. The
	 * next read fails again.
	 */
	private int fillOn(ByteBuffer target) {
		try {
			return fill(target);
		}
		catch (IOException ex) {
			return -1;
		}
	}

	@Override
	public boolean hasPendingInput() {
		return this.hasFailed || this.earlyInput.hasRemaining();
	}

	private int readEarlyInput(ByteBuffer target) {
		int count = Math.min(this.earlyInput.remaining(), target.remaining());
		target.put(this.earlyInput.slice().limit(count));
		this.earlyInput.position(this.earlyInput.position() + count);
		if (!this.earlyInput.hasRemaining()) {
			this.earlyInput = NOTHING;
		}
		return count;
	}

	private int fill(ByteBuffer target) throws IOException {
		// Jetty appends to the readable content of a buffer, so this one must have none
		ByteBuffer room = target.slice().limit(0);
		int count = this.endPoint.fill(room);
		target.position(target.position() + Math.max(count, 0));
		return count;
	}

	private boolean isSecure() {
		return this.endPoint instanceof EndPoint.Wrapper;
	}

	@Override
	public void write(ByteBuffer source) throws IOException {
		if (this.failure != null) {
			throw new IOException("Jetty could not write", this.failure);
		}
		if (this.writing || !source.hasRemaining() || this.endPoint.flush(source)) {
			return;
		}
		ByteBuffer piece = ByteBuffer.allocate(Math.min(source.remaining(), PIECE));
		source.get(piece.array());
		this.writing = true;
		this.endPoint.write(Callback.from(InvocationType.NON_BLOCKING, () -> loop().execute(() -> onWritten(null)),
				(ex) -> loop().execute(() -> onWritten(ex))), piece);
	}

	private void onWritten(@Nullable Throwable failure) {
		this.writing = false;
		this.failure = failure;
		listener().onReady(SelectionKey.OP_WRITE);
	}

	@Override
	public boolean hasPendingOutput() {
		return this.writing;
	}

	@Override
	public void shutdownOutput() {
		// With TLS the close frame is the signal: not every client understands a
		// half-close
		if (!isSecure()) {
			this.endPoint.shutdownOutput();
		}
	}

	@Override
	public boolean isOpen() {
		return this.endPoint.isOpen();
	}

	@Override
	public void close() {
		this.endPoint.close();
	}

}
