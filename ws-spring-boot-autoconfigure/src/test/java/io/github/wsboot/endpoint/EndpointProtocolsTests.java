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
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;

import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndpointProtocols}.
 */
class EndpointProtocolsTests {

	/** What happened, in its order. */
	private static final List<String> events = new CopyOnWriteArrayList<>();

	@BeforeEach
	void reset() {
		events.clear();
	}

	@Test
	void protocolThatIsNoBeanShouldBeCreatedOnceAndDestroyedWithTheApplication() {
		try (EndpointTester tester = EndpointTester.of(First.class, Second.class, Partner.class)) {
			tester.connect("/first").text("a").await("first a");
			tester.connect("/second").text("b").await("second b");
			assertThat(events).containsExactly("created");
		}
		assertThat(events).containsExactly("created", "protocol destroyed", "partner destroyed");
	}

	@Test
	void beanShouldBeUsedAndDestroyedByItsContainerOnly() {
		try (EndpointTester tester = EndpointTester.of(First.class, Second.class, Partner.class, Protocol.class)) {
			tester.connect("/second").text("b").await("second b");
			assertThat(events).containsExactly("created");
		}
		assertThat(events).containsExactly("created", "protocol destroyed", "partner destroyed");
	}

	static class Partner implements DisposableBean {

		@Override
		public void destroy() {
			events.add("partner destroyed");
		}

	}

	static class Protocol implements MessageProtocol, DisposableBean {

		Protocol(Partner partner) {
			assertThat(partner).isNotNull();
			events.add("created");
		}

		@Override
		public InboundMessage read(String text) {
			return InboundMessage.message(null, text);
		}

		@Override
		public Object question(long number, @Nullable String type, Object payload) {
			return payload;
		}

		@Override
		public Object answer(Object id, @Nullable Object result) {
			return id;
		}

		@Override
		public Object failure(Object id, Throwable cause, @Nullable Object result) {
			return id;
		}

		@Override
		public void destroy() {
			events.add("protocol destroyed");
		}

	}

	@WebSocketEndpoint(value = "/first", protocol = Protocol.class)
	static class First {

		@OnMessage
		String said(String text) {
			return "first " + text;
		}

	}

	@WebSocketEndpoint(value = "/second", protocol = Protocol.class)
	static class Second {

		@OnMessage
		String said(String text) {
			return "second " + text;
		}

	}

}
