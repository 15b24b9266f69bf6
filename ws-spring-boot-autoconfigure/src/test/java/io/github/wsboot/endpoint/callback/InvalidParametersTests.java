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
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.http.HttpStatus;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.stereotype.Service;
import org.springframework.util.MultiValueMap;
import org.springframework.validation.BindingResult;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.Handshake;
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
import io.github.wsboot.endpoint.CompiledClasses;
import io.github.wsboot.endpoint.EndpointTester;
import io.github.wsboot.endpoint.TestClient;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for callbacks with parameters that cannot be resolved: they fail at start-up and
 * say what to do.
 */
@Promise("start-up")
class InvalidParametersTests {

	@Promise("conversion")
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					PayloadInOpen        | open(String)               | has the parameter 'String text', but there is no payload to pass in a callback of kind @OnOpen | for those it can have. A value of the opening request needs @PathVariable, @RequestParam
					PayloadInClose       | close(Line)                | has the parameter 'Line line', but there is no payload to pass in a callback of kind @OnClose | Remove the parameter
					PayloadInTick        | tick(String)               | has the parameter 'String text', but there is no payload to pass in a callback of kind @OnTick | Remove the parameter
					PayloadInError       | failed(IllegalStateException, Line) | has the parameter 'Line line', but there is no payload to pass in a callback of kind @OnError | Remove the parameter
					UnknownInOpen        | open(HttpServletRequest)   | has the parameter 'HttpServletRequest request', but there is no payload | Remove the parameter
					StatusInOpen         | open(CloseStatus)          | has the parameter 'CloseStatus status', but there is no payload | Remove the parameter
					ConnectionInHandshake | handshake(Connection)     | has the parameter 'Connection connection', but there is no payload to pass in a callback of kind @OnHandshake | Take a HandshakeContext instead: there is no connection yet
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
					UnknownPlaceholder   | open(String)               | has a @PathVariable with '${missing}', which has a placeholder without a value | Define the property
					EmptyName            | open(String)               | has a @RequestParam whose name '${missing:}' is empty | Write the name of the value
					UnknownDefault       | open(String)               | has a @RequestParam with '${missing}', which has a placeholder without a value | Define the property
					ForeignAnnotation    | said(Line)                 | has the parameter 'Line line' annotated with 'org.springframework.web.bind.annotation.SessionAttribute', which no argument resolver supports | Add an argument resolver
					ConstraintOnText     | said(String)               | has the constraint '@NotBlank' on a parameter, which is never checked | annotated with @Valid
					NotNullButOptional   | open(String)               | has the constraint '@NotNull' on a parameter, which is never checked | Annotate the class with @Validated
					NotNullPrincipal     | open(Principal)            | has the constraint '@NotNull' on a parameter, which is never checked | Annotate the class with @Validated
					ConstraintOnVariable | open(String)               | has the constraint '@Size' on a parameter, which is never checked | Annotate the class with @Validated
					ConstraintOnPayload  | said(String)               | has the constraint '@NotBlank' on a parameter, which is never checked | Annotate the class with @Validated
					ConstraintOnElement  | said(List)                 | has the constraint '@NotBlank' on a parameter, which is never checked | Annotate the class with @Validated
					ConstraintDeepInside | said(Map)                  | has the constraint '@Size' on a parameter, which is never checked | Annotate the class with @Validated
					ConstraintOfOurOwn   | handshake(String)          | has the constraint '@Slug' on a parameter, which is never checked | Annotate the class with @Validated
					ConstraintInInterface | said(String)              | has the constraint '@NotBlank' on a parameter, which is never checked | Annotate the class with @Validated
					ConstraintOnResult   | said(String)               | has the constraint '@NotNull' on its result, which is never checked | Annotate the class with @Validated
					ConstraintInResult   | said(String)               | has the constraint '@NotBlank' on its result, which is never checked | Annotate the class with @Validated
					ValidResult          | said(String)               | has the constraint '@Valid' on its result, which is never checked | Annotate the class with @Validated
					ValidElements        | said(List)                 | has the constraint '@Valid' on a parameter, which is never checked | Annotate the class with @Validated
					ValidatedMethod      | said(String)               | has the constraint '@NotBlank' on a parameter, which is never checked | Annotate the class with @Validated
					ValidatedInVain      | said(String)               | has the constraint '@NotBlank' on a parameter, which is never checked, since there is no MethodValidationPostProcessor | Add 'spring-boot-starter-validation'
					MessageInMessage     | said(Message)              | has the parameter 'Message message', whose type is unknown | Remove it
					UserInMessage        | said(UserDetails)          | has the parameter 'UserDetails user', whose type is unknown | Remove it
					PayloadExpression    | said(String)               | has a @Payload with an expression | Remove the expression
					""")
	void shouldFail(String fixture, String method, String problem, String action) throws ClassNotFoundException {
		Class<?> type = Class.forName(InvalidParametersTests.class.getName() + "$" + fixture);
		InvalidEndpointException failure = EndpointTester.failureOf(type, MyService.class,
				PropertySourcesPlaceholderConfigurer.class);
		assertThat(failure.getDescription())
			.startsWith("Method 'InvalidParametersTests." + fixture + "." + method
					+ "' of WebSocket endpoint bean 'invalidParametersTests." + fixture + "' ")
			.contains(problem)
			.endsWith(".");
		assertThat(failure.getAction()).contains(action);
	}

	@ParameterizedTest
	@ValueSource(classes = { ValidatedClass.class, ValidatedByInterface.class })
	void constraintsOfAValidatedClassShouldBeChecked(Class<?> type) {
		try (EndpointTester tester = EndpointTester.of(type, MethodValidation.class)) {
			TestClient client = tester.connect("/a").text("fine").await("fine");
			assertThat(client.text(" ").awaitCloseCode()).isEqualTo(1008);
			assertThat(tester.connect("/a").text("too long").awaitCloseCode()).isEqualTo(1011);
			assertThat(tester.connect("/a").text("other").awaitCloseCode()).isEqualTo(1011);
		}
	}

	@Test
	void notNullShouldBeNoFaultWhereAParameterIsNeverNull() {
		try (EndpointTester tester = EndpointTester.of(NeverNull.class)) {
			tester.connect("/a").text("\"fine\"").await("fine");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { ConstraintOfAnOverride.class, ConstraintInAFuture.class })
	void constraintThatCannotBeCheckedShouldFail(Class<?> type) {
		InvalidEndpointException failure = EndpointTester.failureOf(type, MethodValidation.class);
		assertThat(failure.getDescription()).contains("." + type.getSimpleName() + ".said(")
			.contains("has constraints that cannot be checked: HV");
		assertThat(failure.getAction()).startsWith("Put constraints of parameters into the interface only");
	}

	@Test
	void handshakeWithABrokenConstraintShouldBeABadRequest() {
		try (EndpointTester tester = EndpointTester.of(ValidatedHandshake.class, MethodValidation.class)) {
			HandshakeContext context = mock();
			given(context.handshake()).willReturn(tester.client("/a").query("key", "much too long").handshake());
			assertThatExceptionOfType(ResponseStatusException.class)
				.isThrownBy(() -> tester.endpoint("/a").handshake(context))
				.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST));
		}
	}

	@ParameterizedTest
	@CsvSource({ "ValidatedPayload", "SpringValidatedPayload" })
	void withoutValidatorShouldNotPromiseToValidate(String fixture) throws ClassNotFoundException {
		Class<?> type = Class.forName(InvalidParametersTests.class.getName() + "$" + fixture);
		Consumer<EndpointTester> unable = (tester) -> tester.withoutValidator().register(type);
		InvalidEndpointException failure = EndpointTester.failureOf(unable);
		assertThat(failure.getDescription()).contains("has a payload that needs a validator, but there is none");
		assertThat(failure.getAction()).isEqualTo("Add 'spring-boot-starter-validation' to the dependencies.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "@OnHandshake void a(@RequestParam String room)",
			"@OnOpen void a(@PathVariable String room)", "@OnMessage void a(String text, @RequestHeader String room)",
			"@OnPong void a(@CookieValue String room)", "@OnTick(fixedRate = 1000) void a(@PathVariable String room)",
			"@OnClose void a(@RequestParam(required = false) String room)",
			"@OnOpen void b() { } @OnError void a(Exception ex, @RequestParam String room)" })
	void valueWithoutANameShouldFail(String callback, @TempDir Path directory) throws Exception {
		assertUnnamed("@WebSocketEndpoint(\"/a/{room}\") class Unnamed { " + callback + " { } }", directory);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"@WebSocketAdvice class Unnamed { @OnError void a(Exception ex, @RequestParam String room) { } }",
			"@WebSocketEndpoint(\"/a\") record Unnamed() { @OnOpen void a(@RequestHeader String room) { } }" })
	void valueWithoutANameShouldFailInAdviceAndRecords(String source, @TempDir Path directory) throws Exception {
		assertUnnamed(source, directory);
	}

	private static void assertUnnamed(String source, Path directory) throws Exception {
		try (CompiledClasses compiled = compile(source, directory)) {
			InvalidEndpointException failure = EndpointTester.failureOf(compiled.type("sample.Unnamed"));
			assertThat(failure.getDescription()).startsWith("Method 'Unnamed.a(")
				.contains("' of WebSocket endpoint bean 'unnamed' has a @")
				.endsWith(" without a name, and its class was compiled without the names of parameters.");
			assertThat(failure.getAction()).startsWith("Name it, as in @").contains("compile with '-parameters'");
		}
	}

	private static CompiledClasses compile(String source, Path directory) {
		return CompiledClasses.of(directory, Map.of("sample.Unnamed", "package sample; "
				+ "import io.github.wsboot.annotation.*; import org.springframework.web.bind.annotation.*; " + source));
	}

	@Test
	void valueWithANameShouldNeedNoNamesOfParameters(@TempDir Path directory) throws Exception {
		String source = "@WebSocketEndpoint(\"/a/{room}\") class Unnamed { "
				+ "@OnMessage String a(String text, @PathVariable(\"room\") String room) { return text + room; } }";
		try (CompiledClasses compiled = compile(source, directory);
				EndpointTester tester = EndpointTester.of(compiled.type("sample.Unnamed"))) {
			tester.client("/a/{room}").variable("room", "1").connect().text("a").await("a1");
		}
	}

	@Test
	void nameMayBeAPlaceholder() {
		try (EndpointTester tester = EndpointTester
			.create((created) -> created.property("name", "room").register(PlaceholderName.class))) {
			tester.client("/a/{room}").variable("room", "1").connect().text("a").await("a1");
		}
	}

	@Test
	void functionThatSuspendsShouldFail(@TempDir Path directory) throws Exception {
		try (CompiledClasses compiled = CompiledClasses.of(directory, Map.of("kotlin.coroutines.Continuation",
				"package kotlin.coroutines; public interface Continuation<T> { }", "sample.Suspending",
				"package sample; import io.github.wsboot.annotation.*; @WebSocketEndpoint(\"/a\") class Suspending "
						+ "{ @OnMessage Object said(String text, "
						+ "kotlin.coroutines.Continuation<? super String> next) { return text; } }"))) {
			InvalidEndpointException failure = EndpointTester.failureOf(compiled.type("sample.Suspending"));
			assertThat(failure.getDescription())
				.isEqualTo("Method 'Suspending.said(String, Continuation)' of WebSocket "
						+ "endpoint bean 'suspending' is a 'suspend' function, which callbacks cannot be.");
			assertThat(failure.getAction()).startsWith("Remove 'suspend'");
		}
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

	@WebSocketEndpoint("/a/{room}")
	static class PlaceholderName {

		@OnMessage
		String said(String text, @PathVariable("${name}") String room) {
			return text + room;
		}

	}

	@WebSocketEndpoint("/a/{room}")
	static class UnknownPlaceholder {

		@OnOpen
		void open(@PathVariable("${missing}") String room) {
		}

	}

	@WebSocketEndpoint("/a/{room}")
	static class EmptyName {

		@OnOpen
		void open(@RequestParam("${missing:}") String room) {
		}

	}

	@WebSocketEndpoint("/a")
	static class UnknownDefault {

		@OnOpen
		void open(@RequestParam(defaultValue = "${missing}") String size) {
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

	@Target({ ElementType.PARAMETER, ElementType.TYPE_USE })
	@Retention(RetentionPolicy.RUNTIME)
	@Constraint(validatedBy = {})
	@Pattern(regexp = "[a-z-]*")
	@interface Slug {

		String message() default "no slug";

		Class<?>[] groups() default {};

		Class<? extends jakarta.validation.Payload>[] payload() default {};

	}

	@WebSocketEndpoint("/a/{room}")
	static class ConstraintOnVariable {

		@OnOpen
		void open(@PathVariable @Size(max = 3) String room) {
		}

	}

	@WebSocketEndpoint("/a")
	static class NeverNull {

		@OnOpen
		void open(@NotNull Connection connection, @NotNull Handshake handshake,
				@RequestParam(defaultValue = "") @NotNull String key) {
		}

		@OnMessage
		String said(@NotNull String text) {
			return text.replace("\"", "");
		}

		@OnClose
		void closed(@NotNull CloseStatus status) {
		}

		@OnError
		void failed(@NotNull IllegalStateException ex) {
		}

	}

	@WebSocketEndpoint("/a")
	static class NotNullButOptional {

		@OnOpen
		void open(@RequestParam(required = false) @NotNull String key) {
		}

	}

	@WebSocketEndpoint("/a")
	static class NotNullPrincipal {

		@OnOpen
		void open(@NotNull Principal principal) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ConstraintOnPayload {

		@OnMessage
		void said(@Payload @NotBlank String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ConstraintOnElement {

		@OnMessage
		void said(List<@NotBlank String> texts) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ConstraintDeepInside {

		@OnMessage
		void said(Map<String, ? extends List<@Size(max = 3) String>> texts) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ConstraintOfOurOwn {

		@OnHandshake
		void handshake(@RequestParam @Slug String name) {
		}

	}

	interface Checked {

		void said(@NotBlank String text);

	}

	@WebSocketEndpoint("/a")
	static class ConstraintInInterface implements Checked {

		@Override
		@OnMessage
		public void said(String text) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ConstraintOnResult {

		@NotNull
		@OnMessage
		String said(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/a")
	static class ConstraintInResult {

		@OnMessage
		List<@NotBlank String> said(String text) {
			return List.of(text);
		}

	}

	@WebSocketEndpoint("/a")
	static class ValidResult {

		@Valid
		@OnMessage
		Line said(String text) {
			return new Line(text, 0);
		}

	}

	@WebSocketEndpoint("/a")
	static class ValidElements {

		@OnMessage
		void said(@Valid List<Line> lines) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ValidatedMethod {

		@Validated
		@OnMessage
		void said(@NotBlank String text) {
		}

	}

	@Validated
	@WebSocketEndpoint("/a")
	static class ValidatedInVain {

		@OnMessage
		void said(@NotBlank String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MethodValidation {

		@Bean
		static MethodValidationPostProcessor methodValidationPostProcessor() {
			MethodValidationPostProcessor processor = new MethodValidationPostProcessor();
			processor.setProxyTargetClass(true);
			return processor;
		}

	}

	@Validated
	@WebSocketEndpoint("/a")
	static class ValidatedClass {

		@OnMessage
		@Size(max = 5)
		String said(@NotBlank String text) {
			if (text.equals("other")) {
				// A violation in a call that the callback makes is no fault of the client
				throw new ConstraintViolationException(
						Validation.buildDefaultValidatorFactory().getValidator().validate(new Checkable("")));
			}
			return text;
		}

	}

	record Checkable(@NotBlank String text) {

	}

	@Validated
	interface CheckedAnswers {

		@Size(max = 5)
		String said(@NotBlank String text);

	}

	@WebSocketEndpoint("/a")
	static class ValidatedByInterface implements CheckedAnswers {

		@Override
		@OnMessage
		public String said(String text) {
			return text.equals("other") ? "also too long" : text;
		}

	}

	interface Unchecked {

		void said(String text);

	}

	@Validated
	@WebSocketEndpoint("/a")
	static class ConstraintOfAnOverride implements Unchecked {

		@Override
		@OnMessage
		public void said(@NotBlank String text) {
		}

	}

	@Validated
	@WebSocketEndpoint("/a")
	static class ConstraintInAFuture {

		@OnMessage
		CompletableFuture<@NotBlank String> said(String text) {
			return CompletableFuture.completedFuture(text);
		}

	}

	@Validated
	@WebSocketEndpoint("/a")
	static class ValidatedHandshake {

		@OnHandshake
		void handshake(@RequestParam @Size(max = 3) String key) {
		}

		@OnOpen
		void open() {
		}

	}

	@WebSocketEndpoint("/a")
	static class MessageInMessage {

		@OnMessage
		void said(Message<String> message) {
		}

	}

}
