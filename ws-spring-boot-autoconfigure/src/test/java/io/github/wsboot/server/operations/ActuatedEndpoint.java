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

package io.github.wsboot.server.operations;

import org.springframework.web.bind.annotation.PathVariable;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RecordingEndpoint;

/**
 * Endpoint whose connections the actuator shows and changes: each is in the room and of
 * the user that its path names.
 */
@WebSocketEndpoint("/rooms/{room}/{user}")
class ActuatedEndpoint extends RecordingEndpoint {

	ActuatedEndpoint(Journal journal) {
		super(journal);
	}

	@Override
	@OnOpen
	protected void open(Connection connection) {
		super.open(connection);
		connection.bindUser(connection.pathVariables().get("user"));
		connection.join(connection.pathVariables().get("room"));
		connection.join("group/" + connection.pathVariables().get("room"));
		connection.push("welcome");
	}

	@OnMessage
	String said(String text, @PathVariable String room) {
		return room + ": " + text;
	}

}
