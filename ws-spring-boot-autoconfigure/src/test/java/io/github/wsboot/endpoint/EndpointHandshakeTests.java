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

import java.security.Principal;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

import io.github.wsboot.Handshake;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Endpoint#handshake}.
 */
class EndpointHandshakeTests {

	private final HandshakeContext context = mock();

	@Test
	void shouldCallWithTheFactsOfTheRequest() throws Exception {
		try (EndpointTester tester = EndpointTester.of(Checking.class)) {
			request(tester, "lobby", "7");
			tester.endpoint("/checking/{room}").handshake(this.context);
			tester.calls().await("lobby 7 null true");
			then(this.context).should().reject(HttpStatus.UNAUTHORIZED);
		}
	}

	@Test
	void whenItRaisesAnExceptionShouldRaiseIt() {
		try (EndpointTester tester = EndpointTester.of(Checking.class)) {
			request(tester, "closed", "7");
			assertThatExceptionOfType(ResponseStatusException.class)
				.isThrownBy(() -> tester.endpoint("/checking/{room}").handshake(this.context))
				.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.GONE));
		}
	}

	@Test
	void whenAParameterIsMissingOrMalformedShouldSaySo() {
		try (EndpointTester tester = EndpointTester.of(Checking.class)) {
			request(tester, "lobby", "x");
			assertThatExceptionOfType(MethodArgumentResolutionException.class)
				.isThrownBy(() -> tester.endpoint("/checking/{room}").handshake(this.context));
			request(tester, "lobby", null);
			assertThatExceptionOfType(MethodArgumentResolutionException.class)
				.isThrownBy(() -> tester.endpoint("/checking/{room}").handshake(this.context))
				.withMessageContaining("Missing @RequestParam 'since'");
		}
	}

	@Test
	void withoutCallbackShouldDoNothing() {
		try (EndpointTester tester = EndpointTester.of(Unchecked.class)) {
			assertThatNoException().isThrownBy(() -> tester.endpoint("/unchecked").handshake(this.context));
		}
	}

	private void request(EndpointTester tester, String room, @org.jspecify.annotations.Nullable String since) {
		TestClient client = tester.client("/checking/{room}");
		if (since != null) {
			client.query("since", since);
		}
		given(this.context.handshake()).willReturn(client.handshake());
		given(this.context.pathVariables()).willReturn(Map.of("room", room));
	}

	@WebSocketEndpoint("/checking/{room}")
	static class Checking {

		private final Calls calls;

		Checking(Calls calls) {
			this.calls = calls;
		}

		@OnHandshake
		void check(HandshakeContext context, Handshake handshake, @PathVariable String room, @RequestParam int since,
				Principal principal) {
			if (room.equals("closed")) {
				throw new ResponseStatusException(HttpStatus.GONE);
			}
			this.calls.add(room + " " + since + " " + principal + " " + handshake.cookies().isEmpty());
			context.reject(HttpStatus.UNAUTHORIZED);
		}

	}

	@WebSocketEndpoint("/unchecked")
	static class Unchecked {

		@OnOpen
		void open() {
		}

	}

}
