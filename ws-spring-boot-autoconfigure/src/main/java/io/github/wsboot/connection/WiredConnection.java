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

package io.github.wsboot.connection;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.PushResult;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.outbound.OutboundQueue;

/**
 * Narrow view of a connection for its {@link Wire}. Methods may be called on any thread
 * unless they say otherwise, and never block.
 *
 * @since 0.1.0
 */
public interface WiredConnection {

	/**
	 * Return the id of the connection.
	 * @return the id
	 */
	String id();

	/**
	 * Return the queue that the wire writes. Used on the loop.
	 * @return the queue
	 */
	OutboundQueue queue();

	/**
	 * Return the memory account for the client's messages.
	 * @return the account
	 */
	ReceiveAccount inbound();

	/**
	 * Return whether the endpoint takes no more messages for now.
	 * @return whether the mailbox is full or paused
	 */
	boolean isFull();

	/**
	 * Called when anything has come from the client: the client is alive.
	 */
	void onBytesRead();

	/**
	 * Called once for each text and binary message of the client.
	 * @param opcode its kind
	 * @param bytes its size, for text in UTF-8
	 */
	void onMessageRead(Opcode opcode, int bytes);

	/**
	 * Called before the endpoint's handler learns about the end of the socket, by a wire
	 * that knows the cause.
	 * @param cause why the socket ends; without effect if this side has decided before
	 */
	void onSocketEnding(CloseCause cause);

	/**
	 * Called when the socket has ended. Only the first call has an effect.
	 * @param status the status, unless this side has decided on one before
	 * @param cause why it ended, unless this side has decided before
	 */
	void onTransportClosed(CloseStatus status, CloseCause cause);

	/**
	 * Push a payload to the client.
	 * @param payload the payload
	 * @return the outcome; {@link PushResult#ACCEPTED} means that the message is in the
	 * queue, which may still drop it
	 */
	PushResult push(Object payload);

	/**
	 * Close the connection once the frames that the queue has accepted are written.
	 * @param status the code and reason for the client; a reason of more than 123 bytes
	 * is cut
	 * @param cause why the connection ends
	 * @return whether the connection was established
	 */
	boolean close(CloseStatus status, CloseCause cause);

	/**
	 * Close the connection once the callbacks of all earlier messages have run and their
	 * results are written. Called on the loop.
	 * @param status the code and reason for the client
	 * @param cause why the connection ends
	 */
	void closeAfterCallbacks(CloseStatus status, CloseCause cause);

	/**
	 * End the connection now; unsent frames are lost.
	 * @param status the status, unless one was decided on before
	 * @param cause why the connection ends, unless that was decided before
	 */
	void abort(CloseStatus status, CloseCause cause);

	/**
	 * End the connection now, since the server has failed in its own work for it. No
	 * exception leaves this method.
	 * @param exception the failure
	 */
	void abortOnFailure(Throwable exception);

}
