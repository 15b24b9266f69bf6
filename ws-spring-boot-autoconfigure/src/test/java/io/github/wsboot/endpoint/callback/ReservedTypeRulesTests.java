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

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.annotation.MessageType;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReservedTypeRules}, and for sub-protocols that are reserved.
 */
@Promise("start-up")
class ReservedTypeRulesTests {

	private static final String ACTION = "Rename the type, or set 'ws.browser-client.enabled' to false if no page uses "
			+ "the browser client.";

	@Test
	void callbackForAReservedTypeShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(Taking.class);
		assertThat(failure.getDescription())
			.isEqualTo("Method 'ReservedTypeRulesTests.Taking.taken(String)' of WebSocket endpoint bean "
					+ "'reservedTypeRulesTests.Taking' takes messages of type 'ws.mine', but types that begin with "
					+ "'ws.' are reserved for the browser client.");
		assertThat(failure.getAction()).isEqualTo(ACTION);
	}

	@ParameterizedTest
	@ValueSource(classes = { Returning.class, ReturningLater.class, ReturningPerhaps.class, ReturningMany.class,
			Advising.class })
	void callbackThatReturnsAReservedTypeShouldFail(Class<?> endpoint) {
		InvalidEndpointException failure = EndpointTester.failureOf(endpoint, Plain.class);
		assertThat(failure.getDescription())
			.contains("returns '" + Mine.class.getName() + "', which has the message type 'ws.mine', but");
		assertThat(failure.getAction()).isEqualTo(ACTION);
	}

	@Test
	void protocolOfTheApplicationMayHaveSuchTypes() {
		try (EndpointTester tester = EndpointTester.of(Foreign.class)) {
			tester.connect("/a").text("anything").await("ws.mine");
		}
	}

	@Test
	void subProtocolOfTheBrowserClientShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(Named.class);
		assertThat(failure.getDescription())
			.isEqualTo("WebSocket endpoint bean 'reservedTypeRulesTests.Named' has the sub-protocol 'ws.v1', but "
					+ "'ws.v1' and names that end with '+ws.v1' belong to the browser client, whose sub-protocol "
					+ "every endpoint speaks already.");
		assertThat(failure.getAction())
			.isEqualTo("Rename it, or set 'ws.browser-client.enabled' to false if no page uses the browser client.");
		assertThat(EndpointTester.failureOf(NamedWithSuffix.class).getDescription()).contains("'chat.v1+ws.v1'");
	}

	@WebSocketEndpoint("/a")
	static class Taking {

		@OnMessage("ws.mine")
		void taken(String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class Returning {

		@OnMessage
		Mine message(String text) {
			return new Mine();
		}

	}

	@WebSocketEndpoint("/a")
	static class ReturningLater {

		@OnMessage
		CompletionStage<Mine> message(String text) {
			throw new IllegalStateException();
		}

	}

	@WebSocketEndpoint("/a")
	static class ReturningPerhaps {

		@OnMessage
		Optional<Mine> message(String text) {
			return Optional.empty();
		}

	}

	@WebSocketEndpoint("/a")
	static class ReturningMany {

		@OnMessage
		Flux<Mine> message(String text) {
			return Flux.empty();
		}

	}

	@WebSocketAdvice
	static class Advising {

		@OnError
		Mine error(IllegalStateException ex) {
			return new Mine();
		}

	}

	@WebSocketEndpoint("/plain")
	static class Plain {

		@OnMessage
		void message(String text) {
		}

	}

	@WebSocketEndpoint(value = "/a", subProtocols = { "chat.v1", "ws.v1" })
	static class Named extends Plain {

	}

	@WebSocketEndpoint(value = "/a", subProtocols = "chat.v1+ws.v1")
	static class NamedWithSuffix extends Plain {

	}

	@WebSocketEndpoint(value = "/a", protocol = ForeignProtocol.class)
	static class Foreign {

		@OnMessage("ws.mine")
		String message() {
			return "ws.mine";
		}

	}

	static class ForeignProtocol implements MessageProtocol {

		@Override
		public InboundMessage read(String text) {
			return InboundMessage.message("ws.mine", text);
		}

		@Override
		public Object question(long number, @Nullable String type, Object payload) {
			return payload;
		}

		@Override
		public Object answer(Object id, @Nullable Object result) {
			return id;
		}

		@Override
		public Object failure(Object id, Throwable cause, @Nullable Object result) {
			return id;
		}

	}

	@MessageType("ws.mine")
	record Mine() {

	}

}
