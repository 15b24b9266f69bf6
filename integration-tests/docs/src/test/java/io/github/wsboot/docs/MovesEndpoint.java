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

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

@WebSocketEndpoint("/moves")
class MovesEndpoint {

	private final ConnectionManager connections;

	MovesEndpoint(ConnectionManager connections) {
		this.connections = connections;
	}

	@OnMessage("join")
	Joined join(Connection connection, Join join) {
		connection.join(join.game());
		return new Joined(join.id(), this.connections.endpoint("/moves").room(join.game()).count());
	}

	@OnMessage("move")
	void move(Connection connection, Move move) {
		this.connections.endpoint("/moves").room(move.game()).except(connection.id()).push(new Moved(move.to()));
	}

	record Join(int id, String game) {

	}

	@MessageType("joined")
	record Joined(int id, int players) {

	}

	record Move(String game, String to) {

	}

	@MessageType("moved")
	record Moved(String to) {

	}

}
