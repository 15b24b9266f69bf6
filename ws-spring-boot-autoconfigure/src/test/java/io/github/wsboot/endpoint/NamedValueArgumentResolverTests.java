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

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Tests for {@link NamedValueArgumentResolver}.
 */
class NamedValueArgumentResolverTests {

	@Test
	void shouldResolveFactsOfTheHandshake() {
		try (EndpointTester tester = EndpointTester.of(AllKinds.class)) {
			tester.client("/kinds/{room}")
				.variable("room", "7")
				.query("since", "12")
				.header("X-Tenant", "one")
				.cookie("theme", "dark")
				.connect()
				.await("7 12 one dark");
		}
	}

	@Test
	void shouldTakeNamesOfAnnotations() {
		try (EndpointTester tester = EndpointTester.of(Named.class)) {
			tester.client("/named/{room}").variable("room", "x").query("a b", "y").connect().await("x y");
		}
	}

	@Test
	void withoutValueShouldTakeTheDefault() {
		try (EndpointTester tester = EndpointTester
			.create((customized) -> customized.property("limit", "5").register(Defaults.class))) {
			tester.connect("/defaults").await("5 none light");
			tester.client("/defaults").query("limit", "").header("X-Tenant", "two").connect().await("5 two light");
		}
	}

	@Test
	void withoutValueShouldLeaveOptionalParametersEmpty() {
		try (EndpointTester tester = EndpointTester.of(Optionals.class)) {
			tester.connect("/optionals").await("Optional.empty null null false");
			tester.client("/optionals")
				.query("a", "1")
				.query("b", "x")
				.query("c", "y")
				.query("d", "true")
				.connect()
				.await("Optional[1] x y true");
		}
	}

	@Test
	void shouldResolveSeveralValues() {
		try (EndpointTester tester = EndpointTester.of(Several.class)) {
			tester.client("/several").query("id", "1").query("id", "2").connect().await("[1, 2]");
			tester.client("/several").query("id", "3").connect().await("[3]");
		}
	}

	@Test
	void wordsOfAClientShouldNeverBeEvaluated() {
		String words = "${limit} #{1 + 1} {room}";
		String all = String.join(", ", words, words, words, words);
		try (EndpointTester tester = EndpointTester
			.create((customized) -> customized.property("limit", "5").register(Words.class))) {
			tester.client("/words/{room}")
				.variable("room", words)
				.query("query", words)
				.header("X-Tenant", words)
				.cookie("theme", words)
				.connect()
				.await(all)
				.text(words)
				.await(all, words);
		}
	}

	@Test
	void whenAValueIsMissingShouldNotCall() {
		try (EndpointTester tester = EndpointTester.of(Required.class)) {
			tester.connect("/required").text("a").await("Missing @RequestParam 'page'");
		}
	}

	@Test
	void whenAValueIsMalformedShouldNotCall() {
		try (EndpointTester tester = EndpointTester.of(Required.class)) {
			tester.client("/required").query("page", "x").connect().text("a").await("Malformed @RequestParam");
		}
	}

	@WebSocketEndpoint("/kinds/{room}")
	static class AllKinds {

		@OnOpen
		String open(@PathVariable int room, @RequestParam long since, @RequestHeader("x-tenant") String tenant,
				@CookieValue String theme) {
			return room + " " + since + " " + tenant + " " + theme;
		}

	}

	@WebSocketEndpoint("/words/{room}")
	static class Words {

		@OnOpen
		String open(@PathVariable String room, @RequestParam(defaultValue = "${limit}") String query,
				@RequestHeader("X-Tenant") String tenant, @CookieValue String theme) {
			return String.join(", ", room, query, tenant, theme);
		}

		@OnMessage
		String message(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/named/{room}")
	static class Named {

		@OnOpen
		String open(@PathVariable("room") String first, @RequestParam(name = "a b") String second) {
			return first + " " + second;
		}

	}

	@WebSocketEndpoint("/defaults")
	static class Defaults {

		@OnOpen
		String open(@RequestParam(defaultValue = "${limit}") int limit,
				@RequestHeader(name = "X-Tenant", defaultValue = "none") String tenant,
				@CookieValue(defaultValue = "light") String theme) {
			return limit + " " + tenant + " " + theme;
		}

	}

	@WebSocketEndpoint("/optionals")
	static class Optionals {

		@OnOpen
		String open(@RequestParam Optional<Integer> a, @RequestParam(required = false) String b,
				@RequestParam @Nullable String c, @RequestParam(required = false) boolean d) {
			return a + " " + b + " " + c + " " + d;
		}

	}

	@WebSocketEndpoint("/several")
	static class Several {

		@OnOpen
		String open(@RequestParam("id") List<Integer> ids) {
			return ids.toString();
		}

	}

	@WebSocketEndpoint("/required")
	static class Required {

		@OnMessage
		void said(@RequestParam int page, String text) {
			throw new AssertionError("called");
		}

		@OnError
		String failed(MethodArgumentResolutionException ex) {
			String message = String.valueOf(ex.getMessage());
			return message.contains("Malformed @RequestParam") ? "Malformed @RequestParam"
					: message.substring(message.indexOf("Missing"));
		}

	}

}
