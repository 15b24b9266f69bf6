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

package io.github.wsboot.endpoint.callback;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BroadcastReturnValueHandler}.
 */
class BroadcastTests {

	@Test
	void shouldReachTheEndpointOnly() {
		try (EndpointTester tester = EndpointTester.of(ToEndpoint.class, Other.class)) {
			TestClient one = tester.connect("/endpoint");
			TestClient two = tester.connect("/endpoint");
			TestClient other = tester.connect("/other");
			one.text("a");
			one.await("a");
			two.await("a");
			assertThat(other.received()).isEmpty();
		}
	}

	@Test
	void shouldLeaveTheSenderOut() {
		try (EndpointTester tester = EndpointTester.of(ToOthers.class)) {
			TestClient one = tester.connect("/others");
			TestClient two = tester.connect("/others");
			one.text("a");
			two.await("a").text("b");
			one.await("b");
			two.await("a");
		}
	}

	@Test
	void shouldReachARoom() {
		try (EndpointTester tester = EndpointTester.of(ToRoom.class)) {
			TestClient one = room(tester, "one", "x");
			TestClient two = room(tester, "two", "x");
			TestClient also = room(tester, "one", "x");
			one.text("a");
			one.await("a");
			also.await("a");
			assertThat(two.received()).isEmpty();
		}
	}

	@Test
	void shouldNotReplaceVariablesInsideOfValues() {
		try (EndpointTester tester = EndpointTester.of(ToRoom.class)) {
			TestClient victim = room(tester, "secret", "x");
			TestClient tricky = room(tester, "{other}", "secret");
			tricky.text("a").await("a");
			assertThat(victim.received()).isEmpty();
			room(tester, "$1\\", "x").text("b").await("b");
		}
	}

	@Test
	void shouldBroadcastTheResultOfAStage() {
		try (EndpointTester tester = EndpointTester.of(ToEndpointLater.class)) {
			TestClient one = tester.connect("/later");
			TestClient two = tester.connect("/later");
			one.text("a").await("a");
			two.await("a");
		}
	}

	@Test
	void shouldTellOthersOfAClose() {
		try (EndpointTester tester = EndpointTester.of(TellsOthers.class, TellsOthersLater.class)) {
			TestClient one = tester.connect("/tells");
			TestClient two = tester.connect("/tells");
			one.close();
			two.await("gone");
			TestClient three = tester.connect("/tells-later");
			TestClient four = tester.connect("/tells-later");
			three.close();
			four.await("gone later");
		}
	}

	private static TestClient room(EndpointTester tester, String room, String other) {
		TestClient client = tester.client("/rooms/{room}/{other}")
			.variable("room", room)
			.variable("other", other)
			.connect();
		Awaitility.await("room").until(() -> !client.connection().rooms().isEmpty());
		return client;
	}

	@WebSocketEndpoint("/endpoint")
	static class ToEndpoint {

		@OnMessage
		@Broadcast
		String said(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/other")
	static class Other {

		@OnMessage
		void said(String text) {
		}

	}

	@WebSocketEndpoint("/others")
	static class ToOthers {

		@OnMessage
		@Broadcast(self = false)
		String said(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/rooms/{room}/{other}")
	static class ToRoom {

		@OnOpen
		void open(Connection connection) {
			connection.join("room-" + connection.pathVariables().get("room"));
		}

		@OnMessage
		@Broadcast(room = "room-{room}")
		String said(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/later")
	static class ToEndpointLater {

		@OnMessage
		@Broadcast
		CompletionStage<String> said(String text) {
			return CompletableFuture.supplyAsync(() -> text);
		}

	}

	@WebSocketEndpoint("/tells")
	static class TellsOthers {

		@OnClose
		@Broadcast
		String closed() {
			return "gone";
		}

	}

	@WebSocketEndpoint("/tells-later")
	static class TellsOthersLater {

		@OnClose
		@Broadcast
		CompletionStage<String> closed() {
			return CompletableFuture.supplyAsync(() -> "gone later");
		}

	}

}
