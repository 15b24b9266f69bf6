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

import io.github.wsboot.Audience;

/**
 * Specification of an outgoing connection. Immutable and reusable: each method returns
 * another specification, and each {@link #connect()} or {@link #open()} makes a
 * connection of its own.
 *
 * @since 0.1.0
 */
public interface ConnectSpec {

	/**
	 * Set the value of a variable of the URI.
	 * @param name the name of the variable
	 * @param value its value, encoded when the URI is built
	 * @return a specification with the value
	 * @throws IllegalArgumentException if the URI has no such variable
	 */
	ConnectSpec pathVariable(String name, Object value);

	/**
	 * Add a parameter to the query of the URI.
	 * @param name the name of the parameter
	 * @param values its values, encoded when the URI is built
	 * @return a specification with the parameter
	 */
	ConnectSpec queryParam(String name, Object... values);

	/**
	 * Set a header of the opening request, in addition to those of the properties and
	 * instead of one of the same name.
	 * @param name the name of the header
	 * @param values its values
	 * @return a specification with the header
	 */
	ConnectSpec header(String name, String... values);

	/**
	 * Set the sub-protocols to offer, the preferred one first, instead of those of the
	 * client.
	 * @param names the names of the sub-protocols
	 * @return a specification with the sub-protocols
	 */
	ConnectSpec subProtocols(String... names);

	/**
	 * Set an attribute that each {@link io.github.wsboot.Connection} begins with.
	 * @param name the name of the attribute
	 * @param value its value
	 * @return a specification with the attribute
	 */
	ConnectSpec attribute(String name, Object value);

	/**
	 * Set what happens after a loss or a failed attempt, instead of what the properties
	 * and a bean of the type say.
	 * @param policy the policy
	 * @return a specification with the policy
	 */
	ConnectSpec reconnect(ReconnectPolicy policy);

	/**
	 * Begin to connect, and come back after each loss. Returns at once.
	 * @return the client connection, which lives until it is disconnected
	 * @throws IllegalArgumentException if a variable of the URI has no value, or the URI
	 * is malformed or has no host
	 * @throws IllegalStateException if the application is being stopped
	 */
	ClientConnection connect();

	/**
	 * Connect once, and wait for it. The user of the connection receives its messages by
	 * calling it; of the callbacks of a bean, only {@code @OnHandshake} is called, on the
	 * thread that waits; the timeouts do not interrupt it. The connection does not come
	 * back after a loss.
	 * <p>
	 * The thread waits for twice the sum of {@code ws.client.connect-timeout} and
	 * {@code ws.client.handshake-timeout} at most, so that there is as much time again
	 * for its turn ({@code ws.client.max-connecting}) and for customizers.
	 * @return the established connection, which its user has to close
	 * @throws IllegalArgumentException if a variable of the URI has no value, or the URI
	 * is malformed or has no host
	 * @throws ConnectFailedException if the connection cannot be established within that
	 * time, or the thread is interrupted
	 * @throws IllegalStateException if the current thread is an event loop, which must
	 * not wait, or if the application is being stopped
	 */
	BlockingConnection open();

	/**
	 * Return the established connections of this client, whatever their variables and
	 * headers.
	 * @return the audience
	 */
	Audience audience();

}
