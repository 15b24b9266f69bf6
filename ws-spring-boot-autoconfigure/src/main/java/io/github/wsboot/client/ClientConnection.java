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

package io.github.wsboot.client;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.PushOptions;
import io.github.wsboot.PushResult;

/**
 * Connection to a server that outlives its sockets: it reconnects until it is
 * disconnected. Each socket is a {@link Connection} with an id of its own, one
 * {@code @OnOpen} and exactly one {@code @OnClose}, and the next one begins only after
 * the {@code @OnClose} of the one before. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ClientConnection {

	/**
	 * Return the id, which stays the same for all sockets and is never reused.
	 * @return the id
	 */
	String id();

	/**
	 * Return the name of the client.
	 * @return the name of the annotated client, or the template of the URI
	 */
	String client();

	/**
	 * Return the state.
	 * @return the state at the moment
	 */
	ClientState state();

	/**
	 * Return the present connection.
	 * @return the connection, or {@code null} unless the state is
	 * {@link ClientState#ESTABLISHED}
	 */
	@Nullable Connection connection();

	/**
	 * Push a payload to the present connection. Never blocks. While there is no socket,
	 * the payload waits in the offline queue, if
	 * {@code ws.client.offline-queue.max-messages} allows for one.
	 * @param payload what to send
	 * @return the outcome, {@link PushResult#UNAVAILABLE} while there is neither a socket
	 * nor an offline queue, and {@link PushResult#CLOSED} after the end
	 */
	PushResult push(Object payload);

	/**
	 * Push a payload to the present connection with options: as {@link #push(Object)},
	 * but a newer message may take the place of an older one, and a message may expire,
	 * in the offline queue as well.
	 * @param payload what to send, a whole message
	 * @param options the options
	 * @return the outcome
	 * @throws IllegalArgumentException if there are options and the payload is a fragment
	 * or control frame ({@link io.github.wsboot.Frame})
	 */
	PushResult push(Object payload, PushOptions options);

	/**
	 * Return a stage that completes with the present connection, or with the next one if
	 * there is none. It completes exceptionally with a {@link ConnectFailedException} or
	 * a {@link java.util.concurrent.CancellationException} when this client connection
	 * ends.
	 * @return the stage
	 */
	CompletionStage<Connection> whenEstablished();

	/**
	 * Connect again now, instead of waiting for the next attempt. The delay begins with
	 * its lowest value again. If there is a socket, it is closed with 1000 first. Has no
	 * effect after the end.
	 */
	void reconnect();

	/**
	 * Disconnect for good: same as {@link #disconnect(CloseStatus)} with
	 * {@link CloseStatus#NORMAL}.
	 * @return whether it had not ended before
	 */
	default boolean disconnect() {
		return disconnect(CloseStatus.NORMAL);
	}

	/**
	 * Disconnect for good. A socket is closed after the messages that its queue has
	 * already accepted; there are no further attempts.
	 * @param status the code and reason for the server
	 * @return whether it had not ended before
	 * @throws IllegalArgumentException if the code must not be sent (RFC 6455, section
	 * 7.4)
	 */
	boolean disconnect(CloseStatus status);

	/**
	 * Return a snapshot of the facts about the attempts.
	 * @return the facts
	 */
	ClientConnectionInfo info();

}
