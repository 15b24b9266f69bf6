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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.stereotype.Component;

import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for callbacks that exclude each other or make no sense: they fail at start-up and
 * say what to do.
 */
class InvalidCallbacksTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					TwoOpens        | which are both annotated with @OnOpen | Keep one of them.
					TwoCloses       | which are both annotated with @OnClose | Keep one of them.
					TwoTexts        | which both take text messages of any type | Keep one of them, or give one a type with @OnMessage("...").
					TwoObjects      | which both take text messages of any type | Keep one of them, or give one a type with @OnMessage("...").
					ObjectAndString | which both take text messages of any type | Keep one of them, or give one a type with @OnMessage("...").
					TwoTyped        | which both take messages of type 'line' | Keep one of them, or give one a type with @OnMessage("...").
					TwoBinaries     | which both take binary messages | Keep one of them, or give one a type with @OnMessage("...").
					TwoErrors       | which both handle 'java.lang.IllegalStateException' | Keep one of them.
					""")
	void twoCallbacksForOneThingShouldFail(String fixture, String problem, String action)
			throws ClassNotFoundException {
		InvalidEndpointException failure = failure(fixture);
		assertThat(failure.getDescription()).contains("'invalidCallbacksTests." + fixture + "' declares")
			.contains("'InvalidCallbacksTests." + fixture + ".a(")
			.contains("'InvalidCallbacksTests." + fixture + ".b(")
			.endsWith(problem + ".");
		assertThat(failure.getAction()).isEqualTo(action);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					TypedBinary     | said(byte[])  | takes messages of type 'line' as binary, but only text messages have a type | Remove the type
					ErrorOfNothing  | failed()      | is annotated with @OnError, but names no exception | Add a parameter of the exception's type
					WrongErrorType  | failed(IllegalArgumentException) | handles 'java.lang.IllegalStateException', which its parameter 'IllegalArgumentException' cannot take | Let the parameter's type be a common one
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
		assertThat(failure.getDescription()).isEqualTo("Method 'InvalidCallbacksTests." + fixture + "." + method
				+ "' of WebSocket endpoint bean 'invalidCallbacksTests." + fixture + "' " + problem + ".");
		assertThat(failure.getAction()).contains(action);
	}

	@Test
	void endpointWithoutCallbackShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(NoCallback.class);
		assertThat(failure.getDescription())
			.isEqualTo("WebSocket endpoint bean 'invalidCallbacksTests.NoCallback' has no callback.");
		assertThat(failure.getAction()).isEqualTo(
				"Annotate a method of '" + NoCallback.class.getName() + "' with @OnOpen, @OnMessage or @OnClose.");
	}

	@Test
	void typedMessageWithoutJsonShouldFail() {
		InvalidEndpointException failure = EndpointTester
			.failureOf((tester) -> tester.withoutJson().register(Typed.class));
		assertThat(failure.getDescription())
			.contains("takes messages of type 'line', but there is no JsonMapper to read the type with");
		assertThat(failure.getAction()).isEqualTo("Add 'spring-boot-starter-jackson' to the dependencies.");
	}

	@Test
	void withoutJsonShouldStillTakeText() {
		try (EndpointTester tester = EndpointTester
			.create((customized) -> customized.withoutJson().register(TextOnly.class))) {
			tester.connect("/a").text("a").await("text a");
		}
	}

	private static InvalidEndpointException failure(String fixture) throws ClassNotFoundException {
		return EndpointTester.failureOf(Class.forName(InvalidCallbacksTests.class.getName() + "$" + fixture));
	}

	record Line(String text) {

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
