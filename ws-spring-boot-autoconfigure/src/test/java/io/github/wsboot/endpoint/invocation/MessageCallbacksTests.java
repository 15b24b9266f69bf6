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

package io.github.wsboot.endpoint.invocation;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.UnhandledMessageException;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnPong;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.EndpointTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageCallbacks}: which callback gets a message.
 */
class MessageCallbacksTests {

	@Test
	void typedMessageShouldGoToItsCallback() {
		try (EndpointTester tester = EndpointTester.of(TypedAndObject.class)) {
			tester.connect("/typed-object")
				.text("{\"type\":\"typing\"}", "{\"type\":\"line\",\"text\":\"a\"}")
				.await("typing", "line a");
		}
	}

	@Test
	void messageOfAnotherTypeShouldGoToTheObjectCallback() {
		try (EndpointTester tester = EndpointTester.of(TypedAndObject.class)) {
			tester.connect("/typed-object")
				.text("{\"type\":\"other\",\"text\":\"a\"}", "{\"text\":\"b\"}", "{\"type\":7,\"text\":\"c\"}")
				.await("object a", "object b", "object c");
		}
	}

	@Test
	void everythingElseShouldGoToTheStringCallback() {
		try (EndpointTester tester = EndpointTester.of(TypedAndString.class)) {
			tester.connect("/typed-string")
				.text("{\"type\":\"line\",\"text\":\"a\"}", "{\"type\":\"other\"}", "no json", "", "{broken")
				.await("line a", "string {\"type\":\"other\"}", "string no json", "string ", "string {broken");
		}
	}

	@Test
	void withTypedCallbacksOnlyShouldTellMalformedFromUnhandled() {
		try (EndpointTester tester = EndpointTester.of(TypedOnly.class)) {
			tester.connect("/typed-only")
				.text("{\"type\":\"other\"}", "{\"type\":\"line\"", "plain", "[]")
				.await("unhandled", "malformed", "malformed", "unhandled");
		}
	}

	@Test
	void protocolOfTheEndpointShouldFindTypeAndContent() {
		try (EndpointTester tester = EndpointTester.of(Arrays.class, TypedAndObject.class)) {
			tester.connect("/arrays")
				.text("[\"line\",{\"text\":\"a\"}]", "[\"number\",5]", "[\"raw\",[1,2]]", "[\"other\",{\"x\":1}]",
						"[\"ok\",1]", "[]", "{}")
				.await("line a", "number 5", "raw [1,2]", "string {\"x\":1}", "malformed", "malformed");
			tester.connect("/typed-object").text("{\"type\":\"typing\"}").await("typing");
		}
	}

	@Test
	void protocolThatCannotBeCreatedShouldFailAtStartUp() {
		assertThat(EndpointTester.failureOf(Uncreatable.class))
			.hasMessageContaining("names the protocol '" + ArrayProtocol.OfNobody.class.getName() + "'")
			.hasMessageContaining("Declare one bean of this class");
	}

	@Test
	void binaryMessageShouldGoToTheBinaryCallback() {
		try (EndpointTester tester = EndpointTester.of(Binary.class, BufferBinary.class)) {
			tester.connect("/binary").binary((byte) 1, (byte) 2).await("2 bytes");
			tester.connect("/buffer").binary((byte) 1, (byte) 2).await("2 bytes, read-write");
		}
	}

	@Test
	void whenNobodyHandlesTheKindShouldCloseWith1003() {
		try (EndpointTester tester = EndpointTester.of(Binary.class, NoPayload.class)) {
			assertThat(tester.connect("/binary").text("a").awaitCloseCode()).isEqualTo(1003);
			assertThat(tester.connect("/no-payload").binary((byte) 1).awaitCloseCode()).isEqualTo(1003);
		}
	}

	@Test
	void callbackWithoutPayloadShouldTakeAnyText() {
		try (EndpointTester tester = EndpointTester.of(NoPayload.class)) {
			tester.connect("/no-payload").text("a", "{}").await("called", "called");
		}
	}

	@Test
	void callbackForAnyObjectShouldGetTheText() {
		try (EndpointTester tester = EndpointTester.of(AnyObject.class)) {
			tester.connect("/any").text("{}").await("String {}");
		}
	}

