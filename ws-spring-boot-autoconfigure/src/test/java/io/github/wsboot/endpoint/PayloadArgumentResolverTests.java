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

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.validation.constraints.Size;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.annotation.Validated;

import io.github.wsboot.Connection;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

/**
 * Tests for {@link PayloadArgumentResolver}.
 */
class PayloadArgumentResolverTests {

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

}
