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
 * Established WebSocket connection of one client to an endpoint.
 * <p>
 * Thread-safe: a connection may be kept, passed on and used from any thread. Once it has
 * closed, its rooms, attributes and principal stay readable, pushes return
 * {@link PushResult#CLOSED}, and everything else has no effect.
 *
 * @since 0.1.0
 */
public interface Connection {

	/**
	 * Return the id: opaque, unguessable (128 random bits) and never reused.
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
	 * {@link Handshake#uri() URI of the handshake} distinguishes them.
	 * @return an immutable map
	 */
	Map<String, String> pathVariables();

	/**
	 * Return the facts of the client's opening request.
	 * @return the handshake
	 */
	Handshake handshake();

	/**
	 * Return the principal of the authenticated handshake.
	 * @return the principal or {@code null}
	 */
	@Nullable Principal principal();

	/**
	 * Return the name under which {@link ConnectionManager#user} finds this connection:
	 * that of the principal unless {@link #bindUser} has set another.
	 * @return the name or {@code null}
	 */
	@Nullable String user();

	/**
	 * Bind this connection to a user, instead of the one that it was bound to before. The
	 * binding ends with the connection.
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
	 * @return the outcome; {@link PushResult#ACCEPTED} means that the message is in the
	 * queue, which may still drop it
	 */
	PushResult push(Object payload);

	/**
	 * Push a payload to this connection with options: as {@link #push(Object)}, but a
	 * newer message may take the place of an older one, and a message may expire.
	 * @param payload what to send, a whole message
	 * @param options the options
	 * @return the outcome; {@link PushResult#ACCEPTED} means that the message is in the
	 * queue, which may still drop it
	 * @throws IllegalArgumentException if there are options and the payload is a fragment
	 * or control frame ({@link Frame})
	 */
	PushResult push(Object payload, PushOptions options);

	/**
	 * Push a payload that the other side has to acknowledge: same as
	 * {@link #ask(Object, Class, Duration)} with the time of {@code ws.ask.timeout}, but
	 * any answer will do, and its content is not looked at.
	 * @param payload the question
	 * @return a stage that completes with {@code null} when the answer has come
	 * @throws IllegalArgumentException if the payload cannot be a question
	 */
	CompletionStage<Void> ask(Object payload);

	/**
	 * Push a payload and wait for the answer: same as
	 * {@link #ask(Object, Class, Duration)} with the time of {@code ws.ask.timeout}.
	 * @param <T> the type of the answer
	 * @param payload the question
	 * @param answerType the class that the answer is converted to
	 * @return a stage with the answer
	 * @throws IllegalArgumentException if the payload cannot be a question
	 */
	<T> CompletionStage<T> ask(Object payload, Class<T> answerType);

	/**
	 * Push a payload and wait for the answer. The message stands in the same queue and
	 * order as other pushes. Never blocks; see {@link ConnectionManager} for what an ask
	 * is, and when and where its stage completes.
	 * @param <T> the type of the answer
	 * @param payload the question
	 * @param answerType the class that the answer is converted to
	 * @param timeout how long to wait for the answer
	 * @return a stage with the answer
	 * @throws IllegalArgumentException if the payload cannot be a question, or the
	 * timeout is not positive
	 */
	<T> CompletionStage<T> ask(Object payload, Class<T> answerType, Duration timeout);

	/**
	 * Return a stage that completes when the queue is below half of its limits:
	 * immediately for a client that keeps up, and also when the connection closes. The
	 * stage never completes exceptionally. It does not wait for callbacks, so a callback
	 * may wait for it. Dependent actions should not block, or should run on an executor
	 * of their own.
	 * @return the stage
	 */
	CompletionStage<Void> whenWritable();

	/**
	 * Send a ping. The client's answer is passed to {@code @OnPong}.
	 * @param payload up to 125 bytes of application data
	 * @return the outcome, which is final
	 * @throws IllegalArgumentException if the payload is longer (RFC 6455, section 5.5)
	 */
	default PushResult ping(ByteBuffer payload) {
		return push(Frame.ping(payload));
	}

	/**
	 * Stop reading from the client. Messages that have arrived before are still passed to
	 * {@code @OnMessage}, unless {@code @OnOpen} has not returned: if it pauses the
	 * connection, no message is passed on until {@link #resume()}. Other callbacks and
	 * pushes continue. Has no effect if the connection is paused already, or closing.
	 * <p>
	 * Further messages of the client wait in the network, until the client cannot send
	 * any more. Its pings, its close frame and the end of its TCP connection are not read
	 * either, so the server may notice the end of the connection late: when a ping of the
	 * heartbeat or a push fails, or makes no progress for {@code ws.send.max-delay}.
	 * During a pause the time of {@code ws.heartbeat.timeout} and {@code ws.idle-timeout}
	 * does not run. If the connection is closed while it is paused, everything that the
	 * client has sent during the pause is dropped.
	 * <p>
	 * On the standard transport, the container's reading thread waits with the first
	 * message that it has read: pause only a few connections at a time there.
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
	 * pushes are refused. If the client does not answer with a close frame within
	 * {@code ws.close-timeout}, the connection is aborted.
	 * @param status the code and reason for the client; a reason of more than 123 bytes
	 * of UTF-8 is cut (RFC 6455, section 5.5)
	 * @return whether the connection was established
	 * @throws IllegalArgumentException if the code must not be sent (RFC 6455, section
	 * 7.4)
	 */
	boolean disconnect(CloseStatus status);

	/**
	 * End this connection immediately, without a close frame: messages that its queue has
	 * accepted are no longer sent. {@code @OnClose} gets the status 1006
	 * ({@link CloseStatus#NO_CLOSE_FRAME}) and {@link CloseCause#SERVER}, or
	 * {@link CloseCause#CLIENT} for one that this application has opened. A connection
	 * that is closing already is ended as well, but keeps its status and cause. Never
	 * blocks.
	 * <p>
	 * On the standard transport, the container may still send a close frame with 1001.
	 * @return whether the connection was established
	 */
	boolean terminate();

	/**
	 * Return whether this connection is established, and so accepts pushes.
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
	 * may join rooms of the same name: {@code connections.endpoint(path).room(name)} has
	 * the members of one endpoint, {@link ConnectionManager#room(String)} has the members
	 * of all endpoints. For pushes of this node, it takes effect at once; for those of
	 * other nodes, as soon as {@link #whenReachable()} says so.
	 * @param room the name of the room, which need not exist
	 * @return whether this call made the connection a member
	 * @throws IllegalStateException if this connection is in as many rooms as
	 * {@code ws.max-rooms-per-connection} allows
	 */
	boolean join(String room);

	/**
	 * Return a stage that tells when this connection is reachable for the whole cluster:
	 * pushes to its rooms and to its user that begin afterwards, on any node, reach it.
	 * Until then, such pushes of other nodes may miss it; those of this node never do,
	 * and neither do broadcasts to all connections or to an endpoint.
	 * <p>
	 * It is for "join, then load the history": an {@code @OnOpen} or {@code @OnMessage}
	 * callback joins, waits for this stage or returns it, and then loads what was pushed
	 * before.
	 * @return the stage, which never completes exceptionally; its value is {@code true}
	 * as soon as this connection can be reached, at once without a cluster, and
	 * {@code false} if the cluster cannot be reached or this connection has closed. It
	 * completes on a thread that may block.
	 */
	CompletionStage<Boolean> whenReachable();

	/**
	 * Leave a room.
	 * @param room the name of the room
	 * @return whether this connection was a member
	 */
	boolean leave(String room);

	/**
	 * Return the rooms of this connection; after it has closed, the rooms that it was in.
	 * @return an immutable snapshot
	 */
	Set<String> rooms();

	/**
	 * Run an action periodically while this connection is established. The action is a
	 * callback like any other: it never overlaps with other callbacks of this connection,
	 * may block, and its exceptions go to {@code @OnError}. A tick that is due while an
	 * earlier one still waits is skipped.
	 * @param period the time between two ticks and before the first one
	 * @param action what to do
	 * @return a handle to cancel the action
	 * @throws IllegalArgumentException if the period is not positive
	 */
	Tick every(Duration period, Consumer<Connection> action);

	/**
	 * Run an action once after a delay, unless this connection closes before. The same
	 * rules apply as for {@link #every}.
	 * @param delay the time to wait
	 * @param action what to do
	 * @return a handle to cancel the action
	 * @throws IllegalArgumentException if the delay is negative
	 */
	Tick after(Duration delay, Consumer<Connection> action);

	/**
	 * Return facts about this connection for display and monitoring.
	 * @return a snapshot
	 */
	ConnectionInfo info();

}
