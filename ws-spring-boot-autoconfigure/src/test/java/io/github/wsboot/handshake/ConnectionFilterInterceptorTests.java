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

package io.github.wsboot.handshake;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.ConnectionFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConnectionFilterInterceptor}.
 */
class ConnectionFilterInterceptorTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final List<String> asked = new ArrayList<>();

	@Test
	void whenAllAcceptShouldGoOn() {
		assertThat(accepts(filter("a", true), filter("b", true))).isTrue();
		assertThat(this.asked).containsExactly("a", "b");
	}

	@Test
	void whenOneRefusesShouldAskNoOther() {
		assertThat(accepts(filter("a", false), filter("b", true))).isFalse();
		assertThat(this.asked).containsExactly("a");
		assertThat(this.response.getStatus()).isEqualTo(403);
	}

	@Test
	void whenOneChoosesTheStatusShouldUseIt() {
		assertThat(accepts((context) -> {
			context.reject(HttpStatus.TOO_MANY_REQUESTS);
			return false;
		})).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(429);
	}

	@Test
	void whenOneRejectsAndAcceptsShouldRefuse() {
		assertThat(accepts((context) -> {
			context.reject(HttpStatus.UNAUTHORIZED);
			return true;
		}, filter("b", true))).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(401);
		assertThat(this.asked).isEmpty();
	}

	@Test
	void whenOneFailsShouldRefuse() {
		assertThat(accepts((context) -> {
			throw new IllegalStateException("expected by the test");
		})).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(500);
	}

	@Test
	void headersOfFiltersShouldBeWrittenAtOnce() {
		assertThat(accepts((context) -> {
			context.responseHeaders().set("X-Filter", "passed");
			return true;
		})).isTrue();
		assertThat(this.response.getHeader("X-Filter")).isEqualTo("passed");
	}

	private ConnectionFilter filter(String name, boolean accepts) {
		return (context) -> {
			this.asked.add(name);
			return accepts;
		};
	}

	private boolean accepts(ConnectionFilter... filters) {
		ConnectionFilterInterceptor interceptor = new ConnectionFilterInterceptor(new EndpointPath("/ws"),
				List.of(filters));
		WebSocketHandler handler = mock();
		HandshakeExchange.begin(this.request);
		return interceptor.beforeHandshake(new ServletServerHttpRequest(this.request),
				new ServletServerHttpResponse(this.response), handler, new ConcurrentHashMap<>());
	}

}
