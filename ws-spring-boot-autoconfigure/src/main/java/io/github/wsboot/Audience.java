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
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import org.springframework.web.socket.CloseStatus;

/**
 * Receivers of a push: all connections, or those of an endpoint, a room or a user, with
 * or without exceptions.
 * <p>
 * Immutable and thread-safe. An audience describes receivers and holds none: each call
 * determines its members, so an audience may be kept and used again.
 *
 * @since 0.1.0
 * @see ConnectionManager
 */
public interface Audience {

	/**
	 * Return this audience without certain connections.
	 * @param ids the ids of the connections to leave out; unknown ids have no effect
	 * @return a narrower audience
	 */
	Audience except(String... ids);

	/**
	 * Return the connections of this audience on this node, whether or not there is a
	 * cluster. It is for what every node does by itself, such as handling a message that
	 * each of them consumes, which would otherwise reach every client once for each node.
	 * @return a narrower audience
	 */
	Audience local();

	/**
	 * Return the connections of this audience on this node that match a predicate. The
	 * audience is {@linkplain #local() local}.
	 * @param predicate the condition, evaluated for each connection on the thread that
	 * uses the audience
	 * @return a narrower audience
	 */
	Audience where(Predicate<Connection> predicate);

	/**
	 * Push a payload to every connection of the audience, on all nodes of the cluster
	 * unless the audience is {@linkplain #local() local}. A receiver that is gone, slow
	 * or closing does not keep the others from getting the message. The connections of
	 * this node do not depend on the cluster.
	 * @param payload what to send, converted and encoded once
	 * @return the number of targeted connections of this node, and the outcome
	 * @throws IllegalArgumentException if the payload is a fragment of a message
	 * ({@link Frame}), there is a cluster, and the audience is not local: a lost fragment
	 * would hold back all later messages
	 */
	BroadcastResult push(Object payload);

	/**
	 * Push a payload with options: as {@link #push(Object)}, but a newer message may take
	 * the place of an older one, and a message may expire. Each receiver's queue applies
	 * the options by itself.
	 * @param payload what to send, a whole message, converted and encoded once
	 * @param options the options
	 * @return the number of targeted connections of this node, and the outcome
	 * @throws IllegalArgumentException if there are options and the payload is a fragment
	 * or control frame ({@link Frame})
	 */
	BroadcastResult push(Object payload, PushOptions options);

	/**
	 * Ask every connection of the audience <b>on this node</b>: same as
	 * {@link #ask(Object, Class, Duration)} with the time of {@code ws.ask.timeout}.
	 * @param <T> the type of the answers
	 * @param payload the question, converted and encoded once
	 * @param answerType the class that each answer is converted to
	 * @return a stage with the answers
	 * @throws IllegalArgumentException if the payload cannot be a question
	 */
	<T> CompletionStage<Replies<T>> ask(Object payload, Class<T> answerType);

	/**
	 * Ask every connection of the audience <b>on this node</b>, whether or not there is a
	 * cluster: members on other nodes are not asked. To ask a connection of another node,
	 * use its id ({@link ConnectionManager#ask(String, Object, Class, Duration)}). See
	 * {@link ConnectionManager} for what an ask is.
	 * @param <T> the type of the answers
	 * @param payload the question, converted and encoded once
	 * @param answerType the class that each answer is converted to
	 * @param timeout how long to wait for the answers
	 * @return a stage that completes when each of the connections has answered or failed,
	 * after the timeout at the latest. It never completes exceptionally by itself;
	 * without any connections it is complete at once.
	 * @throws IllegalArgumentException if the payload cannot be a question, or the
	 * timeout is not positive
	 */
	<T> CompletionStage<Replies<T>> ask(Object payload, Class<T> answerType, Duration timeout);

	/**
	 * Close every connection of the audience after the messages that its queue has
	 * already accepted, on all nodes of the cluster unless the audience is
	 * {@linkplain #local() local}.
	 * @param status the code and reason for the clients; a reason of more than 123 bytes
	 * of UTF-8 is cut (RFC 6455, section 5.5)
	 * @return the number of targeted connections of this node, and the outcome
	 * @throws IllegalArgumentException if the code must not be sent (RFC 6455, section
	 * 7.4)
	 */
	BroadcastResult disconnect(CloseStatus status);

	/**
	 * Return the number of connections in the audience.
	 * @return the number of connections of this node that belong to the audience now
	 */
	int count();

}
