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

package io.github.wsboot.transport.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * Socket whose channel is registered with the loop's own selector.
 *
 * @since 0.1.0
 */
public abstract class SelectableSocket implements DirectSocket, EventLoop.SelectionHandler {

	/** Bytes of one write: the JDK copies them before it knows how many are taken. */
	private static final int MAX_WRITE = 128 * 1024;

	private @Nullable SelectionKey key;

	private @Nullable Listener listener;

	@Override
	public final boolean open(EventLoop loop, Listener listener) throws IOException {
		if (!takeOver()) {
			return false;
		}
		this.listener = listener;
		this.key = loop.register(channel(), this);
		return true;
	}

	/**
	 * Take the socket over. From now on the container leaves it alone.
	 * @return whether the socket is still open
	 */
	protected abstract boolean takeOver();

	/**
	 * Return the channel to select.
	 * @return the channel
	 */
	protected abstract SelectableChannel channel();

	@Override
	public final void onSelected() {
		SelectionKey key = this.key;
		Listener listener = this.listener;
		if (key == null || listener == null) {
			return;
		}
		int ready;
		try {
			ready = key.readyOps();
		}
		catch (CancelledKeyException ex) {
			// The container has closed the socket; the session finds that out by itself
			return;
		}
		listener.onReady(ready);
	}

	@Override
	public final @Nullable SocketAddress remoteAddress() {
		try {
			return (channel() instanceof SocketChannel socketChannel) ? socketChannel.getRemoteAddress() : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	public final void interestOps(int ops) {
		SelectionKey key = this.key;
		if (key == null) {
			return;
		}
		try {
			if (key.interestOps() != ops) {
				key.interestOps(ops);
			}
		}
		catch (CancelledKeyException ex) {
			// As above
		}
	}

	/**
	 * Write as much as a plain channel takes now.
	 * @param channel the channel
	 * @param source the bytes
	 * @throws IOException if the channel fails
	 */
	protected static void write(SocketChannel channel, ByteBuffer source) throws IOException {
		int limit = source.limit();
		try {
			int wanted;
			int count;
			do {
				wanted = Math.min(limit - source.position(), MAX_WRITE);
				count = channel.write(source.limit(source.position() + wanted));
			}
			while (count == wanted && source.position() < limit);
		}
		finally {
			source.limit(limit);
		}
	}

	@Override
	public void close() {
		SelectionKey key = this.key;
		if (key != null) {
			key.cancel();
		}
	}

}
