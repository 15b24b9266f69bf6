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

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.springframework.web.socket.CloseStatus;

/**
 * Pushes to connections from anywhere in the application: a controller, a scheduled job,
 * a queue listener, another callback. The one bean to inject.
 * <p>
 * It covers the connections of annotated endpoints only: no STOMP sessions and no
 * connections of other Spring handlers. Every method is thread-safe and returns without
 * waiting for a network or for a callback.
 * <p>
 * <b>Payloads.</b> A {@link String} becomes a text message, a {@code byte[]} or
 * {@link java.nio.ByteBuffer} a binary one, a {@link Frame} is sent as it is, and any
 * other object becomes a JSON text message, unless another converter takes it. Only the
 * object itself is known: unlike the result of a callback, it has no declared type and no
 * {@code @JsonView}. Where these matter, write the JSON yourself and push the text. A
 * payload is converted once, on the caller's thread and before anything is sent. A
 * payload that cannot be converted raises {@link PayloadConversionException} and reaches
 * nobody; {@code null} and a whole text {@link Frame} that is not UTF-8 raise
 * {@link IllegalArgumentException}. The payload may be changed once the method has
 * returned.
 * <p>
 * <b>Order.</b> If one call happens before another, every receiver of both sees them in
 * that order, whatever the calls are: push, broadcast, join, leave or disconnect.
 * Concurrent calls have no defined order. Dropped messages leave gaps, they never
 * reorder. One exception is asked for: a message with a {@linkplain PushOptions#conflate
 * key} takes the place of an older one with this key, and so may overtake messages
 * without it.
 * <p>
 * <b>Node or cluster.</b> Pushing and disconnecting apply to the whole cluster if there
 * is one ({@code ws.cluster.enabled}), unless the audience is
 * {@linkplain Audience#local() local}; {@link #find}, {@link #connections()},
 * {@link #count()}, {@link #exists}, {@link #isEstablished}, predicates and the numbers
 * of a {@link BroadcastResult} apply to this node. Connections of this node are served
 * first, whether or not the others can be reached. For a receiver on another node, the
 * order holds for the calls of one thread.
 * <p>
 * <b>Asks.</b> An ask is a push that the client answers. By default the payload is
 * written as a JSON object with one more field, {@code "ask":17}, and the client sends a
 * JSON object with {@code "re":17} and the fields of its answer. A class that is no JSON
 * object, such as a number, a text or a list, is read from the field {@code value}; a
 * field {@code error} instead says that the client has failed. A {@link MessageProtocol}
 * changes all of this. A payload that is not written as a JSON object, or has the field
 * already, raises {@link IllegalArgumentException}.
 * <p>
 * The stage of an ask completes with the answer, or exceptionally with
 * {@link AskTimeoutException}, {@link ConnectionEndedException} as soon as the connection
 * closes, {@link PushRefusedException} if the question was not accepted, or was dropped
 * by the queue before it was written, {@link AskFailedException} if the client answers
 * with an error, {@link ConnectionBlockedException} if the answer cannot be read, or
 * {@link PayloadConversionException} if the answer does not fit the class. In any case
 * the connection stays as it is. The answer is no message: no {@code @OnMessage} gets it,
 * and it passes the messages that wait for callbacks. So a callback may wait for the
 * answer of its own client, by {@code toCompletableFuture().join()}, or return the stage.
 * Dependent stages run on threads of their own that may block, never on those of
 * callbacks. Waiting on an event loop, in a callback of a {@code @NonBlocking} endpoint
 * for instance, raises {@link IllegalStateException}, unless the stage hides in another
 * future, such as one of {@code CompletableFuture.allOf}. The same holds for a dependent
 * stage that waits for another one. An answer that comes too late, twice or unasked is
 * ignored and counted.
 *
 * @since 0.1.0
 */
public interface ConnectionManager {

	/**
	 * Push a payload to one connection.
	 * @param id the {@linkplain Connection#id() id} of the connection
	 * @param payload what to send
	 * @return the outcome; {@link PushResult#ACCEPTED} means that the message is in the
	 * connection's queue, not that the client has received it, and
	 * {@link PushResult#FORWARDED} that it is on its way to another node
	 * @throws IllegalArgumentException if the payload is a fragment of a message
	 * ({@link Frame}) and the connection belongs to another node
	 */
	PushResult push(String id, Object payload);

	/**
	 * Push a payload to one connection with options: as {@link #push(String, Object)},
	 * but a newer message may take the place of an older one, and a message may expire.
	 * @param id the {@linkplain Connection#id() id} of the connection
	 * @param payload what to send, a whole message
	 * @param options the options
	 * @return the outcome
	 * @throws IllegalArgumentException if there are options and the payload is a fragment
	 * or control frame ({@link Frame})
	 */
	PushResult push(String id, Object payload, PushOptions options);

	/**
	 * Push a payload that the client has to acknowledge: same as
	 * {@link #ask(String, Object, Class, Duration)} with the time of
	 * {@code ws.ask.timeout}, but any answer will do, and its content is not looked at.
	 * @param id the {@linkplain Connection#id() id} of the connection, which may belong
	 * to another node
	 * @param payload the question
	 * @return a stage that completes with {@code null} when the answer has come
	 * @throws IllegalArgumentException if the payload cannot be a question
	 */
	CompletionStage<Void> ask(String id, Object payload);

