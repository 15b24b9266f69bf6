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

package io.github.wsboot.docs;

import java.util.List;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

@WebSocketEndpoint("/rooms/{room}")
class PresenceEndpoint {

	private final ConnectionManager connections;

	PresenceEndpoint(ConnectionManager connections) {
		this.connections = connections;
	}

	@OnOpen
	void joined(Connection connection, @PathVariable String room, @RequestParam String name) {
		connection.bindUser(name);
		connection.join(room);
		showPeople(room);
	}

	@OnMessage("say")
	@Broadcast(room = "{room}")
	Line said(Say message, Connection connection) {
		return new Line(connection.user(), message.text());
	}

	@OnClose
	void left(@PathVariable String room) {
		showPeople(room);
	}

	/**
	 * One change after the other, so that the last list that everybody gets is the
	 * latest.
	 */
	private synchronized void showPeople(String room) {
		List<String> people = this.connections.connections()
			.filter((connection) -> connection.endpoint().equals("/rooms/{room}") && connection.rooms().contains(room))
			.map(Connection::user)
			.distinct()
			.sorted()
			.toList();
		this.connections.endpoint("/rooms/{room}").room(room).push(new People(people));
	}

	record Say(String text) {

	}

	@MessageType("line")
	record Line(String from, String text) {

	}

	@MessageType("people")
	record People(List<String> people) {

	}

}
