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

package io.github.wsboot.endpoint.definition;

import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;

import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ForeignImports}: annotations and parameters of Jakarta WebSocket and
 * other technologies instead of ours.
 */
@Promise("start-up")
@ExtendWith(OutputCaptureExtension.class)
class ForeignImportsTests {

	@ParameterizedTest
	@ValueSource(classes = { JakartaOpen.class, JakartaMessage.class, JakartaClose.class, JakartaError.class })
	void onAnEndpointShouldFail(Class<?> type) {
		String annotation = type.getSimpleName().replace("Jakarta", "On");
		InvalidEndpointException failure = EndpointTester.failureOf(type);
		assertThat(failure.getDescription()).startsWith("Method 'ForeignImportsTests." + type.getSimpleName() + ".")
			.contains("'foreignImportsTests." + type.getSimpleName() + "'")
			.endsWith(
					"is annotated with 'jakarta.websocket." + annotation + "', which has no effect on a Spring bean.");
		assertThat(failure.getAction()).isEqualTo("Import 'io.github.wsboot.annotation." + annotation + "' instead.");
	}

	@Test
	void onAPlainBeanShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(PlainBean.class);
		assertThat(failure.getDescription()).contains("PlainBean.said(String)");
	}

	@Test
	void besideOursShouldFail() {
		assertThat(EndpointTester.failureOf(Mixed.class).getAction())
			.isEqualTo("Import 'io.github.wsboot.annotation.OnMessage' instead.");
	}

	@Test
	void ofASuperclassShouldFail() {
		assertThat(EndpointTester.failureOf(Inherited.class).getDescription())
			.contains("'foreignImportsTests.Inherited'");
	}

	@Test
	void onJakartaEndpointsShouldBeLeftAlone() {
		try (EndpointTester tester = EndpointTester.of(Server.class, DerivedServer.class, Client.class)) {
			assertThat(tester.endpoints()).isEmpty();
		}
	}

	@Test
	void serverEndpointThatIsABeanShouldBeWarnedOf(CapturedOutput output) {
		EndpointTester.of(Server.class, Client.class).close();
		assertThat(output).containsOnlyOnce("is annotated with '@ServerEndpoint'")
			.contains("Bean 'foreignImportsTests.Server' of the class '" + Server.class.getName() + "'");
	}

	@Test
	void serverEndpointThatIsExportedShouldNotBeWarnedOf(CapturedOutput output) {
		EndpointTester.of(Server.class, Exporter.class).close();
		assertThat(output).doesNotContain("@ServerEndpoint");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					SpringSession        | open(WebSocketSession)     | has a parameter of type 'org.springframework.web.socket.WebSocketSession', which is never passed to a callback | Use 'io.github.wsboot.Connection' instead
					JakartaSession       | open(Session)              | has a parameter of type 'jakarta.websocket.Session', which is never passed | Use 'io.github.wsboot.Connection' instead
					JakartaPathParam     | open(String)               | has a parameter annotated with 'jakarta.websocket.server.PathParam' | Use 'org.springframework.web.bind.annotation.PathVariable' instead
					StompVariable        | open(String)               | has a parameter annotated with 'org.springframework.messaging.handler.annotation.DestinationVariable' | Use 'org.springframework.web.bind.annotation.PathVariable' instead
					WebRequestBody       | said(Said)                 | has a parameter annotated with 'org.springframework.web.bind.annotation.RequestBody' | Use 'org.springframework.messaging.handler.annotation.Payload' instead
					WebNotValid          | failed(MethodArgumentNotValidException) | has a parameter of type 'org.springframework.web.bind.MethodArgumentNotValidException', which is never passed | Use 'io.github.wsboot.PayloadValidationException' instead
					MessagingNotValid    | failed(MethodArgumentNotValidException) | has a parameter of type 'org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException', which is never passed | Use 'io.github.wsboot.PayloadValidationException' instead
					""")
	void parameterOfAnotherTechnologyShouldFail(String fixture, String method, String problem, String action)
			throws ClassNotFoundException {
		Class<?> type = Class.forName(ForeignImportsTests.class.getName() + "$" + fixture);
		InvalidEndpointException failure = EndpointTester.failureOf(type);
		assertThat(failure.getDescription())
			.startsWith("Method 'ForeignImportsTests." + fixture + "." + method
					+ "' of WebSocket endpoint bean 'foreignImportsTests." + fixture + "' ")
			.contains(problem);
		assertThat(failure.getAction()).contains(action);
	}

	/** Has no container to register with. */
	static class Exporter extends ServerEndpointExporter {

		@Override
		public void afterPropertiesSet() {
		}

		@Override
		public void afterSingletonsInstantiated() {
		}

	}

	record Said(String text) {

	}

	@WebSocketEndpoint("/a")
	static class SpringSession {

		@OnOpen
		void open(WebSocketSession session) {
		}

	}

	@WebSocketEndpoint("/a")
	static class JakartaSession {

		@OnOpen
		void open(Session session) {
		}

	}

	@WebSocketEndpoint("/a/{room}")
	static class JakartaPathParam {

		@OnOpen
		void open(@PathParam("room") String room) {
		}

	}

	@WebSocketEndpoint("/a/{room}")
	static class StompVariable {

		@OnOpen
		void open(@DestinationVariable("room") String room) {
		}

	}

	@WebSocketEndpoint("/a")
	static class WebRequestBody {

		@OnMessage
		void said(@RequestBody Said line) {
		}

	}

	@WebSocketEndpoint("/a")
	static class WebNotValid {

		@OnMessage
		void said(String text) {
		}

		@OnError
		void failed(MethodArgumentNotValidException ex) {
		}

	}

	@WebSocketEndpoint("/a")
	static class MessagingNotValid {

		@OnMessage
		void said(String text) {
		}

		@OnError
		void failed(org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException ex) {
		}

	}

	@WebSocketEndpoint("/a")
	static class JakartaOpen {

		@jakarta.websocket.OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/a")
	static class JakartaMessage {

		@OnOpen
		void open() {
		}

		@jakarta.websocket.OnMessage
		void said(String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class JakartaClose {

		@jakarta.websocket.OnClose
		void closed() {
		}

	}

	@WebSocketEndpoint("/a")
	static class JakartaError {

		@jakarta.websocket.OnError
		void failed(Throwable ex) {
		}

	}

	@Component
	static class PlainBean {

		@jakarta.websocket.OnMessage
		void said(String text) {
		}

	}

	@Component
	static class Mixed {

		@OnOpen
		void open() {
		}

		@jakarta.websocket.OnMessage
		void said(String text) {
		}

	}

	@Component
	static class Inherited extends PlainBean {

	}

	@Component
	@ServerEndpoint("/jakarta")
	static class Server {

		@jakarta.websocket.OnMessage
		void said(String text) {
		}

	}

	@Component
	static class DerivedServer extends Server {

	}

	@Component
	@ClientEndpoint
	static class Client {

		@jakarta.websocket.OnMessage
		void said(String text) {
		}

	}

}
