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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.WebSocketEndpointConfigurer;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the known traps of building on Spring's invocation model.
 */
class InvocationTrapsTests {

	@Test
	void blankTextShouldBeAMessageLikeAnyOther() {
		try (EndpointTester tester = EndpointTester.of(Echo.class)) {
			tester.connect("/echo").text("", " ").await("echo ", "echo  ");
		}
	}

	@Test
	void parameterThatNobodyResolvesShouldNotBecomeThePayload() {
		assertThat(EndpointTester.failureOf(UnknownParameter.class).getDescription()).contains("whose type is unknown");
	}

	@Test
	void objectsShouldLeaveAsTextAndNotAsBytes() {
		try (EndpointTester tester = EndpointTester.of(Objects.class)) {
			tester.connect("/objects").text("a").await("{\"text\":\"a\"}");
		}
	}

	@Test
	void messagesOfAConnectionShouldShareTheirHeaders() {
		try (EndpointTester tester = EndpointTester.of(Recording.class, NeedsHeaders.class)) {
			tester.connect("/headers").text("a", "b").await("open", "a", "b");
			List<MessageHeaders> seen = tester.context().getBean(Recording.class).seen;
			assertThat(seen).hasSize(3).allSatisfy((headers) -> assertThat(headers).isSameAs(seen.get(0)));
			assertThat(seen.get(0).getId()).isNull();
			assertThat(seen.get(0).getTimestamp()).isNull();
		}
	}

	@Test
	void parameterOfTypeObjectShouldGetThePayloadAndNothingElse() {
		try (EndpointTester tester = EndpointTester.of(AnyObject.class)) {
			tester.connect("/object").text("a").await("String");
		}
	}

	@Test
	void callbacksWithoutPayloadShouldBeCalled() {
		try (EndpointTester tester = EndpointTester.of(NoPayloads.class)) {
			tester.connect("/no-payloads").text("a").await("open", "error").close();
			tester.calls().await("closed");
		}
	}

	@Test
	void futureShouldReplyWithItsValue() {
		try (EndpointTester tester = EndpointTester.of(Futures.class)) {
			tester.connect("/futures").text("a").await("{\"text\":\"a\"}");
		}
	}

	@Test
	void broadcastShouldNotWaitForASlowClient() {
		try (EndpointTester tester = EndpointTester.of(Echo.class)) {
			TestClient slow = tester.connect("/echo").stopReading();
			TestClient fast = tester.connect("/echo");
			Audience all = tester.context().getBean(ConnectionManager.class).all();
			for (int i = 0; i < 50; i++) {
				BroadcastResult result = all.push("x");
				assertThat(result.completion().toCompletableFuture().join().accepted()).isEqualTo(2);
			}
			assertThat(fast.received()).hasSize(50);
			assertThat(slow.received()).isEmpty();
		}
	}

	@Test
	void wrongImportShouldNotBeIgnored() {
		assertThat(EndpointTester.failureOf(WrongImport.class).getAction())
			.isEqualTo("Import 'io.github.wsboot.annotation.OnMessage' instead.");
	}

	@Test
	void argumentResolversOfOtherTechnologiesShouldNotBeUsed() {
		assertThat(EndpointTester.failureOf(ForeignResolver.class, NeedsMap.class).getDescription())
			.contains("has the parameter 'Map map'");
	}

	@Test
	void endpointsShouldBeFreeToInjectTheConnectionManager() {
		try (EndpointTester tester = EndpointTester.of(Injecting.class)) {
			tester.connect("/injecting").text("a").await("1");
		}
	}

	@Test
	void searchForEndpointsShouldInstantiateNothing() {
		try (EndpointTester tester = EndpointTester.of(LazyEcho.class)) {
			assertThat(tester.context().getBeanFactory().containsSingleton("invocationTrapsTests.LazyEcho")).isFalse();
			tester.connect("/lazy").text("a").await("echo a");
			assertThat(tester.context().getBeanFactory().containsSingleton("invocationTrapsTests.LazyEcho")).isTrue();
		}
	}

	record Line(String text) {

	}

	@WebSocketEndpoint("/echo")
	static class Echo {

		@OnMessage
		String said(String text) {
			return "echo " + text;
		}

	}

	@WebSocketEndpoint("/unknown")
	static class UnknownParameter {

		@OnMessage
		void said(java.io.InputStream input) {
		}

	}

	@WebSocketEndpoint("/objects")
	static class Objects {

		@OnMessage
		Line said(String text) {
			return new Line(text);
		}

	}

	static class Recording implements WebSocketEndpointConfigurer, HandlerMethodArgumentResolver {

		private final List<MessageHeaders> seen = new CopyOnWriteArrayList<>();

		@Override
		public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
			resolvers.add(this);
		}

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == MessageHeaders.class;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) {
			this.seen.add(message.getHeaders());
			return message.getHeaders();
		}

	}

	@WebSocketEndpoint("/headers")
	static class NeedsHeaders {

		@OnOpen
		String open(MessageHeaders headers) {
			return "open";
		}

		@OnMessage
		String said(MessageHeaders headers, String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/object")
	static class AnyObject {

		@OnMessage
		String said(Object payload, Connection connection) {
			return payload.getClass().getSimpleName();
		}

	}

	@WebSocketEndpoint("/no-payloads")
	static class NoPayloads {

		private final Calls calls;

		NoPayloads(Calls calls) {
			this.calls = calls;
		}

		@OnOpen
		String open() {
			return "open";
		}

		@OnMessage
		void said() {
			throw new IllegalStateException("expected");
		}

		@OnError(IllegalStateException.class)
		String failed() {
			return "error";
		}

		@OnClose
		void closed() {
			this.calls.add("closed");
		}

	}

	@WebSocketEndpoint("/futures")
	static class Futures {

		@OnMessage
		CompletableFuture<Line> said(String text) {
			return CompletableFuture.supplyAsync(() -> new Line(text));
		}

	}

	@WebSocketEndpoint("/wrong")
	static class WrongImport {

		@jakarta.websocket.OnMessage
		void said(String text) {
		}

	}

	static class ForeignResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return true;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return Map.of();
		}

	}

	@WebSocketEndpoint("/map")
	static class NeedsMap {

		@OnOpen
		void open(Map<String, String> map) {
		}

	}

	@WebSocketEndpoint("/injecting")
	static class Injecting {

		private final ConnectionManager connections;

		Injecting(ConnectionManager connections) {
			this.connections = connections;
		}

		@OnMessage
		int said(String text) {
			return this.connections.count();
		}

	}

	@Lazy
	@WebSocketEndpoint("/lazy")
	static class LazyEcho extends Echo {

	}

}
