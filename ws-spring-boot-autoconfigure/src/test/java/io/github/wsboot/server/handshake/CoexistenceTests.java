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

package io.github.wsboot.server.handshake;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.SpringTextHandler;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for endpoints beside other parts of an application.
 */
class CoexistenceTests extends ServerTests {

	CoexistenceTests() {
		super(ChatEndpoint.class, DefaultPathEndpoint.class, ChatController.class, SpringTextHandler.class,
				SessionDecoration.class);
	}

	@Promise("beans")
	@Test
	void controllerOnTheSamePathShouldKeepWorking() throws Exception {
		HttpResponse<String> response = TestTls.http()
			.send(HttpRequest.newBuilder(server().httpUri("/chat/lobby")).timeout(TestServer.TIMEOUT).build(),
					HttpResponse.BodyHandlers.ofString());
		assertThat(response.body()).isEqualTo("page of lobby");
		assertThat(connect("/chat/lobby").text("hi").next()).isEqualTo("lobby: hi");
	}

	@Promise("beans")
	@Test
	void springHandlersOfTheApplicationShouldKeepWorkingAndNotBeConnections() {
		TestClient client = connect("/spring").text("hi");
		assertThat(client.next()).isEqualTo("spring: hi");
		assertThat(server().connections().count()).isZero();
		assertThat(server().connections().broadcast("x").targeted()).isZero();
	}

	@Test
	void beanWithoutAPathShouldServeTheDefaultPath() {
		assertThat(connect("/ws").text("hi").next()).isEqualTo("default: hi");
		TestServer moved = server("ws.path=/socket");
		assertThat(connect(moved, "/socket").text("hi").next()).isEqualTo("default: hi");
	}

	@Promise("beans")
	@Test
	void contextPathShouldBeNoPartOfTheTemplate() {
		TestServer server = server("server.servlet.context-path=/app");
		TestClient client = connect(server, "/app/chat/blue%20room");
		assertThat(client.text("hi").next()).isEqualTo("blue room: hi");
		Connection connection = server.connection(client.name());
		assertThat(connection.endpoint()).isEqualTo("/chat/{room}");
		assertThat(connection.pathVariables()).containsEntry("room", "blue room");
	}

	@Promise("handshake")
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/chat/A          | A
			/chat/A;1        | A
			/chat/A;2        | A
			/chat/A;v=1;w=2  | A
			/chat;v=1/A      | A
			/chat/A%3B1      | A;1
			""")
	void pathParametersShouldBeNoPartOfAVariable(String path, String room) {
		TestClient client = connect(path);
		assertThat(client.text("hi").next()).isEqualTo(room + ": hi");
		Connection connection = server().connection(client.name());
		assertThat(connection.pathVariables()).containsOnly(Map.entry("room", room));
		assertThat(connection.handshake().uri().getRawPath()).isEqualTo(path);
	}

	@Test
	void decoratedSessionShouldBeAbortedLikeAnyOther() {
		TestServer server = server("ws.close-timeout=1s", "server.jetty.connection-idle-timeout=60s");
		RawWebSocketClient client = raw(server, "/chat/lobby");
		server.connection(client.name()).disconnect();
		server.journal().awaitEnd(client.name());
		assertThat(client.nextClose().closeCode()).isEqualTo(1000);
		assertThat(client.readToEnd()).isNull();
	}

	@Test
	void decoratedSessionShouldNotEndBecauseItIsIdle() {
		TestServer server = server("server.jetty.connection-idle-timeout=1s");
		RawWebSocketClient idle = raw(server, "/chat/lobby");
		TestClient busy = connect(server, "/ws");
		server.connection(busy.name()).every(Duration.ofMillis(100), (connection) -> connection.push("tick"));
		assertThat(busy.next(30)).hasSize(30);
		assertThat(server.connection(idle.name()).push("still here").isAccepted()).isTrue();
		assertThat(idle.nextText()).isEqualTo("still here");
	}

	@WebSocketEndpoint("/chat/{room}")
	static class ChatEndpoint extends RecordingEndpoint {

		ChatEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text, @PathVariable String room) {
			return room + ": " + text;
		}

	}

	static class DefaultPathEndpoint extends RecordingEndpoint {

		DefaultPathEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text) {
			return "default: " + text;
		}

	}

	@RestController
	static class ChatController {

		@GetMapping("/chat/{room}")
		String page(@PathVariable String room) {
			return "page of " + room;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SessionDecoration {

		@Bean
		@ForWebSocketEndpoints
		WebSocketHandlerDecoratorFactory sessionDecorator() {
			return SessionDecorator::new;
		}

	}

	private static final class SessionDecorator extends WebSocketHandlerDecorator {

		SessionDecorator(WebSocketHandler delegate) {
			super(delegate);
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) throws Exception {
			super.afterConnectionEstablished(new ConcurrentWebSocketSessionDecorator(session, 1000, 1_000_000));
		}

		@Override
		public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
			super.handleMessage(session, message);
		}

	}

}
