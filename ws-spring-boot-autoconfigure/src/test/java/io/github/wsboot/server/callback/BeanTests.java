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

package io.github.wsboot.server.callback;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.readme.CartEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that endpoints are ordinary beans: with proxies, scopes and placeholders.
 */
@Promise("beans")
class BeanTests extends ServerTests {

	BeanTests() {
		super(ProxiedEndpoint.class, InterfaceEndpoint.class, PrototypeEndpoint.class, ScopedProxyEndpoint.class,
				Shouting.class, CartEndpoint.class, CartEndpoint.Cart.class, RequestEndpoint.class);
	}

	@Test
	void aspectShouldSurroundCallbacks() {
		assertThat(connect("/proxied").text("hello").next()).isEqualTo("HELLO");
	}

	@Test
	void callbackOfAnInterfaceShouldBeCalled() {
		assertThat(connect("/interface").text("hello").next()).isEqualTo("by interface: hello");
	}

	@Test
	void prototypeShouldBeCreatedForEachCallback() {
		TestClient client = connect("/prototype");
		assertThat(client.text("a").next()).isNotEqualTo(client.text("b").next());
	}

	@Test
	void scopedProxyShouldBeLookedThrough() {
		TestClient client = connect("/scoped");
		assertThat(client.text("a").next()).isNotEqualTo(client.text("b").next());
	}

	@Test
	void beanOfASessionShouldBeThereInTheHandshake() {
		RawWebSocketClient.Exchange first = RawWebSocketClient.to(server(), "/cart").exchange();
		assertThat(closeLater(first.client()).nextText()).isEqualTo("1 articles");
		String cookie = first.response().header("Set-Cookie").split(";")[0];
		RawWebSocketClient second = closeLater(
				RawWebSocketClient.to(server(), "/cart").header("Cookie", cookie).connect());
		assertThat(second.nextText()).isEqualTo("2 articles");
	}

	@ParameterizedTest
	@ValueSource(strings = { "bean", "request", "session" })
	void callbackThatLooksForARequestShouldFailAndSayWhatToDo(String what) {
		TestClient client = connect("/request");
		String reason = client.text(what).next();
		assertThat(reason).contains("RequestEndpoint.message(String)")
			.contains(what.equals("bean") ? "uses the bean 'cartEndpoint.Cart'" : "looks for the current request")
			.contains("Read what is needed in @OnHandshake");
	}

	@Test
	void placeholdersInPathsShouldBeResolved() {
		TestServer server = server("test.path=moved");
		assertThat(connect(server, "/moved/proxied").text("hello").next()).isEqualTo("HELLO");
		assertThat(connect(server, "/proxied").text("hello").next()).isEqualTo("HELLO");
	}

	@WebSocketEndpoint("/request")
	static class RequestEndpoint extends RecordingEndpoint {

		private final CartEndpoint.Cart cart;

		private final HttpServletRequest request;

		private final HttpSession session;

		RequestEndpoint(Journal journal, CartEndpoint.Cart cart, HttpServletRequest request, HttpSession session) {
			super(journal);
			this.cart = cart;
			this.request = request;
			this.session = session;
		}

		@OnMessage
		String message(String what) {
			return switch (what) {
				case "bean" -> "" + this.cart.articles();
				case "request" -> this.request.getRequestURI();
				default -> this.session.getId();
			};
		}

		@OnError
		String failed(IllegalStateException ex) {
			return ex.getMessage();
		}

	}

	@Aspect
	@EnableAspectJAutoProxy
	static class Shouting {

		@Around("execution(* io.github.wsboot.server.callback.BeanTests.ProxiedEndpoint.shout(..))")
		Object around(ProceedingJoinPoint joinPoint) throws Throwable {
			return joinPoint.proceed().toString().toUpperCase();
		}

	}

	@WebSocketEndpoint({ "/${test.path:default}/proxied", "/proxied" })
	static class ProxiedEndpoint extends RecordingEndpoint {

		ProxiedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String shout(String text) {
			return text;
		}

	}

	interface Answering {

		@OnMessage
		String answer(String text);

	}

	@WebSocketEndpoint("/interface")
	static class InterfaceEndpoint extends RecordingEndpoint implements Answering {

		InterfaceEndpoint(Journal journal) {
			super(journal);
		}

		@Override
		public String answer(String text) {
			return "by interface: " + text;
		}

	}

	private static final class Instances {

		private static final AtomicInteger count = new AtomicInteger();

	}

	@WebSocketEndpoint("/prototype")
	@Scope("prototype")
	static class PrototypeEndpoint extends RecordingEndpoint {

		private final int number = Instances.count.incrementAndGet();

		PrototypeEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text) {
			return "instance " + this.number;
		}

	}

	@WebSocketEndpoint("/scoped")
	@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class ScopedProxyEndpoint extends RecordingEndpoint {

		private final int number = Instances.count.incrementAndGet();

		ScopedProxyEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text) {
			return "instance " + this.number;
		}

	}

}
