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

import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for paths and results that cannot work: they fail at start-up and say what to do.
 */
class InvalidPathsAndResultsTests {

	@ParameterizedTest
	@CsvSource({ "One, Same, /a/{x}", "One, OtherName, /a/{y}", "Defaulted, AlsoDefaulted, /ws" })
	void twoBeansOnOnePathShouldFail(String first, String second, String path) throws ClassNotFoundException {
		InvalidEndpointException failure = EndpointTester.failureOf(type(first), type(second));
		assertThat(failure.getDescription()).isEqualTo("WebSocket endpoint beans 'invalidPathsAndResultsTests." + first
				+ "' and 'invalidPathsAndResultsTests." + second + "' both serve the path '" + path + "'.");
		assertThat(failure.getAction())
			.isEqualTo("Give one of them a path of its own with @WebSocketEndpoint(\"/...\").");
	}

	@Test
	void pathsThatDifferShouldNotFail() {
		try (EndpointTester tester = EndpointTester.of(One.class, Rest.class, Digits.class)) {
			assertThat(tester.paths()).containsExactlyInAnyOrder("/a/{x}", "/a/{*rest}", "/a/{x:\\d+}-{y}");
		}
	}

	@Test
	void emptyPathShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(EmptyPath.class);
		assertThat(failure.getDescription()).isEqualTo(
				"The path '${missing:}' of WebSocket endpoint bean 'invalidPathsAndResultsTests.EmptyPath' is empty.");
		assertThat(failure.getAction()).isEqualTo("Write a path that begins with '/', or none to use 'ws.path'.");
	}

	@Test
	void malformedPathShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(MalformedPath.class);
		assertThat(failure.getDescription())
			.startsWith("The path '/a/{x' of WebSocket endpoint bean 'invalidPathsAndResultsTests.MalformedPath' is "
					+ "malformed: ");
		assertThat(failure.getAction()).startsWith("Write a path such as '/chat/{room}'");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					UnknownRoom      | said(String) | broadcasts to the room 'x-{rom}', but the path has no variable 'rom' | Rename it to one of [room] or add '{rom}' to the path.
					BroadcastVoid    | said(String) | is annotated with @Broadcast, but returns nothing to broadcast | Return the payload, or remove @Broadcast.
					BroadcastStageOfVoid | said(String) | is annotated with @Broadcast, but returns nothing to broadcast | Return the payload, or remove @Broadcast.
					BroadcastMonoOfVoid | said(String) | is annotated with @Broadcast, but returns nothing to broadcast | Return the payload, or remove @Broadcast.
					CloseWithResult  | closed()     | returns a value, but the client of a closed connection can no longer be told | Return void, or add @Broadcast to tell others.
					HandshakeWithResult | handshake() | returns a value, which @OnHandshake has no use for | Return void; call HandshakeContext.reject(status) to refuse the handshake.
					""")
	void resultThatReachesNobodyShouldFail(String fixture, String method, String problem, String action)
			throws ClassNotFoundException {
		InvalidEndpointException failure = EndpointTester.failureOf(type(fixture));
		assertThat(failure.getDescription()).isEqualTo("Method 'InvalidPathsAndResultsTests." + fixture + "." + method
				+ "' of WebSocket endpoint bean 'invalidPathsAndResultsTests." + fixture + "' " + problem + ".");
		assertThat(failure.getAction()).isEqualTo(action);
	}

	private static Class<?> type(String fixture) throws ClassNotFoundException {
		return Class.forName(InvalidPathsAndResultsTests.class.getName() + "$" + fixture);
	}

	@WebSocketEndpoint("/a/{x}")
	static class One {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/a/{x}")
	static class Same {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint({ "/b", "/a/{y}" })
	static class OtherName {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/a/{*rest}")
	static class Rest {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/a/{x:\\d+}-{y}")
	static class Digits {

		@OnOpen
		void open(@org.springframework.web.bind.annotation.PathVariable String y) {
		}

	}

	@WebSocketEndpoint
	static class Defaulted {

		@OnOpen
		void open() {
		}

	}

	static class AlsoDefaulted {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("${missing:}")
	static class EmptyPath {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/a/{x")
	static class MalformedPath {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/a/{room}")
	static class UnknownRoom {

		@OnMessage
		@Broadcast(room = "x-{rom}")
		String said(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/a")
	static class BroadcastVoid {

		@OnMessage
		@Broadcast
		void said(String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class BroadcastStageOfVoid {

		@OnMessage
		@Broadcast
		CompletionStage<Void> said(String text) {
			throw new UnsupportedOperationException();
		}

	}

	@WebSocketEndpoint("/a")
	static class BroadcastMonoOfVoid {

		@OnMessage
		@Broadcast
		Mono<Void> said(String text) {
			return Mono.empty();
		}

	}

	@WebSocketEndpoint("/a")
	static class CloseWithResult {

		@OnClose
		String closed() {
			return "bye";
		}

	}

	@WebSocketEndpoint("/a")
	static class HandshakeWithResult {

		@OnHandshake
		boolean handshake() {
			return true;
		}

	}

}
