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
import java.nio.channels.SelectionKey;

import org.jspecify.annotations.Nullable;

/**
 * A non-blocking socket that a container has given up after an upgrade. Filled for each
 * container; used on one event loop only.
 *
 * @since 0.1.0
 */
public interface DirectSocket {

	/**
	 * Take the socket over: from now on the container leaves it alone.
	 * @param loop the loop that everything else will be called on
	 * @param listener told on the loop when there is something to do
	 * @return whether the socket is still open
	 * @throws IOException if the socket fails
	 */
	boolean open(EventLoop loop, Listener listener) throws IOException;

	/**
	 * Return the address of the other end.
	 * @return the object that the socket keeps anyway, or {@code null} if it has none
	 */
	default @Nullable SocketAddress remoteAddress() {
		return null;
	}

	/**
	 * Set what the listener is told of from now on.
	 * @param ops {@link SelectionKey#OP_READ} to be told that there may be something to
	 * read, {@link SelectionKey#OP_WRITE} to be told that more can be written, both or 0
	 */
	void interestOps(int ops);

	/**
	 * Read what there is: at first what has arrived together with the handshake's
	 * request.
	 * @param target where to put it
	 * @return the number of bytes, or -1 at the end
	 * @throws IOException if the socket fails
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Return whether there may be more to read that the listener will not be told of.
	 * @return whether to read again
	 */
	boolean hasPendingInput();

	/**
	 * Write as much as the socket takes now.
	 * @param source what to write, empty to write on what is pending; not used any more
	 * after the return
	 * @throws IOException if the socket fails
	 */
	void write(ByteBuffer source) throws IOException;

	/**
	 * Return whether something was taken by {@link #write} or came up in {@link #read}
	 * that is not out yet.
	 * @return whether to write on once the channel is writable
	 */
	boolean hasPendingOutput();

	/**
	 * Tell the client that nothing more will come, if that can be told.
	 * @throws IOException if the socket fails
	 */
	void shutdownOutput() throws IOException;

	/**
	 * Return whether the socket is still ours.
	 * @return {@code false} once the container has closed it
	 */
	boolean isOpen();

	/**
	 * Close the socket so that the container's accounting stays right. Has no effect if
	 * it is closed.
	 */
	void close();

	/**
	 * Is told when there is something to do with a socket.
	 */
	interface Listener {

		/**
		 * Called on the loop when there is something to do.
		 * @param ops {@link SelectionKey#OP_READ} if there may be something to read,
		 * {@link SelectionKey#OP_WRITE} if more can be written, or both
		 */
		void onReady(int ops);

		/**
		 * Called on the loop if the socket cannot tell what there is to do.
		 * @param cause why
		 */
		void onFailure(Throwable cause);

	}

}
