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

package io.github.wsboot.demo.presence;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.springframework.stereotype.Component;

import io.github.wsboot.Audience;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;

/**
 * Sends the list of people in a room of an endpoint to all of them. Changes are sent one
 * after the other, so that everybody ends up with the same list.
 * <p>
 * In a cluster the list has the people of this node, so it stays on it: otherwise people
 * would get the lists of all nodes in turn.
 *
 * @since 0.1.0
 */
@Component
public class Presence {

	private final ConnectionManager connections;

	Presence(ConnectionManager connections) {
		this.connections = connections;
	}

	/**
	 * Let a connection into a room, greet it, and notify the others.
	 * @param connection the connection
	 * @param room the room
	 * @param greeting creates the greeting from the list of members
	 */
	public synchronized void enter(Connection connection, String room, Function<List<String>, Object> greeting) {
		connection.join(room);
		List<String> people = people(connection.endpoint(), room);
		connection.push(greeting.apply(people));
		audience(connection, room).except(connection.id()).push(new Joined(people, nameOf(connection)));
	}

	/**
	 * Notify the remaining members of a room that a connection has left.
	 * @param connection the connection
	 * @param room the room
	 */
	public synchronized void leave(Connection connection, String room) {
		audience(connection, room).push(new Left(people(connection.endpoint(), room), nameOf(connection)));
	}

	private Audience audience(Connection connection, String room) {
		return this.connections.endpoint(connection.endpoint()).room(room).local();
	}

	private List<String> people(String endpoint, String room) {
		return this.connections.connections()
			.filter((connection) -> connection.endpoint().equals(endpoint) && connection.rooms().contains(room))
			.map(Presence::nameOf)
			.distinct()
			.sorted()
			.toList();
	}

	private static String nameOf(Connection connection) {
		return Objects.requireNonNullElse(connection.user(), "somebody");
	}

}
