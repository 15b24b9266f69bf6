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

import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.Handshake;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.Calls;
import io.github.wsboot.endpoint.EndpointTester;

/**
 * Tests for {@link NamedValueArgumentResolver}, {@link PayloadArgumentResolver},
 * {@link TypeArgumentResolver}, {@link ThrowableArgumentResolver} and
 * {@link PrincipalArgumentResolver}.
 */
class ArgumentResolverTests {

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

	@Test
	void shouldReadObjectsFromJson() {
		try (EndpointTester tester = EndpointTester.of(Objects.class)) {
			tester.connect("/objects")
				.text("{\"type\":\"one\",\"text\":\"a\"}", "{\"type\":\"map\",\"b\":1}",
						"{\"type\":\"optional\",\"text\":\"c\"}", "{\"type\":\"payload\",\"text\":\"d\"}")
				.await("a", "1", "c", "d");
		}
	}

	@Test
	void shouldReadGenericTypes() {
		try (EndpointTester tester = EndpointTester.of(Lists.class)) {
			tester.connect("/lists").text("[{\"text\":\"a\"},{\"text\":\"b\"}]").await("ab");
		}
	}

	@Test
	void shouldReadNumbers() {
		try (EndpointTester tester = EndpointTester.of(Numbers.class)) {
			tester.connect("/numbers").text("41", "x").await("42", "inbound");
		}
	}

	@Test
	void shouldTakeBlankTextForAPayload() {
		try (EndpointTester tester = EndpointTester.of(Texts.class)) {
			tester.connect("/texts").text("", "  ", "a").await("<>", "<  >", "<a>");
		}
	}

	@Test
	void shouldTakeEmptyBytesForAPayload() {
		try (EndpointTester tester = EndpointTester.of(Buffers.class)) {
			tester.connect("/buffers").binary().binary((byte) 1).await("0", "1");
		}
	}

	@Test
	void shouldValidateGroups() {
		try (EndpointTester tester = EndpointTester.of(Groups.class)) {
			tester.connect("/groups").text("{\"text\":\"abc\"}", "{\"text\":\"a\"}").await("invalid", "a");
		}
	}

	@Test
	void shouldCallWithTheParameterAnywhere() {
		try (EndpointTester tester = EndpointTester.of(Anywhere.class)) {
			tester.connect("/anywhere").text("a").await("a /anywhere");
		}
	}

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

	@Test
	void shouldResolveThePrincipal() {
		try (EndpointTester tester = EndpointTester.of(AllForms.class)) {
			tester.client("/forms").principal(new Ada("Ada")).connect().await("Ada Ada Optional[ada]");
		}
	}

	@Test
	void withoutPrincipalShouldResolveNothing() {
		try (EndpointTester tester = EndpointTester.of(AllForms.class)) {
			tester.connect("/forms").await("null null Optional.empty");
		}
	}

	@Test
	void shouldResolveTheApplicationsOwnType() {
		try (EndpointTester tester = EndpointTester.of(OwnType.class)) {
			tester.client("/own").principal(new Ada("Countess")).connect().text("a").await("Countess");
			tester.client("/own").principal(() -> "other").connect().text("a").await("failed");
		}
	}

	record Ada(String title) implements Principal {

		@Override
		public String getName() {
			return "ada";
		}

		@Override
		public String toString() {
			return getName();
		}

	}

	@WebSocketEndpoint("/forms")
	static class AllForms {

		@OnOpen
		String open(Principal plain, @Nullable Principal nullable, Optional<Principal> optional) {
			return title(plain) + " " + title(nullable) + " " + optional;
		}

		private static @Nullable String title(@Nullable Principal principal) {
			return (principal instanceof Ada ada) ? ada.title() : null;
		}

	}

	@WebSocketEndpoint("/own")
	static class OwnType {

		@OnMessage
		String said(Ada ada, String text) {
			return ada.title();
		}

		@OnError(MethodArgumentResolutionException.class)
		String failed() {
			return "failed";
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

	record Line(String text) {

	}

	@WebSocketEndpoint("/objects")
	static class Objects {

		@OnMessage("one")
		String one(Line line) {
			return line.text();
		}

		@OnMessage("map")
		String map(Map<String, Object> map) {
			return String.valueOf(map.get("b"));
		}

		@OnMessage("optional")
		String optional(Optional<Line> line) {
			return line.map(Line::text).orElse("none");
		}

		@OnMessage("payload")
		String payload(@Payload Line line) {
			return line.text();
		}

	}

	@WebSocketEndpoint("/lists")
	static class Lists {

		@OnMessage
		String said(List<Line> lines) {
			return String.join("", lines.stream().map(Line::text).toList());
		}

	}

	@WebSocketEndpoint("/numbers")
	static class Numbers {

		@OnMessage
		int said(int number) {
			return number + 1;
		}

		@OnError
		String failed(PayloadConversionException ex) {
			return ex.isInbound() ? "inbound" : "outbound";
		}

	}

	@WebSocketEndpoint("/texts")
	static class Texts {

		@OnMessage
		String said(String text) {
			return "<" + text + ">";
		}

	}

	@WebSocketEndpoint("/buffers")
	static class Buffers {

		@OnMessage
		String said(Optional<ByteBuffer> bytes) {
			return String.valueOf(bytes.map(ByteBuffer::remaining).orElse(-1));
		}

	}

	interface Strict {

	}

	record Grouped(@Size(max = 2, groups = Strict.class) String text) {

	}

	@WebSocketEndpoint("/groups")
	static class Groups {

		@OnMessage
		String said(@Validated(Strict.class) Grouped payload) {
			return payload.text();
		}

		@OnError(io.github.wsboot.PayloadValidationException.class)
		String invalid() {
			return "invalid";
		}

	}

	@WebSocketEndpoint("/anywhere")
	static class Anywhere {

		@OnMessage
		String said(String text, Connection connection) {
			return text + " " + connection.endpoint();
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
