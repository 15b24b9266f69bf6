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
 * Non-blocking socket that a container has given up after an upgrade. Implemented for
 * each container; used on one event loop only.
 *
 * @since 0.1.0
 */
public interface DirectSocket {

	/**
	 * Take the socket over. From now on the container leaves it alone.
	 * @param loop the loop on which all other methods are called
	 * @param listener called on the loop when there is something to do
	 * @return whether the socket is still open
	 * @throws IOException if the socket fails
	 */
	boolean open(EventLoop loop, Listener listener) throws IOException;

	/**
	 * Return the address of the client.
	 * @return the object that the socket keeps anyway, or {@code null} if it has none
	 */
	default @Nullable SocketAddress remoteAddress() {
		return null;
	}

	/**
	 * Set the operations that the listener is called for from now on.
	 * @param ops {@link SelectionKey#OP_READ} for input that may be there,
	 * {@link SelectionKey#OP_WRITE} for room to write, both or 0
	 */
	void interestOps(int ops);

	/**
	 * Read the input that is there. What has arrived together with the handshake's
	 * request comes first.
	 * @param target the buffer for the input
	 * @return the number of bytes, or -1 at the end
	 * @throws IOException if the socket fails
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Return whether there may be more to read for which the listener will not be called.
	 * @return whether to read again
	 */
	boolean hasPendingInput();

	/**
	 * Write as much as the socket takes now.
	 * @param source the bytes to write, or none to continue with those that are pending;
	 * not used after the return
	 * @throws IOException if the socket fails
	 */
	void write(ByteBuffer source) throws IOException;

	/**
	 * Return whether bytes are pending that {@link #write} has taken or {@link #read} has
	 * produced.
	 * @return whether to continue writing once the channel is writable
	 */
	boolean hasPendingOutput();

	/**
	 * Signal to the client that nothing more will come, where the protocol below allows
	 * it.
	 * @throws IOException if the socket fails
	 */
	void shutdownOutput() throws IOException;

	/**
	 * Return whether the socket is still open.
	 * @return {@code false} once the container has closed it
	 */
	boolean isOpen();

	/**
	 * Close the socket in such a way that the container still counts its sockets
	 * correctly. Has no effect if the socket is closed.
	 */
	void close();

	/**
	 * Listener that is called when there is something to do with a socket.
	 */
	interface Listener {

		/**
		 * Called on the loop when there is something to do.
		 * @param ops {@link SelectionKey#OP_READ} if there may be something to read,
		 * {@link SelectionKey#OP_WRITE} if more can be written, or both
		 */
		void onReady(int ops);

		/**
		 * Called on the loop if the socket fails to find out what there is to do.
		 * @param cause the failure
		 */
		void onFailure(Throwable cause);

	}

}
