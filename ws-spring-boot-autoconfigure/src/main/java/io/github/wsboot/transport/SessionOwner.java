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

package io.github.wsboot.transport;

import java.io.IOException;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketMessage;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.transport.codec.FrameLimits;

/**
 * Owner of a session: a connection or a Spring handler. It receives what arrives, and
 * decides how much may arrive. Called on the session's loop unless a method says
 * otherwise.
 */
interface SessionOwner {

	/**
	 * Called on the thread of the container once it has answered the handshake, before
	 * anything else.
	 */
	void onEstablished() throws Exception;

	/**
	 * Called when bytes have been read, whatever frames they belong to.
	 */
	void onBytesRead();

	/**
	 * Called when a text or binary message is complete, before {@link #onMessage}.
	 * @param bytes its size, for text in UTF-8
	 */
	void onMessageRead(Opcode opcode, int bytes);

	/**
	 * Called with each message, ping and pong.
	 */
	void onMessage(WebSocketMessage<?> message) throws Exception;

	/**
	 * Return whether to call {@link #onMessage} with pings, too.
	 */
	boolean takesPings();

	/**
	 * Return whether reading has to stop for now.
	 */
	boolean isFull();

	/**
	 * Return the account of the memory that the client's messages take, or {@code null}
	 * if nothing can be held.
	 */
	@Nullable ReceiveAccount inbound();

	/**
	 * Called when frames may have been written.
	 */
	void onWritten();

	/**
	 * Check deadlines. Called about once a second.
	 */
	void check();

	/**
	 * Close after the callbacks of all messages that have arrived so far.
	 * @return {@code false} if there is nothing yet whose callbacks could run
	 */
	boolean closeAfterCallbacks(CloseStatus status, CloseCause cause);

	/**
	 * Called when the socket has failed, before {@link #onClosed}.
	 */
	void onTransportError(Exception exception) throws Exception;

	/**
	 * End the session: from now on nothing is sent. Can be called more than once.
	 * @param status the status, if none was decided before
	 * @return the status for {@link #onClosed}
	 */
	CloseStatus end(CloseStatus status);

	/**
	 * Called once, after all other methods.
	 * @param status the status that {@link #end} has returned
	 * @param cause the cause of the end
	 */
	void onClosed(CloseStatus status, CloseCause cause) throws Exception;

	/**
	 * Send a message, or a part of one. For any thread.
	 * @throws IOException if the session is closed
	 */
	void send(WebSocketMessage<?> message) throws IOException;

	/**
	 * Close after all messages that were sent before. For any thread.
	 */
	void close(CloseStatus status);

	/**
	 * Return whether messages can still be sent. For any thread.
	 */
	boolean isOpen();

	/**
	 * Return the bounds of messages. For any thread.
	 */
	FrameLimits limits();

	/**
	 * Change the bounds of messages, if the application may set them. For any thread.
	 */
	void limit(UnaryOperator<FrameLimits> change);

	/**
	 * Return the session's id, for the log. For any thread.
	 */
	String sessionId();

}
