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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.stereotype.Component;

import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnPing;
import io.github.wsboot.annotation.WebSocketAdvice;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.endpoint.EndpointTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NonBlocking @NonBlocking} and {@link OnPing @OnPing}: where they are
 * found, and where they are rejected.
 */
class NonBlockingEndpointTests {

	@Test
	void shouldBeFoundOnTheClassAndWhatItInheritsFrom() {
		try (EndpointTester tester = EndpointTester.of(Annotated.class, Derived.class, Blocking.class)) {
			EndpointDiscoverer discoverer = new EndpointDiscoverer(tester.context().getBeanFactory(), "/ws",
					new CommonSubProtocols(true, null));
			discoverer.discover();
			assertThat(discoverer.endpoints()).filteredOn(EndpointDefinition::isNonBlocking)
				.flatExtracting(EndpointDefinition::paths)
				.containsExactlyInAnyOrder("/annotated", "/derived");
		}
	}

	@Test
	void beanWithoutCallbackShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(NoCallback.class);
		assertThat(failure.getDescription())
			.isEqualTo("Bean 'nonBlockingEndpointTests.NoCallback' is annotated with @NonBlocking, but its class '"
					+ NoCallback.class.getName() + "' has no callback.");
		assertThat(failure.getAction())
			.isEqualTo("Remove it, or annotate methods with @OnOpen, @OnMessage or @OnClose.");
	}

	@Test
	void adviceShouldFail() {
		InvalidEndpointException failure = EndpointTester.failureOf(Advice.class);
		assertThat(failure.getDescription())
			.startsWith("Bean 'nonBlockingEndpointTests.Advice' is annotated with @NonBlocking, but its class '"
					+ Advice.class.getName() + "' is a @WebSocketAdvice, whose methods run where");
		assertThat(failure.getAction()).contains("annotate the endpoints");
	}

	@Test
	void pingsShouldReachTheirCallback() {
		try (EndpointTester tester = EndpointTester.of(Pinged.class, Blocking.class)) {
			assertThat(tester.endpoint("/pinged").takesPings()).isTrue();
			assertThat(tester.endpoint("/blocking").takesPings()).isFalse();
			tester.connect("/pinged").ping((byte) 1, (byte) 2).ping().await("2 bytes", "0 bytes");
			tester.connect("/blocking").ping((byte) 1).text("a").await("a");
		}
	}

	@Test
	void twoPingCallbacksShouldFail() {
		assertThat(EndpointTester.failureOf(TwoPings.class).getDescription())
			.contains("which are both annotated with @OnPing");
	}

	@WebSocketEndpoint("/annotated")
	@NonBlocking
	static class Annotated {

		@OnMessage
		String said(String text) {
			return Thread.currentThread().getName();
		}

	}

	@NonBlocking
	abstract static class Base {

		@OnMessage
		String said(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/derived")
	static class Derived extends Base {

	}

	@WebSocketEndpoint("/blocking")
	static class Blocking {

		@OnMessage
		String said(String text) {
			return text;
		}

	}

	@Component
	@NonBlocking
	static class NoCallback {

		List<String> said() {
			return List.of();
		}

	}

	@WebSocketAdvice
	@NonBlocking
	static class Advice {

		@OnError
		void failed(IllegalStateException exception) {
		}

	}

	@WebSocketEndpoint("/pinged")
	static class Pinged {

		@OnPing
		String ping(byte[] payload) {
			return payload.length + " bytes";
		}

	}

	@WebSocketEndpoint("/two-pings")
	static class TwoPings {

		@OnPing
		void first() {
		}

		@OnPing
		void second() {
		}

	}

}
