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

package io.github.wsboot.demo;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

import io.github.wsboot.ConnectionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for pushing from outside.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "ws.send.max-bytes=64MB", "ws.close-timeout=5m", "ws.send.max-delay=5m" })
class ConnectionApiTests {

	private static final ParameterizedTypeReference<List<Map<String, @Nullable Object>>> LIST = new ParameterizedTypeReference<>() {
	};

	@LocalServerPort
	private int port;

	@Autowired
	private ConnectionManager connections;

	private RestTestClient rest;

	@BeforeEach
	void setUp() {
		this.rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port + "/api").build();
		awaitConnections(0);
	}

	@Test
	void shouldListConnections() {
		assertThat(list()).isEmpty();
		Instant before = Instant.now();
		try (Client chat = Client.connect(this.port, "/ws/chat/lobby?name=Ada");
				Client echo = Client.connect(this.port, "/ws/echo")) {
			awaitConnections(2);
			Awaitility.await("user").until(() -> this.connections.user("Ada").count() == 1);
			assertThat(list()).allSatisfy((connection) -> {
				assertThat(connection).containsOnlyKeys("id", "endpoint", "user", "since", "remoteAddress");
				assertThat(Instant.parse((String) connection.get("since"))).isBetween(before, Instant.now());
				assertThat(connection.get("remoteAddress")).asString().matches("(127\\.0\\.0\\.1|\\[.+]):\\d+");
			})
				.extracting((connection) -> connection.get("endpoint") + " of " + connection.get("user"))
				.containsExactlyInAnyOrder("/ws/chat/{room} of Ada", "/ws/echo of null");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain;charset=UTF-8", "text/plain", "application/x-www-form-urlencoded",
			"application/json", "application/octet-stream" })
	void shouldPushTheBodyToOneConnectionWhateverItsType(String type) throws Exception {
		try (Client echo = Client.connect(this.port, "/ws/echo");
				Client other = Client.connect(this.port, "/ws/broadcast")) {
			awaitConnections(2);
			String id = idOf("/ws/echo");
			for (String text : List.of("Grüße 👋", "a=b&c=d+e%20f", "")) {
				post("/connections/" + id + "/push", text, type).expectStatus()
					.isOk()
					.expectBody(String.class)
					.isEqualTo("ACCEPTED");
				assertThat(echo.next()).isEqualTo(text);
			}
			post("/broadcast", "all", type).expectStatus().isOk().expectBody().json("{\"targeted\":2}");
			assertThat(echo.next()).isEqualTo("all");
			assertThat(other.next()).as("first message").isEqualTo("all");
		}
	}

	@Test
	void shouldBroadcastToNobody() {
		post("/broadcast", "hello", "text/plain").expectStatus().isOk().expectBody().json("{\"targeted\":0}");
	}

	@Test
	void shouldTellWhetherAConnectionIsEstablished() {
		String id;
		try (Client echo = Client.connect(this.port, "/ws/echo")) {
			awaitConnections(1);
			id = idOf("/ws/echo");
			assertEstablished(id, true);
		}
		awaitConnections(0);
		assertEstablished(id, false);
		assertEstablished("unknown", false);
	}

	@Test
	void shouldAnswerNotFoundForAnUnknownOrFormerId() {
		String id;
		try (Client echo = Client.connect(this.port, "/ws/echo")) {
			awaitConnections(1);
			id = idOf("/ws/echo");
		}
		awaitConnections(0);
		assertPush(id, "hello", 404, "NOT_FOUND");
		assertPush("unknown", "hello", 404, "NOT_FOUND");
	}

	@Test
	void shouldAnswerConflictWhileAConnectionIsClosing() throws Exception {
		try (Socket socket = new Socket()) {
			connectAndNeverRead(socket);
			awaitConnections(1);
			String id = idOf("/ws/echo");
			// More than the sockets can hold, so that the queue never drains
			String much = "x".repeat(8 * 1024 * 1024);
			for (int i = 0; i < 6; i++) {
				assertThat(this.connections.push(id, much).isAccepted()).isTrue();
			}
			assertThat(this.connections.disconnect(id)).isTrue();
			assertPush(id, "hello", 409, "CLOSED");
			assertEstablished(id, false);
			assertThat(idOf("/ws/echo")).isEqualTo(id);
		}
		awaitConnections(0);
	}

	private void connectAndNeverRead(Socket socket) throws Exception {
		socket.setReceiveBufferSize(1024);
		socket.connect(new InetSocketAddress("localhost", this.port), 10_000);
		socket.getOutputStream().write("""
				GET /ws/echo HTTP/1.1\r
				Host: localhost\r
				Upgrade: websocket\r
				Connection: Upgrade\r
				Sec-WebSocket-Version: 13\r
				Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
				\r
				""".getBytes(StandardCharsets.US_ASCII));
	}

	private void awaitConnections(int count) {
		Awaitility.await(count + " connections").until(() -> this.connections.count() == count);
	}

	private List<Map<String, @Nullable Object>> list() {
		return this.rest.get()
			.uri("/connections")
			.exchangeSuccessfully()
			.expectBody(LIST)
			.returnResult()
			.getResponseBody();
	}

	private String idOf(String endpoint) {
		List<Map<String, @Nullable Object>> matches = list().stream()
			.filter((connection) -> endpoint.equals(connection.get("endpoint")))
			.toList();
		assertThat(matches).hasSize(1);
		return (String) matches.get(0).get("id");
	}

	private ResponseSpec post(String path, String body, String type) {
		return this.rest.post()
			.uri(path)
			.contentType(MediaType.parseMediaType(type))
			.body(body.getBytes(StandardCharsets.UTF_8))
			.exchange();
	}

	private void assertPush(String id, String text, int status, String result) {
		post("/connections/" + id + "/push", text, "text/plain").expectStatus()
			.isEqualTo(status)
			.expectBody(String.class)
			.isEqualTo(result);
	}

	private void assertEstablished(String id, boolean expected) {
		this.rest.get()
			.uri("/connections/" + id + "/established")
			.exchangeSuccessfully()
			.expectBody(Boolean.class)
			.isEqualTo(expected);
	}

}
