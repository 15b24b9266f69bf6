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

package io.github.wsboot.endpoint;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.Handshake;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Tests for {@link TypeArgumentResolver} and {@link ThrowableArgumentResolver}.
 */
class TypeArgumentResolverTests {

	@Test
	void shouldResolveConnectionAndHandshake() {
		try (EndpointTester tester = EndpointTester.of(Everything.class)) {
			tester.client("/everything").header("X-Tenant", "one").connect().text("a").await("/everything one a");
		}
	}

	@Test
	void shouldResolveStatusAndCauseOfAClose() {
		try (EndpointTester tester = EndpointTester.of(Everything.class)) {
			tester.connect("/everything").close(new CloseStatus(4001, "bye"));
			tester.calls().await("4001 bye CLIENT CLOSED");
		}
	}

	@Test
	void shouldResolveTheExceptionOrItsCause() {
		try (EndpointTester tester = EndpointTester.of(Failing.class)) {
			tester.connect("/failing").text("a").await("cause cause /failing");
		}
	}

	@WebSocketEndpoint("/everything")
	static class Everything {

		private final Calls calls;

		Everything(Calls calls) {
			this.calls = calls;
		}

		@OnMessage
		String said(Connection connection, Handshake handshake, String text) {
			return connection.endpoint() + " " + handshake.headers().getFirst("X-Tenant") + " " + text;
		}

		@OnClose
		void closed(CloseStatus status, CloseCause cause, Connection connection) {
			PushResult result = connection.push("late");
			this.calls.add(status.getCode() + " " + status.getReason() + " " + cause + " " + result);
		}

	}

	@WebSocketEndpoint("/failing")
	static class Failing {

		@OnMessage
		void said(String text) {
			throw new IllegalStateException("raised", new IllegalArgumentException("cause"));
		}

		@OnError(IllegalArgumentException.class)
		String failed(IllegalArgumentException ex, Exception same, Connection connection) {
			String cause = (same.getCause() != null) ? same.getCause().getMessage() : "none";
			return ex.getMessage() + " " + cause + " " + connection.endpoint();
		}

	}

}