	@Test
	void malformedObjectShouldCloseWith1007() {
		try (EndpointTester tester = EndpointTester.of(TypedAndObject.class)) {
			assertThat(tester.connect("/typed-object").text("{\"text\":").awaitCloseCode()).isEqualTo(1007);
			assertThat(tester.connect("/typed-object").text("[1]").awaitCloseCode()).isEqualTo(1007);
			assertThat(tester.connect("/typed-object").text("{\"type\":\"line\",\"text\":{}}").awaitCloseCode())
				.isEqualTo(1007);
		}
	}

	@Test
	void pongShouldGoToItsCallback() {
		try (EndpointTester tester = EndpointTester.of(Pong.class)) {
			tester.connect("/pong").pong((byte) 1).await("1 bytes");
		}
	}

	@Test
	void pongThatNobodyWantsShouldBeIgnored() {
		try (EndpointTester tester = EndpointTester.of(NoPayload.class)) {
			tester.connect("/no-payload").pong((byte) 1).text("a").await("called");
		}
	}

	record Line(String text) {

	}

	@WebSocketEndpoint("/typed-object")
	static class TypedAndObject {

		@OnMessage("line")
		String line(Line line) {
			return "line " + line.text();
		}

		@OnMessage("typing")
		String typing() {
			return "typing";
		}

		@OnMessage
		String object(Line line) {
			return "object " + line.text();
		}

	}

	@WebSocketEndpoint("/typed-string")
	static class TypedAndString {

		@OnMessage("line")
		String line(Line line) {
			return "line " + line.text();
		}

		@OnMessage
		String string(String text) {
			return "string " + text;
		}

	}

	@WebSocketEndpoint("/typed-only")
	static class TypedOnly {

		@OnMessage("line")
		void line(Line line) {
		}

		@OnError(UnhandledMessageException.class)
		String unhandled() {
			return "unhandled";
		}

		@OnError(PayloadConversionException.class)
		String malformed() {
			return "malformed";
		}

	}

	@WebSocketEndpoint("/binary")
	static class Binary {

		@OnMessage
		String bytes(byte[] bytes) {
			return bytes.length + " bytes";
		}

	}

	@WebSocketEndpoint("/buffer")
	static class BufferBinary {

		@OnMessage
		String bytes(ByteBuffer bytes) {
			return bytes.remaining() + " bytes, " + (bytes.isReadOnly() ? "read-only" : "read-write");
		}

	}

	@WebSocketEndpoint("/no-payload")
	static class NoPayload {

		@OnMessage
		String called() {
			return "called";
		}

	}

	@WebSocketEndpoint("/any")
	static class AnyObject {

		@OnMessage
		String any(Object payload) {
			return payload.getClass().getSimpleName() + " " + payload;
		}

	}

	@WebSocketEndpoint("/pong")
	static class Pong {

		@OnPong
		String pong(byte[] bytes) {
			return bytes.length + " bytes";
		}

	}

	@WebSocketEndpoint(value = "/arrays", protocol = ArrayProtocol.class)
	static class Arrays {

		@OnMessage("line")
		String line(Line line) {
			return "line " + line.text();
		}

		@OnMessage("number")
		String number(Integer number) {
			return "number " + number;
		}

		@OnMessage("raw")
		String raw(String text) {
			return "raw " + text;
		}

		@OnMessage
		String other(String text) {
			return "string " + text;
		}

		@OnError
		String malformed(PayloadConversionException ex) {
			return "malformed";
		}

	}

	@WebSocketEndpoint(value = "/uncreatable", protocol = ArrayProtocol.OfNobody.class)
	static class Uncreatable {

		@OnMessage
		void any(String text) {
		}

	}

	static class ArrayProtocol implements MessageProtocol {

		private final JsonMapper mapper = new JsonMapper();

		@Override
		public InboundMessage read(String text) {
			ArrayNode message = (ArrayNode) this.mapper.readTree(text);
			String type = message.get(0).asString();
			return type.equals("ok") ? InboundMessage.answer(message.get(1).asInt(), null)
					: InboundMessage.message(type, message.get(1));
		}

		@Override
		public Object question(long number, @Nullable String type, Object payload) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object answer(Object id, @Nullable Object result) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object failure(Object id, Throwable cause, @Nullable Object result) {
			throw new UnsupportedOperationException();
		}

		static class OfNobody extends ArrayProtocol {

			OfNobody(Thread nobody) {
			}

		}

	}

}
