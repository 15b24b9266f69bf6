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

import java.time.Instant;
import java.util.regex.Pattern;

import jakarta.validation.Valid;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

import io.github.wsboot.Connection;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.PayloadValidationException;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.demo.presence.Presence;

/**
 * Lets people talk to each other, room by room.
 */
@WebSocketEndpoint("/ws/chat/{room}")
class ChatEndpoint {

	private static final Pattern ROOM = Pattern.compile("[A-Za-z0-9-]{1,30}");

	private final Presence presence;

	private final Polls polls;

	ChatEndpoint(Presence presence, Polls polls) {
		this.presence = presence;
		this.polls = polls;
	}

	@OnHandshake
	void admit(HandshakeContext handshake, @PathVariable String room, @RequestParam String name) {
		if (name.isBlank() || name.length() > 30 || !ROOM.matcher(room).matches()) {
			handshake.reject(HttpStatus.BAD_REQUEST);
		}
	}

	@OnOpen
	void joined(Connection connection, @PathVariable String room, @RequestParam String name) {
		connection.bindUser(name);
		this.presence.enter(connection, room, (people) -> new Welcome(room, name, people));
	}

	@OnMessage("line")
	@Broadcast(room = "{room}")
	ChatLine said(@Valid Said said, @RequestParam String name) {
		return new ChatLine(name, said.text(), Instant.now());
	}

	@OnMessage("typing")
	@Broadcast(room = "{room}", self = false)
	Typing typing(@RequestParam String name) {
		return new Typing(name);
	}

	@OnMessage("poll")
	void ask(@Valid Poll poll, Connection connection, @PathVariable String room, @RequestParam String name) {
		this.polls.start(connection, room, name, poll);
	}

	@OnError
	Problem tooEarly(PollOpenException ex) {
		return new Problem(ex.getMessage());
	}

	@OnError
	Problem refused(PayloadValidationException ex) {
		return new Problem(ex.getMessage());
	}

	@OnClose
	void left(Connection connection, @PathVariable String room) {
		this.presence.leave(connection, room);
	}

}