	/**
	 * Push a payload and wait for the answer: same as
	 * {@link #ask(String, Object, Class, Duration)} with the time of
	 * {@code ws.ask.timeout}.
	 * @param <T> the type of the answer
	 * @param id the {@linkplain Connection#id() id} of the connection, which may belong
	 * to another node
	 * @param payload the question
	 * @param answerType the class that the answer is converted to
	 * @return a stage with the answer
	 * @throws IllegalArgumentException if the payload cannot be a question
	 */
	<T> CompletionStage<T> ask(String id, Object payload, Class<T> answerType);

	/**
	 * Push a payload and wait for the answer. The message stands in the same queue and
	 * order as other pushes.
	 * @param <T> the type of the answer
	 * @param id the {@linkplain Connection#id() id} of the connection, which may belong
	 * to another node
	 * @param payload the question
	 * @param answerType the class that the answer is converted to
	 * @param timeout how long to wait for the answer
	 * @return a stage with the answer
	 * @throws IllegalArgumentException if the payload cannot be a question, or the
	 * timeout is not positive
	 */
	<T> CompletionStage<T> ask(String id, Object payload, Class<T> answerType, Duration timeout);

	/**
	 * Push a payload to all connections: same as {@link #all()} and
	 * {@link Audience#push(Object)}.
	 * @param payload what to send, converted and encoded once
	 * @return the number of targeted connections of this node, and the outcome
	 * @throws IllegalArgumentException if the payload is a fragment of a message
	 * ({@link Frame}) and there is a cluster
	 */
	BroadcastResult broadcast(Object payload);

	/**
	 * Push a payload to all connections with options: same as {@link #all()} and
	 * {@link Audience#push(Object, PushOptions)}.
	 * @param payload what to send, a whole message, converted and encoded once
	 * @param options the options
	 * @return the number of targeted connections of this node, and the outcome
	 * @throws IllegalArgumentException if there are options and the payload is a fragment
	 * or control frame ({@link Frame})
	 */
	BroadcastResult broadcast(Object payload, PushOptions options);

	/**
	 * Push a payload to the connections of this node that match a predicate.
	 * @param payload what to send, converted and encoded once
	 * @param predicate the condition, evaluated on the caller's thread, once for each
	 * connection
	 * @return the number of targeted connections, and the outcome
	 */
	BroadcastResult broadcast(Object payload, Predicate<Connection> predicate);

	/**
	 * Return the audience of all connections.
	 * @return an audience that is evaluated at each use
	 */
	Audience all();

	/**
	 * Return the audience of the connections of an endpoint: of all its paths, if it has
	 * several. {@link EndpointAudience#room} narrows it to those in a room.
	 * @param path a path template of the endpoint, as in {@link Connection#endpoint()}:
	 * {@code /chat/{room}}, not {@code /chat/lobby}
	 * @return an audience that is evaluated at each use
	 * @throws IllegalArgumentException if no endpoint has this path template; the message
	 * lists the path templates of all endpoints
	 */
	EndpointAudience endpoint(String path);

	/**
	 * Return the audience of the connections in a room <b>of the whole application</b>:
	 * those of every endpoint that have joined a room of this name. A room of one
	 * endpoint is {@code connections.endpoint(path).room(name)}, which is also the room
	 * that {@link io.github.wsboot.annotation.Broadcast @Broadcast} sends to.
	 * @param name the name of the room, which need not exist
	 * @return an audience that is evaluated at each use
	 */
	Audience room(String name);

	/**
	 * Return the audience of the connections of a user, at any endpoint.
	 * @param name the name of the handshake's principal, or the one given to
	 * {@link Connection#bindUser}
	 * @return an audience that is evaluated at each use
	 */
	Audience user(String name);

	/**
	 * Return whether a connection of this node is established, and so accepts pushes.
	 * Already {@code false} in {@code @OnClose}.
	 * @param id the id of the connection
	 * @return whether its state is {@link ConnectionState#ESTABLISHED}
	 */
	boolean isEstablished(String id);

	/**
	 * Return whether this node has a connection with the id, established or closing.
	 * Already {@code false} in {@code @OnClose}.
	 * @param id the id of the connection
	 * @return whether the id is registered
	 */
	boolean exists(String id);

	/**
	 * Find a connection of this node.
	 * @param id the id of the connection
	 * @return the connection, if its id is registered
	 */
	Optional<Connection> find(String id);

	/**
	 * Return the connections of this node. The stream is weakly consistent: it never
	 * fails because connections open or close while it runs, and may or may not include
	 * them.
	 * @return the connections, in no particular order
	 */
	Stream<Connection> connections();

	/**
	 * Return the number of connections of this node.
	 * @return the number of registered connections
	 */
	int count();

	/**
	 * Return what this node knows of the cluster that it belongs to.
	 * @return the cluster; without one, that of this node alone
	 */
	Cluster cluster();

	/**
	 * Disconnect normally: same as {@link #disconnect(String, CloseStatus)} with
	 * {@link CloseStatus#NORMAL}.
	 * @param id the id of the connection
	 * @return whether the connection was established or, if it belongs to another node,
	 * whether the request was handed to the cluster
	 */
	boolean disconnect(String id);

	/**
	 * Close a connection after the messages that its queue has already accepted. Later
	 * pushes are refused. If the client does not answer with a close frame within
	 * {@code ws.close-timeout}, the connection is aborted.
	 * @param id the id of the connection
	 * @param status the code and reason for the client; a reason of more than 123 bytes
	 * of UTF-8 is cut (RFC 6455, section 5.5)
	 * @return whether the connection was established or, if it belongs to another node,
	 * whether the request was handed to the cluster
	 * @throws IllegalArgumentException if the code must not be sent (RFC 6455, section
	 * 7.4)
	 */
	boolean disconnect(String id, CloseStatus status);

}
