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

package io.github.wsboot.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.HandshakeHandler;

import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.handshake.EndpointHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for handshakes through the auto-configured {@link EndpointHandlerMapping}.
 */
@Tag("boot")
class AutoConfiguredHandshakeTests {

	private final HandshakeHandler upgrade = (request, response, handler, attributes) -> {
		response.getHeaders().set("X-Upgraded", "true");
		return true;
	};

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(WebSocketServerAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withBean("upgrade", HandshakeHandler.class, () -> this.upgrade, BackOffTests::mark)
		.withUserConfiguration(Guarded.class);

	@Test
	void foreignOriginShouldBeRefused() {
		this.runner.run((context) -> {
			EndpointHandlerMapping mapping = context.getBean(EndpointHandlerMapping.class);
			assertThat(handshake(mapping, "/guarded/a", "https://example.org").getStatus()).isEqualTo(403);
			assertThat(isUpgraded(handshake(mapping, "/guarded/a", "http://localhost"))).isTrue();
			assertThat(isUpgraded(handshake(mapping, "/guarded/a", null))).isTrue();
		});
	}

	@Test
	void handshakeShouldFailClosed() {
		this.runner.run((context) -> {
			EndpointHandlerMapping mapping = context.getBean(EndpointHandlerMapping.class);
			MockHttpServletResponse response = handshake(mapping, "/guarded/fail", null);
			assertThat(response.getStatus()).isEqualTo(500);
			assertThat(isUpgraded(response)).isFalse();
		});
	}

	@Test
	void ordinaryRequestsShouldGoOnToControllers() {
		this.runner.run((context) -> {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/guarded/a");
			assertThat(context.getBean(EndpointHandlerMapping.class).getHandler(request)).isNull();
		});
	}

	private static boolean isUpgraded(MockHttpServletResponse response) {
		return response.getHeader("X-Upgraded") != null;
	}

	private static MockHttpServletResponse handshake(EndpointHandlerMapping mapping, String path,
			@Nullable String origin) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
		request.addHeader(HttpHeaders.UPGRADE, "websocket");
		request.addHeader(HttpHeaders.CONNECTION, "Upgrade");
		request.addHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, "13");
		request.addHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ==");
		if (origin != null) {
			request.addHeader(HttpHeaders.ORIGIN, origin);
		}
		HandlerExecutionChain chain = mapping.getHandler(request);
		assertThat(chain).isNotNull();
		MockHttpServletResponse response = new MockHttpServletResponse();
		((HttpRequestHandler) chain.getHandler()).handleRequest(request, response);
		return response;
	}

	@WebSocketEndpoint("/guarded/{name}")
	static class Guarded {

		@OnHandshake
		void check(@org.springframework.web.bind.annotation.PathVariable String name) {
			if (name.equals("fail")) {
				throw new IllegalStateException("expected by the test");
			}
		}

		@OnOpen
		void open() {
		}

	}

}
