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

import java.io.InputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonView;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.stereotype.Component;
import org.springframework.ui.ModelMap;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import org.springframework.web.servlet.view.RedirectView;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.definition.CommonSubProtocols;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.endpoint.definition.SubProtocols;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for endpoints whose callbacks exclude each other or make no sense, and for paths
 * and results that cannot work: they fail at start-up and say what to do.
 */
@Promise("start-up")
class InvalidEndpointTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					TwoOpens        | which are both annotated with @OnOpen | Keep one of them.
					TwoCloses       | which are both annotated with @OnClose | Keep one of them.
					TwoTexts        | which both take text messages of any type | Keep one of them, or give one a type with @OnMessage("...").
					TwoObjects      | which both take text messages of any type | Keep one of them, or give one a type with @OnMessage("...").
					ObjectAndString | which both take text messages of any type | Keep one of them, or give one a type with @OnMessage("...").
					TwoTyped        | which both take messages of type 'line' | Keep one of them, or give one a type with @OnMessage("...").
					TwoBinaries     | which both take binary messages | Keep one of them: a binary message does not say what it is.
					TwoErrors       | which both handle 'java.lang.IllegalStateException' | Keep one of them.
					""")
	void twoCallbacksForOneThingShouldFail(String fixture, String problem, String action)
			throws ClassNotFoundException {
		InvalidEndpointException failure = failure(fixture);
		assertThat(failure.getDescription()).contains("'invalidEndpointTests." + fixture + "' declares")
			.contains("'InvalidEndpointTests." + fixture + ".a(")
			.contains("'InvalidEndpointTests." + fixture + ".b(")
			.endsWith(problem + ".");
		assertThat(failure.getAction()).isEqualTo(action);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					TypedBinary     | said(byte[])  | takes messages of type 'line' as binary, but only text messages have a type | Remove the type
					ErrorOfNothing  | failed()      | is annotated with @OnError, but names no exception | Add a parameter of the exception's type
					WrongErrorType  | failed(IllegalArgumentException) | handles 'java.lang.IllegalStateException', which its parameter 'IllegalArgumentException' cannot take | Give the parameter a common supertype
					StrayError      | failed(IllegalStateException) | is annotated with @OnError, but its class has no other callback | Annotate the class with @WebSocketAdvice
					AdviceWithOpen  | open()        | is annotated with [@OnOpen], but its class is a @WebSocketAdvice | Keep only @OnError methods there
					TickWithout     | tick()        | has no positive period | Write @OnTick(fixedRate = 1000)
					TickWithZero    | tick()        | has no positive period | Write @OnTick(fixedRate = 1000)
					TickWithNegative | tick()       | has no positive period | Write @OnTick(fixedRate = 1000)
					TickWithTwo     | tick()        | has two periods | Write @OnTick(fixedRate = 1000)
					TickWithText    | tick()        | has the period 'soon', which is no duration | @OnTick(fixedRateString = "1s")
					TickWithNegativeText | tick()   | has no positive period | Write @OnTick(fixedRate = 1000)
					""")
	void callbackThatMakesNoSenseShouldFail(String fixture, String method, String problem, String action)
			throws ClassNotFoundException {
		InvalidEndpointException failure = failure(fixture);
		assertThat(failure.getDescription()).isEqualTo("Method 'InvalidEndpointTests." + fixture + "." + method
				+ "' of WebSocket endpoint bean 'invalidEndpointTests." + fixture + "' " + problem + ".");
		assertThat(failure.getAction()).contains(action);
	}

	@Test
	void placeholderOfATickThatIsNotSetShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(
				(tester) -> tester.register(PropertySourcesPlaceholderConfigurer.class, TickWithPlaceholder.class));
		assertThat(failure.getDescription()).contains("'InvalidEndpointTests.TickWithPlaceholder.tick()'")
			.endsWith("has the period '${clock.rate}', which cannot be resolved.");
		assertThat(failure.getAction())
			.isEqualTo("Set the property, or write a default as in @OnTick(fixedRateString = \"${clock.rate:1s}\").");
	}

	@Test
	void endpointWithoutCallbackShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(NoCallback.class);
		assertThat(failure.getDescription())
			.isEqualTo("WebSocket endpoint bean 'invalidEndpointTests.NoCallback' has no callback.");
		assertThat(failure.getAction()).isEqualTo(
				"Annotate a method of '" + NoCallback.class.getName() + "' with @OnOpen, @OnMessage or @OnClose.");
	}

	@Test
	void typedMessageWithoutJsonShouldFail() {
		InvalidEndpointException failure = EndpointTester
			.failureOf((tester) -> tester.withoutJson().register(Typed.class));
		assertThat(failure.getDescription())
			.contains("takes messages of type 'line', but there is no JsonMapper to read the type with");
		assertThat(failure.getAction()).isEqualTo(
				"Add 'spring-boot-starter-jackson' to the dependencies, or a JsonMapper bean to the application.");
	}

	@Test
	void withoutJsonShouldStillTakeText() {
		try (EndpointTester tester = EndpointTester
			.create((customized) -> customized.withoutJson().register(TextOnly.class))) {
			tester.connect("/a").text("a").await("text a");
		}
	}

	private static InvalidEndpointException failure(String fixture) throws ClassNotFoundException {
		return EndpointTester.failureOf(Class.forName(InvalidEndpointTests.class.getName() + "$" + fixture));
	}

	@ParameterizedTest
	@CsvSource({ "One, Same, /a/{x}", "One, OtherName, /a/{y}", "Defaulted, AlsoDefaulted, /ws" })
	void twoBeansOnOnePathShouldFail(String first, String second, String path) throws ClassNotFoundException {
		InvalidEndpointException failure = EndpointTester.failureOf(type(first), type(second));
		assertThat(failure.getDescription()).isEqualTo("WebSocket endpoint beans 'invalidEndpointTests." + first
				+ "' and 'invalidEndpointTests." + second + "' both serve the path '" + path + "'.");
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
		assertThat(failure.getDescription())
			.isEqualTo("The path '${missing:}' of WebSocket endpoint bean 'invalidEndpointTests.EmptyPath' is empty.");
		assertThat(failure.getAction()).isEqualTo("Write a path that begins with '/', or none to use 'ws.path'.");
	}

	@Promise("beans")
	@ParameterizedTest
	@CsvSource({ "OfRequest, request", "OfSession, session", "OfStompSession, websocket", "AdviceOfRequest, request" })
	void scopeOfARequestShouldFail(String type, String scope) throws ClassNotFoundException {
		InvalidEndpointException failure = EndpointTester.failureOf(type(type));
		assertThat(failure.getDescription()).isEqualTo("WebSocket endpoint bean 'invalidEndpointTests." + type
				+ "' has the scope '" + scope + "', but callbacks run when its request is over.");
		assertThat(failure.getAction())
			.isEqualTo("Remove the scope, and keep data of a client in the attributes of its connection.");
	}

	@Test
	void malformedPathShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(MalformedPath.class);
		assertThat(failure.getDescription()).startsWith(
				"The path '/a/{x' of WebSocket endpoint bean 'invalidEndpointTests.MalformedPath' is " + "malformed: ");
		assertThat(failure.getAction()).startsWith("Write a path such as '/chat/{room}'");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					UnknownRoom      | said(String) | broadcasts to the room 'x-{rom}', but the path has no variable 'rom' | Rename it to one of [room] or add '{rom}' to the path.
					BroadcastVoid    | said(String) | is annotated with @Broadcast, but returns nothing to broadcast | Return the payload, or remove @Broadcast.
					BroadcastStageOfVoid | said(String) | is annotated with @Broadcast, but returns nothing to broadcast | Return the payload, or remove @Broadcast.
					BroadcastMonoOfVoid | said(String) | is annotated with @Broadcast, but returns nothing to broadcast | Return the payload, or remove @Broadcast.
					CloseWithResult  | closed()     | returns a value, but the connection of its client is closed | Return void, or add @Broadcast to send the value to others.
					HandshakeWithResult | handshake() | returns a value, but results of @OnHandshake are not sent | Return void; call HandshakeContext.reject(status) to refuse the handshake.
					""")
	void resultThatReachesNobodyShouldFail(String fixture, String method, String problem, String action)
			throws ClassNotFoundException {
		InvalidEndpointException failure = EndpointTester.failureOf(type(fixture));
		assertThat(failure.getDescription()).isEqualTo("Method 'InvalidEndpointTests." + fixture + "." + method
				+ "' of WebSocket endpoint bean 'invalidEndpointTests." + fixture + "' " + problem + ".");
		assertThat(failure.getAction()).isEqualTo(action);
	}

	@Promise("conversion")
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					TwoViews         | said(String) | has a @JsonView that does not name exactly one view | Name one; let it extend others to include them.
					NoViewOfPayload  | said(Map)    | has a @JsonView that does not name exactly one view | Name one; let it extend others to include them.
					ViewOfTheClass   | said(String) | belongs to a class that is annotated with @JsonView, which has an effect on methods and parameters only | Annotate the methods instead.
					MappingValue     | said(String) | returns a MappingJacksonValue, which Jackson 3 does not know | Return the value itself; annotate the method with @JsonView, and give filters to the JsonMapper by a JsonMapperBuilderCustomizer.
					Binder           | bind(WebDataBinder) | is annotated with @InitBinder, which has an effect in controllers only | Register a Converter or Formatter, as a bean or by a WebMvcConfigurer.
					""")
	void whatOnlyAControllerWouldHonourShouldFail(String fixture, String method, String problem, String action)
			throws ClassNotFoundException {
		resultThatReachesNobodyShouldFail(fixture, method, problem, action);
	}

	@Test
	void initBinderOfControllersShouldNotFail() {
		EndpointTester.of(BinderOfControllers.class).close();
	}

	@Promise("conversion")
	@Test
	void viewWithoutJacksonShouldFail() {
		InvalidEndpointException failure = EndpointTester
			.failureOf((tester) -> tester.withoutJson().register(View.class));
		assertThat(failure.getDescription())
			.contains("is annotated with @JsonView, but there is no JsonMapper to apply it");
		assertThat(failure.getAction()).isEqualTo("Add 'spring-boot-starter-jackson' to the dependencies.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					ReturnsEntity   | returns a 'ResponseEntity', which means nothing to a client | Return the body alone
					ReturnsThrowable | returns a 'IllegalStateException', which means nothing to a client | Return an object with the data that the client may know
					BroadcastsStream | returns a 'InputStream', which means nothing to a client | Read it, and return a String
					AdviceOfView    | returns a 'ModelAndView', which means nothing to a client | Return the data for the client
					NonBlockingResource | returns a Resource, but may run on an event loop, which must not wait for its content | Return a byte[]
					AdviceOfResource | returns a Resource, but may run on an event loop, which must not wait for its content | Return a byte[]
					MonoOfResource  | returns a Resource in a 'Mono', which may complete on a thread that must not wait for its content | Return the Resource itself
					""")
	void resultOfAnotherWorldShouldFail(String fixture, String problem, String action) throws ClassNotFoundException {
		InvalidEndpointException failure = EndpointTester.failureOf(type(fixture));
		assertThat(failure.getDescription()).startsWith("Method 'InvalidEndpointTests." + fixture + ".")
			.endsWith(problem + ".");
		assertThat(failure.getAction()).startsWith(action);
	}

	@Promise("conversion")
	@ParameterizedTest
	@ValueSource(strings = { "entity", "headers", "problem", "response", "servlet", "session", "view", "model",
			"emitter", "body", "event", "deferred", "callable", "future", "task", "thread", "writer", "channel",
			"message", "frame", "connection", "status", "exception", "futureOfEntity", "fluxOfThreads",
			"publisherOfReaders", "optionalOfViews", "futureOfMonoOfStreams" })
	void resultThatMeansNothingToAClientShouldFail(String method) {
		assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(() -> reject(ForeignWorld.class, method))
			.withMessageContaining("which means nothing to a client");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text", "bytes", "frame", "problem", "stream", "iterator", "map", "command", "optional",
			"resource", "future", "flux", "unknown", "anything", "nothing" })
	void resultThatAClientCanUseShouldNotFail(String method) {
		assertThatNoException().isThrownBy(() -> reject(OurWorld.class, method));
	}

	private static void reject(Class<?> type, String name) {
		Method method = Stream.of(type.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		UnsupportedResults.reject(
				new EndpointDefinition("bean", type, List.of("/a"),
						new SubProtocols(List.of(), false, new CommonSubProtocols(false, null)), false, Map.of()),
				method);
	}

	@Test
	void resultThatAHandlerOfTheApplicationTakesShouldNotFail() {
		try (EndpointTester tester = EndpointTester.of(ReturnsEntity.class, EntityHandler.class)) {
			tester.connect("/a").text("a").await("body of a");
		}
	}

	@Promise("conversion")
	@Test
	void undeclaredResultThatMeansNothingShouldNotBeSent() {
		try (EndpointTester tester = EndpointTester.of(Undeclared.class)) {
			assertThat(tester.connect("/a").text("exception").awaitCloseCode()).isEqualTo(1011);
			assertThat(tester.connect("/a").text("resource").awaitCloseCode()).isEqualTo(1011);
			tester.connect("/a").text("text").await("text");
		}
	}

	@Promise("handshake")
	@Test
	void requiredSubProtocolWithoutANameShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(UnnamedSubProtocol.class);
		assertThat(failure.getDescription())
			.isEqualTo("WebSocket endpoint bean 'invalidEndpointTests.UnnamedSubProtocol' requires a "
					+ "sub-protocol, but names none.");
		assertThat(failure.getAction())
			.isEqualTo("Name its sub-protocols in @WebSocketEndpoint(subProtocols = \"...\"), or remove "
					+ "'requireSubProtocol'.");
	}

	@Test
	void nameThatNoClientCanOfferShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(ListOfSubProtocols.class);
		assertThat(failure.getDescription())
			.isEqualTo("WebSocket endpoint bean 'invalidEndpointTests.ListOfSubProtocols' has the sub-protocol "
					+ "'v2, v1', which no client can offer.");
		assertThat(failure.getAction()).isEqualTo("Write a name without blanks and separators, such as 'chat.v1'; "
				+ "several as { \"chat.v2\", \"chat.v1\" }.");
	}

	private static Class<?> type(String fixture) throws ClassNotFoundException {
		return Class.forName(InvalidEndpointTests.class.getName() + "$" + fixture);
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

	interface ForeignWorld {

		RequestEntity<String> entity();

		HttpHeaders headers();

		ErrorResponse problem();

		ServerResponse response();

		HttpServletResponse servlet();

		HttpSession session();

		RedirectView view();

		ModelMap model();

		SseEmitter emitter();

		StreamingResponseBody body();

		ServerSentEvent<String> event();

		DeferredResult<String> deferred();

		Callable<String> callable();

		Future<String> future();

		FutureTask<String> task();

		Thread thread();

		Writer writer();

		FileChannel channel();

		Message<String> message();

		TextMessage frame();

		Connection connection();

		CloseStatus status();

		Exception exception();

		CompletableFuture<ResponseEntity<String>> futureOfEntity();

		Flux<Thread> fluxOfThreads();

		Publisher<Reader> publisherOfReaders();

		Optional<ModelAndView> optionalOfViews();

		CompletionStage<Mono<InputStream>> futureOfMonoOfStreams();

	}

	interface OurWorld {

		String text();

		byte[] bytes();

		Frame frame();

		ProblemDetail problem();

		Stream<String> stream();

		Iterator<String> iterator();

		Map<String, Object> map();

		Command command();

		Optional<String> optional();

		FileSystemResource resource();

		CompletableFuture<List<String>> future();

		Flux<?> flux();

		Mono<? extends Number> unknown();

		Object anything();

		Mono<Void> nothing();

	}

	record Command(String name) implements Runnable {

		@Override
		public void run() {
		}

	}

	@WebSocketEndpoint("/a")
	static class ReturnsEntity {

		@OnMessage
		ResponseEntity<String> said(String text) {
			return ResponseEntity.ok(text);
		}

	}

	static class EntityHandler implements WebSocketEndpointConfigurer, HandlerMethodReturnValueHandler {

		@Override
		public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
			handlers.add(this);
		}

		@Override
		public boolean supportsReturnType(MethodParameter returnType) {
			return returnType.getParameterType() == ResponseEntity.class;
		}

		@Override
		public void handleReturnValue(Object value, MethodParameter returnType, Message<?> message) {
			WebSocketEndpointConfigurer.connection(message).push("body of " + ((ResponseEntity<?>) value).getBody());
		}

	}

	@WebSocketEndpoint("/a")
	static class ReturnsThrowable {

		@OnMessage
		void said(String text) {
		}

		@OnError
		IllegalStateException failed(IllegalStateException ex) {
			return ex;
		}

	}

	@WebSocketEndpoint("/a")
	static class BroadcastsStream {

		@OnMessage
		@Broadcast
		InputStream said(String text) {
			return InputStream.nullInputStream();
		}

	}

	@WebSocketAdvice
	static class AdviceOfView {

		@OnError
		ModelAndView failed(Exception ex) {
			return new ModelAndView();
		}

	}

	@NonBlocking
	@WebSocketEndpoint("/a")
	static class NonBlockingResource {

		@OnMessage
		Resource said(String text) {
			return new FileSystemResource(text);
		}

	}

	@WebSocketAdvice
	static class AdviceOfResource {

		@OnError
		Resource failed(Exception ex) {
			return new FileSystemResource("x");
		}

	}

	@WebSocketEndpoint("/a")
	static class MonoOfResource {

		@OnMessage
		Mono<Resource> said(String text) {
			return Mono.empty();
		}

	}

	@WebSocketEndpoint("/a")
	static class Undeclared {

		@OnMessage
		Object said(String text) {
			return switch (text) {
				case "exception" -> new IllegalStateException("secret");
				case "resource" -> new FileSystemResource(text);
				default -> text;
			};
		}

	}

	@RequestScope
	static class OfRequest extends One {

	}

	@Scope("session")
	static class OfSession extends One {

	}

	@Scope(scopeName = "websocket", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class OfStompSession extends One {

	}

	@RequestScope
	@WebSocketAdvice
	static class AdviceOfRequest {

		@OnError
		void failed(Exception ex) {
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

	@WebSocketEndpoint(value = "/a", requireSubProtocol = true)
	static class UnnamedSubProtocol {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint(value = "/a", subProtocols = "v2, v1")
	static class ListOfSubProtocols {

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

	record Line(String text) {

	}

	@WebSocketEndpoint("/a")
	static class View {

		@OnMessage
		@JsonView(Object.class)
		Line said(String text) {
			return new Line(text);
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoViews {

		@OnMessage
		@JsonView({ Object.class, Line.class })
		Line said(String text) {
			return new Line(text);
		}

	}

	@WebSocketEndpoint("/a")
	static class NoViewOfPayload {

		@OnMessage
		void said(@JsonView Map<String, Line> lines) {
		}

	}

	@WebSocketEndpoint("/a")
	@JsonView(Object.class)
	static class ViewOfTheClass {

		@OnMessage
		Line said(String text) {
			return new Line(text);
		}

	}

	@WebSocketEndpoint("/a")
	static class MappingValue {

		@OnMessage
		@SuppressWarnings("removal")
		CompletionStage<org.springframework.http.converter.json.MappingJacksonValue> said(String text) {
			return CompletableFuture
				.completedFuture(new org.springframework.http.converter.json.MappingJacksonValue(text));
		}

	}

	@WebSocketEndpoint("/a")
	static class Binder {

		@OnMessage
		void said(String text) {
		}

		@InitBinder
		void bind(WebDataBinder binder) {
		}

	}

	@ControllerAdvice
	@WebSocketEndpoint("/a")
	static class BinderOfControllers {

		@OnMessage
		void said(String text) {
		}

		@InitBinder
		void bind(WebDataBinder binder) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoOpens {

		@OnOpen
		void a() {
		}

		@OnOpen
		void b() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoCloses {

		@OnClose
		void a() {
		}

		@OnClose
		void b() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoTexts {

		@OnMessage
		void a(String text) {
		}

		@OnMessage
		void b() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoObjects {

		@OnMessage
		void a(Line line) {
		}

		@OnMessage
		void b(Integer number) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ObjectAndString {

		@OnMessage
		void a(Line line) {
		}

		@OnMessage
		void b(String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoTyped {

		@OnMessage("line")
		void a(Line line) {
		}

		@OnMessage("line")
		void b(String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoBinaries {

		@OnMessage
		void a(byte[] bytes) {
		}

		@OnMessage
		void b(ByteBuffer bytes) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoErrors {

		@OnOpen
		void open() {
		}

		@OnError
		void a(IllegalStateException ex) {
		}

		@OnError(IllegalStateException.class)
		void b() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TypedBinary {

		@OnMessage("line")
		void said(byte[] bytes) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ErrorOfNothing {

		@OnOpen
		void open() {
		}

		@OnError
		void failed() {
		}

	}

	@WebSocketEndpoint("/a")
	static class WrongErrorType {

		@OnOpen
		void open() {
		}

		@OnError(IllegalStateException.class)
		void failed(IllegalArgumentException ex) {
		}

	}

	@Component
	static class StrayError {

		@OnError
		void failed(IllegalStateException ex) {
		}

	}

	@WebSocketAdvice
	static class AdviceWithOpen {

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TickWithout {

		@OnTick
		void tick() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TickWithZero {

		@OnTick(fixedRate = 0)
		void tick() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TickWithNegative {

		@OnTick(fixedRate = -1000)
		void tick() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TickWithTwo {

		@OnTick(fixedRate = 1000, fixedRateString = "1s")
		void tick() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TickWithPlaceholder {

		@OnTick(fixedRateString = "${clock.rate}")
		void tick() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TickWithText {

		@OnTick(fixedRateString = "soon")
		void tick() {
		}

	}

	@WebSocketEndpoint("/a")
	static class TickWithNegativeText {

		@OnTick(fixedRateString = "-1s")
		void tick() {
		}

	}

	@WebSocketEndpoint("/a")
	static class NoCallback {

	}

	@WebSocketEndpoint("/a")
	static class Typed {

		@OnMessage("line")
		void said(String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TextOnly {

		@OnMessage
		String said(String text) {
			return "text " + text;
		}

	}

}
