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

package io.github.wsboot;

import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

/**
 * One client's established WebSocket at an endpoint.
 * <p>
 * Thread-safe: it may be kept, handed on and used from any thread. Once the connection
 * has closed, its rooms, attributes and principal stay readable, pushes answer
 * {@link PushResult#CLOSED} and everything else has no effect.
 *
 * @since 0.1.0
 */
public interface Connection {

	/**
	 * Return the id: opaque, unguessable (128 random bits), never used again.
	 * @return the id
	 */
	String id();

	/**
	 * Return the path template of the endpoint, as in {@code /chat/{room}}.
	 * @return the path template
	 */
	String endpoint();

	/**
	 * Return the values of the path template's variables: decoded, and without path
	 * parameters, so that {@code /chat/A;1} and {@code /chat/A;2} have the same. The
	 * {@link Handshake#uri() URI of the handshake} tells them apart.
	 * @return an immutable map
	 */
	Map<String, String> pathVariables();

	/**
	 * Return what the client's opening request said.
	 * @return the facts of the handshake
	 */
	Handshake handshake();

	/**
	 * Return the principal that the handshake was authenticated with.
	 * @return the principal or {@code null}
	 */
	@Nullable Principal principal();

	/**
	 * Return the name under which {@link ConnectionManager#user} finds this connection:
	 * that of the principal unless {@link #bindUser} gave another.
	 * @return the name or {@code null}
	 */
	@Nullable String user();

	/**
	 * Bind this connection to a user, in the place of the one it was bound to. Ends with
	 * the connection.
	 * @param name the name of the user
	 */
	void bindUser(String name);

	/**
	 * Return the attributes of this connection: a concurrent map for the application's
	 * own use, prefilled by handshake interceptors and {@code @OnHandshake}.
	 * @return the live map
	 */
	Map<String, Object> attributes();

	/**
	 * Push a payload to this connection. Never blocks; see {@link ConnectionManager} for
	 * what a payload can be.
	 * @param payload what to send
	 * @return the final outcome
	 */
	PushResult push(Object payload);

	/**
	 * Return a stage that completes when the queue is below half of its limits, which is
	 * at once for a client that keeps up, and also when the connection closes. Never
	 * completes exceptionally. It does not wait for callbacks, so a callback may wait for
	 * it; what follows it should not block, or be given an executor.
	 * @return the stage
	 */
	CompletionStage<Void> whenWritable();

	/**
	 * Send a ping. The client's answer arrives at {@code @OnPong}.
	 * @param payload up to 125 bytes of application data
	 * @return the final outcome
	 * @throws IllegalArgumentException if the payload is longer (RFC 6455, section 5.5)
	 */
	default PushResult ping(ByteBuffer payload) {
		return push(Frame.ping(payload));
	}

	/**
	 * Stop reading from the client. Messages that have arrived before are still handed to
	 * {@code @OnMessage}, except while {@code @OnOpen} has not returned: when it pauses,
	 * there is no message at all until {@link #resume()}. Other callbacks and pushes go
	 * on. Has no effect if the connection is paused already, or closing.
	 * <p>
	 * The client's further messages wait in the network, until it cannot send any more.
	 * Its pings, its close frame and the end of its TCP connection are read no more than
	 * they, so that the end of the connection may be noticed late: when a ping of the
	 * heartbeat or a push fails, or makes no progress for {@code ws.send.max-delay}. The
	 * time of {@code ws.heartbeat.timeout} and {@code ws.idle-timeout} does not pass
	 * meanwhile. If the connection is closed while it is paused, what the client has sent
	 * meanwhile is dropped.
	 * <p>
	 * With the standard transport the container's thread that reads waits with the first
	 * message that it has read. Pause only a few connections at a time there.
	 */
	void pause();

	/**
	 * Read from the client again, after {@link #pause()}. Has no effect if the connection
	 * is not paused, or closing.
	 */
	void resume();

	/**
	 * Disconnect normally: same as {@link #disconnect(CloseStatus)} with
	 * {@link CloseStatus#NORMAL}.
	 * @return whether the connection was established
	 */
	default boolean disconnect() {
		return disconnect(CloseStatus.NORMAL);
	}

	/**
	 * Close this connection after the messages that its queue has already accepted. Later
	 * pushes are refused. If the client does not take part within
	 * {@code ws.close-timeout}, the connection is aborted.
	 * @param status the code and reason for the client; a reason of more than 123 bytes
	 * of UTF-8 is cut (RFC 6455, section 5.5)
	 * @return whether the connection was established
	 * @throws IllegalArgumentException if the code must not be sent (RFC 6455, section
	 * 7.4)
	 */
	boolean disconnect(CloseStatus status);

	/**
	 * End this connection at once: no close frame, and nothing of what its queue has
	 * accepted is sent any more. {@code @OnClose} gets the status 1006
	 * ({@link CloseStatus#NO_CLOSE_FRAME}) and {@link CloseCause#SERVER}. A connection
	 * that is closing already is cut off as well, but keeps the status and cause that it
	 * is closing with. Never blocks.
	 * <p>
	 * With the standard transport the container may still send a close frame with 1001.
	 * @return whether the connection was established
	 */
	boolean terminate();

	/**
	 * Return whether this connection is established: a push to it would be taken.
	 * @return whether the state is {@link ConnectionState#ESTABLISHED}
	 */
	default boolean isEstablished() {
		return state() == ConnectionState.ESTABLISHED;
	}

	/**
	 * Return the state of this connection.
	 * @return the state, which only ever moves forward
	 */
	ConnectionState state();

	/**
	 * Join a room. Membership ends with the connection. Connections of several endpoints
	 * may join rooms of the same name: {@code connections.endpoint(path).room(name)} is
	 * those of one endpoint, {@link ConnectionManager#room(String)} is all of them.
	 * @param room the name of the room, which comes into being with its first member
	 * @return whether this connection is a member now and was none before
	 * @throws IllegalStateException if this connection is in as many rooms as
	 * {@code ws.max-rooms-per-connection} allows
	 */
	boolean join(String room);

	/**
	 * Leave a room.
	 * @param room the name of the room
	 * @return whether this connection was a member
	 */
	boolean leave(String room);

	/**
	 * Return the rooms of this connection; after it has closed, those it was in.
	 * @return an immutable snapshot
	 */
	Set<String> rooms();

	/**
	 * Run an action again and again while this connection is established. The action is a
	 * callback like any other: it never overlaps with other callbacks of this connection,
	 * may block, and its exceptions go to {@code @OnError}. A tick that is due while an
	 * earlier one still waits is left out.
	 * @param period the time between two ticks and before the first one
	 * @param action what to do
	 * @return a handle to end it earlier
	 * @throws IllegalArgumentException if the period is not positive
	 */
	Tick every(Duration period, Consumer<Connection> action);

	/**
	 * Run an action once unless this connection closes before. The same rules apply as
	 * for {@link #every}.
	 * @param delay the time to wait
	 * @param action what to do
	 * @return a handle to cancel it
	 * @throws IllegalArgumentException if the delay is negative
	 */
	Tick after(Duration delay, Consumer<Connection> action);

	/**
	 * Return facts about this connection for people and tools.
	 * @return a snapshot
	 */
	ConnectionInfo info();

}
