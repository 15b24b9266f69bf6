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

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.stereotype.Service;
import org.springframework.util.MultiValueMap;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnPing;
import io.github.wsboot.annotation.OnPong;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for callbacks with parameters that cannot be resolved: they fail at start-up and
 * say what to do.
 */
class InvalidParametersTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					PayloadInOpen        | open(String)               | has the parameter 'String text', but there is no payload to pass in a callback of kind @OnOpen | Remove the parameter; see the Javadoc of @OnOpen
					PayloadInClose       | close(Line)                | has the parameter 'Line line', but there is no payload to pass in a callback of kind @OnClose | Remove the parameter
					PayloadInTick        | tick(String)               | has the parameter 'String text', but there is no payload to pass in a callback of kind @OnTick | Remove the parameter
					PayloadInError       | failed(IllegalStateException, Line) | has the parameter 'Line line', but there is no payload to pass in a callback of kind @OnError | Remove the parameter
					UnknownInOpen        | open(HttpServletRequest)   | has the parameter 'HttpServletRequest request', but there is no payload | Remove the parameter
					StatusInOpen         | open(CloseStatus)          | has the parameter 'CloseStatus status', but there is no payload | Remove the parameter
					ConnectionInHandshake | handshake(Connection)     | has the parameter 'Connection connection', but there is no payload to pass in a callback of kind @OnHandshake | Remove the parameter
					TwoPayloads          | said(String, Line)         | has two payload parameters, 'String text' and 'Line line' | Keep one of them; inject beans through the constructor
					RequestInMessage     | said(HttpServletRequest)   | has the parameter 'HttpServletRequest request', whose type is unknown | add an argument resolver by a WebSocketEndpointConfigurer
					StreamInMessage      | said(InputStream)          | has the parameter 'InputStream input', whose type is unknown | annotate it with @Payload
					StatusInMessage      | said(CloseStatus)          | has the parameter 'CloseStatus status', whose type is unknown | Remove it
					CauseInMessage       | said(CloseCause)           | has the parameter 'CloseCause cause', whose type is unknown | Remove it
					ContextInMessage     | said(HandshakeContext)     | has the parameter 'HandshakeContext context', whose type is unknown | Remove it
					ErrorsInMessage      | said(Line, BindingResult)  | has two payload parameters | Keep one of them
					ManagerInMessage     | said(ConnectionManager)    | has the parameter 'ConnectionManager connections', whose type is unknown | Remove it
					BeanInMessage        | said(MyService)            | has the parameter 'MyService service', whose type is that of the bean 'invalidParametersTests.MyService' | Inject it through the constructor
					ObjectInPong         | pong(Line)                 | has the payload 'Line line', but a pong carries bytes | Use ByteBuffer or byte[]
					TextInPong           | pong(String)               | has the payload 'String text', but a pong carries bytes | Use ByteBuffer or byte[]
					TextInPing           | ping(String)               | has the payload 'String text', but a ping carries bytes | Use ByteBuffer or byte[]
					UnknownVariable      | open(String)               | has a @PathVariable 'rom' that the path does not have | Rename it to one of [room] or add '{rom}' to the path
					VariableOfOnePath    | open(String)               | has a @PathVariable 'a' that the path does not have | add '{a}' to the path
					NumberMap            | said(Map)                  | has a @RequestParam of type 'Map' | Take a Map<String, String> of all of them
					NamedHeaderMap       | open(Map)                  | has a @RequestHeader of type 'Map' | without naming one
					VariableMultiMap     | open(MultiValueMap)        | has a @PathVariable of type 'MultiValueMap' | Take a Map<String, String>
					CookieMap            | open(Map)                  | has a @CookieValue of type 'Map' | Take a Handshake, which has them all
					Unconvertible        | open(Line)                 | has the @RequestParam 'Line line', which no text can be converted to | register a Converter or Formatter for it
					UnconvertibleElement | open(List)                 | has the @RequestHeader 'List lines', which no text can be converted to | Use a type that Spring MVC converts text to
					OptionalPrimitive    | open(int)                  | has the @RequestParam 'int page', which cannot be null although the value may be missing | Use 'Integer' instead, or name a default value.
					OptionalVariable     | open(long)                 | has the @PathVariable 'long room', which cannot be null | Use 'Long' instead
					ForeignAnnotation    | said(Line)                 | has the parameter 'Line line' annotated with 'org.springframework.web.bind.annotation.SessionAttribute', which nobody resolves | Add an argument resolver
					ConstraintOnText     | said(String)               | has the constraint '@NotBlank' on a parameter, which is never checked | annotated with @Valid
					MessageInMessage     | said(Message)              | has the parameter 'Message message', whose type is unknown | Remove it
					UserInMessage        | said(UserDetails)          | has the parameter 'UserDetails user', whose type is unknown | Remove it
					PayloadExpression    | said(String)               | has a @Payload with an expression | Remove the expression
					""")
	void shouldFail(String fixture, String method, String problem, String action) throws ClassNotFoundException {
		Class<?> type = Class.forName(InvalidParametersTests.class.getName() + "$" + fixture);
		InvalidEndpointException failure = EndpointTester.failureOf(type, MyService.class);
		assertThat(failure.getDescription())
			.startsWith("Method 'InvalidParametersTests." + fixture + "." + method
					+ "' of WebSocket endpoint bean 'invalidParametersTests." + fixture + "' ")
			.contains(problem)
			.endsWith(".");
		assertThat(failure.getAction()).contains(action);
	}

	@ParameterizedTest
	@CsvSource({ "ValidatedPayload", "SpringValidatedPayload" })
	void withoutValidatorShouldNotPromiseToValidate(String fixture) throws ClassNotFoundException {
		Class<?> type = Class.forName(InvalidParametersTests.class.getName() + "$" + fixture);
		Consumer<EndpointTester> unable = (tester) -> tester.withoutValidator().register(type);
		InvalidEndpointException failure = EndpointTester.failureOf(unable);
		assertThat(failure.getDescription())
			.contains("has a payload that is to be validated, but there is no validator");
		assertThat(failure.getAction()).isEqualTo("Add 'spring-boot-starter-validation' to the dependencies.");
	}

	record Line(String text, int number) {

	}

	@Service
	static class MyService {

	}

	@WebSocketEndpoint("/a")
	static class PayloadInOpen {

		@OnOpen
		void open(String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class PayloadInClose {

		@OnClose
		void close(Line line) {
		}

	}

	@WebSocketEndpoint("/a")
	static class PayloadInTick {

		@OnTick(fixedRate = 1000)
		void tick(String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class PayloadInError {

		@OnOpen
		void open() {
		}

		@OnError
		void failed(IllegalStateException ex, Line line) {
		}

	}

	@WebSocketEndpoint("/a")
	static class UnknownInOpen {

		@OnOpen
		void open(HttpServletRequest request) {
		}

	}

	@WebSocketEndpoint("/a")
	static class StatusInOpen {

		@OnOpen
		void open(CloseStatus status) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ConnectionInHandshake {

		@OnHandshake
		void handshake(Connection connection) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoPayloads {

		@OnMessage
		void said(String text, Line line) {
		}

	}

	@WebSocketEndpoint("/a")
	static class UserInMessage {

		@OnMessage
		void said(UserDetails user) {
		}

	}

	@WebSocketEndpoint("/a")
	static class RequestInMessage {

		@OnMessage
		void said(HttpServletRequest request) {
		}

	}

	@WebSocketEndpoint("/a")
	static class StreamInMessage {

		@OnMessage
		void said(InputStream input) {
		}

	}

	@WebSocketEndpoint("/a")
	static class StatusInMessage {

		@OnMessage
		void said(CloseStatus status) {
		}

	}

	@WebSocketEndpoint("/a")
	static class CauseInMessage {

		@OnMessage
		void said(CloseCause cause) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ContextInMessage {

		@OnMessage
		void said(HandshakeContext context) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ErrorsInMessage {

		@OnMessage
		void said(@Valid Line line, BindingResult errors) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ManagerInMessage {

		@OnMessage
		void said(ConnectionManager connections) {
		}

	}

	@WebSocketEndpoint("/a")
	static class BeanInMessage {

		@OnMessage
		void said(MyService service) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ObjectInPong {

		@OnPong
		void pong(Line line) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TextInPing {

		@OnPing
		void ping(String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TextInPong {

		@OnPong
		void pong(String text) {
		}

	}

	@WebSocketEndpoint("/a/{room}")
	static class UnknownVariable {

		@OnOpen
		void open(@PathVariable String rom) {
		}

	}

	@WebSocketEndpoint({ "/a/{a}", "/b/{b}" })
	static class VariableOfOnePath {

		@OnOpen
		void open(@PathVariable String a) {
		}

	}

	@WebSocketEndpoint("/a")
	static class NumberMap {

		@OnMessage
		void said(@RequestParam Map<String, Integer> params) {
		}

	}

	@WebSocketEndpoint("/a")
	static class NamedHeaderMap {

		@OnOpen
		void open(@RequestHeader("x") Map<String, String> headers) {
		}

	}

	@WebSocketEndpoint("/a/{room}")
	static class VariableMultiMap {

		@OnOpen
		void open(@PathVariable MultiValueMap<String, String> variables) {
		}

	}

	@WebSocketEndpoint("/a")
	static class CookieMap {

		@OnOpen
		void open(@CookieValue Map<String, String> cookies) {
		}

	}

	@WebSocketEndpoint("/a")
	static class Unconvertible {

		@OnOpen
		void open(@RequestParam Line line) {
		}

	}

	@WebSocketEndpoint("/a")
	static class UnconvertibleElement {

		@OnOpen
		void open(@RequestHeader List<Line> lines) {
		}

	}

	@WebSocketEndpoint("/a")
	static class OptionalPrimitive {

		@OnOpen
		void open(@RequestParam(required = false) int page) {
		}

	}

	@WebSocketEndpoint("/a")
	static class OptionalVariable {

		@OnOpen
		void open(@PathVariable(required = false) long room) {
		}

	}

	@WebSocketEndpoint("/a")
	static class PayloadExpression {

		@OnMessage
		void said(@Payload("text") String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ValidatedPayload {

		@OnMessage
		void said(@Valid Line line) {
		}

	}

	@WebSocketEndpoint("/a")
	static class SpringValidatedPayload {

		@OnMessage
		void said(@org.springframework.validation.annotation.Validated Line line) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ForeignAnnotation {

		@OnMessage
		void said(@SessionAttribute Line line) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ConstraintOnText {

		@OnMessage
		void said(@NotBlank String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class MessageInMessage {

		@OnMessage
		void said(Message<String> message) {
		}

	}

}
