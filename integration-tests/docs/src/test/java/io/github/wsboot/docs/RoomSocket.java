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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

@ServerEndpoint("/v1/rooms/{room}")
public class RoomSocket {

	private static final Set<RoomSocket> SOCKETS = ConcurrentHashMap.newKeySet();

	private Session session;

	private String room;

	@OnOpen
	public void opened(Session session, @PathParam("room") String room) {
		this.session = session;
		this.room = room;
		SOCKETS.add(this);
	}

	@OnMessage
	public void received(String text) {
		SOCKETS.stream()
			.filter((socket) -> socket.room.equals(this.room))
			.forEach((socket) -> socket.session.getAsyncRemote().sendText(text));
	}

	@OnClose
	public void closed() {
		SOCKETS.remove(this);
	}

}
