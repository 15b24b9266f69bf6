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

import java.util.Optional;
import java.util.stream.Stream;

import io.github.wsboot.Audience;

/**
 * Opens outgoing connections and finds those that are open.
 * <p>
 * Connections to other servers and connections of clients to this server are kept apart:
 * {@link io.github.wsboot.ConnectionManager} never sees an outgoing connection. Audiences
 * work in the same way for both. Thread-safe.
 *
 * @since 0.1.0
 */
public interface WebSocketClients {

	/**
	 * Return the specification of an annotated client.
	 * @param type the class of a bean with
	 * {@link io.github.wsboot.annotation.WebSocketClient @WebSocketClient}
	 * @return the specification, to be completed and connected
	 * @throws IllegalArgumentException if there is no such bean, or more than one
	 */
	ConnectSpec client(Class<?> type);

	/**
	 * Return the specification of an annotated client.
	 * @param name the name of the client
	 * @return the specification, to be completed and connected
	 * @throws IllegalArgumentException if there is no client of this name
	 */
	ConnectSpec client(String name);

	/**
	 * Return the specification of a connection without callbacks.
	 * {@link ConnectSpec#open()} lets its user receive the messages; with
	 * {@link ConnectSpec#connect()} they are dropped.
	 * @param template the URI with the scheme {@code ws} or {@code wss}; it may have
	 * variables, as in {@code wss://example.org/stream/{symbol}}
	 * @param variables the values of all variables, in their order, or none, to set them
	 * by {@link ConnectSpec#pathVariable}
	 * @return the specification, to be completed and connected
	 * @throws IllegalArgumentException if this cannot be the URI of a WebSocket server,
	 * whatever its variables, or there are some values but not as many as variables; with
	 * its values the URI is checked by {@link ConnectSpec#connect()} and
	 * {@link ConnectSpec#open()}
	 */
	ConnectSpec uri(String template, Object... variables);

	/**
	 * Return all client connections that have not ended, whether or not they have a
	 * socket at the moment.
	 * @return a stream over a weakly consistent view
	 */
	Stream<ClientConnection> connections();

	/**
	 * Find a client connection that has not ended.
	 * @param id the id of the client connection
	 * @return the client connection, or nothing
	 */
	Optional<ClientConnection> find(String id);

	/**
	 * Return the number of client connections that have not ended.
	 * @return the number, those without a socket included
	 */
	int count();

	/**
	 * Return all outgoing connections that are established.
	 * @return the audience
	 */
	Audience all();

	/**
	 * Return the outgoing connections in a room.
	 * @param name the name of the room, which need not exist
	 * @return the audience
	 */
	Audience room(String name);

}
