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

package io.github.wsboot.server.transport;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;

import io.github.wsboot.server.TestServer;

/**
 * A handler as Spring's users write them: answers with what it gets, and remembers what
 * happens to each client.
 */
class SpringEchoHandler extends AbstractWebSocketHandler {

	private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

	private final Map<String, List<String>> events = new ConcurrentHashMap<>();

	final CountDownLatch released = new CountDownLatch(1);

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		String limit = query(session, "limit");
		if (limit != null) {
			session.setTextMessageSizeLimit(Integer.parseInt(limit));
			session.setBinaryMessageSizeLimit(Integer.parseInt(limit) / 2);
		}
		add(session, "open");
		this.sessions.put(client(session), session);
		if (query(session, "fail") != null) {
			throw new IllegalStateException("asked to fail");
		}
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
		switch (message.getPayload()) {
			case "fail" -> throw new IllegalStateException("asked to fail");
			case "block" -> {
				add(session, "blocked");
				this.released.await(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
			case "thread" -> session.sendMessage(new TextMessage(Thread.currentThread().getName()));
			default -> session.sendMessage(new TextMessage(message.getPayload()));
		}
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
		session.sendMessage(new BinaryMessage(message.getPayload()));
	}

	@Override
	protected void handlePongMessage(WebSocketSession session, PongMessage message) {
		add(session, "pong " + message.getPayloadLength());
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable exception) {
		add(session, "error");
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		add(session, "close " + status.getCode());
	}

	private void add(WebSocketSession session, String event) {
		of(client(session)).add(event);
	}

	/**
	 * Return what has happened to a client.
	 */
	List<String> of(String client) {
		return this.events.computeIfAbsent(client, (key) -> new CopyOnWriteArrayList<>());
	}

	/**
	 * Return what has happened to a client once it has come to an end.
	 */
	List<String> awaitEnd(String client) {
		TestServer.await("end of " + client)
			.until(() -> of(client).stream().anyMatch((event) -> event.startsWith("close")));
		return of(client);
	}

	void await(String client, String event) {
		TestServer.await(event + " of " + client).until(() -> of(client).contains(event));
	}

	/**
	 * Return the session of a client, which may still be about to be established.
	 */
	WebSocketSession session(String client) {
		return TestServer.await("session of " + client)
			.until(() -> this.sessions.get(client), (session) -> session != null);
	}

	private static String client(WebSocketSession session) {
		return query(session, "client");
	}

	private static String query(WebSocketSession session, String name) {
		return UriComponentsBuilder.fromUri(session.getUri()).build().getQueryParams().getFirst(name);
	}

}
