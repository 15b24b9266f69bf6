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

package io.github.wsboot.demo.chat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;

import io.github.wsboot.Audience;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;

/**
 * Asks everybody in a room, and shows all of them the outcome when the last one has voted
 * or left, or when the time is over. A room votes on one thing at a time. In a cluster
 * the people of this node are asked.
 */
@Component
class Polls {

	private static final Duration TIME = Duration.ofSeconds(30);

	private final ConnectionManager connections;

	private final Set<String> voting = ConcurrentHashMap.newKeySet();

	Polls(ConnectionManager connections) {
		this.connections = connections;
	}

	/**
	 * Start a poll.
	 * @param connection the connection of the person who wants to know
	 * @param room the room
	 * @param name the name of the person
	 * @param poll the poll
	 * @throws PollOpenException if the room still votes on something else
	 */
	void start(Connection connection, String room, String name, Poll poll) {
		if (!this.voting.add(room)) {
			throw new PollOpenException();
		}
		Audience people = this.connections.endpoint(connection.endpoint()).room(room).local();
		people.ask(new Ballot(name, poll.question(), poll.options()), Vote.class, TIME)
			.whenComplete((replies, failure) -> this.voting.remove(room))
			.thenAccept(
					(replies) -> people.push(Tally.of(poll, replies.replies().values(), replies.failures().size())));
	}

}
