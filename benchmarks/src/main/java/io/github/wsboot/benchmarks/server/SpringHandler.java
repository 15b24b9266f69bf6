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

package io.github.wsboot.benchmarks.server;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;

/**
 * Usual implementation with Spring alone: a handler that loops over its sessions, each of
 * them decorated so that many threads may send. The limits are those of our endpoints.
 */
class SpringHandler extends AbstractWebSocketHandler {

	private static final int SEND_TIME_LIMIT = 10_000;

	private final int bufferSizeLimit;

	private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

	SpringHandler(DataSize bufferSizeLimit) {
		this.bufferSizeLimit = Math.toIntExact(bufferSizeLimit.toBytes());
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		this.sessions.put(session.getId(),
				new ConcurrentWebSocketSessionDecorator(session, SEND_TIME_LIMIT, this.bufferSizeLimit));
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
		String text = message.getPayload();
		if (text.startsWith("E")) {
			reply(session, new TextMessage(text));
		}
		else if (text.startsWith("B")) {
			broadcast(new TextMessage(text));
		}
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws IOException {
		byte kind = message.getPayload().get(0);
		if (kind == 'E') {
			reply(session, message);
		}
		else if (kind == 'B') {
			broadcast(message);
		}
	}

	private void reply(WebSocketSession session, WebSocketMessage<?> message) throws IOException {
		WebSocketSession sender = this.sessions.get(session.getId());
		if (sender != null) {
			sender.sendMessage(message);
		}
	}

	private void broadcast(WebSocketMessage<?> message) {
		for (WebSocketSession session : this.sessions.values()) {
			try {
				session.sendMessage(message);
			}
			catch (IOException | RuntimeException ex) {
				// Gone or too slow, which is no reason to keep it from the others
			}
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		this.sessions.remove(session.getId());
	}

	int count() {
		return this.sessions.size();
	}

}
