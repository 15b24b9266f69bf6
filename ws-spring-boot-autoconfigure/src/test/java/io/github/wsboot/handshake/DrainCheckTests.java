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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.connection.ConnectionRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DrainCheck} and {@link RetryAfter}.
 */
class DrainCheckTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");

	private final ConnectionRegistry registry = new ConnectionRegistry(1);

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void shouldLetHandshakesPass() {
		HandshakeExchange exchange = HandshakeExchange.begin(this.request);
		assertThat(passes(false)).isTrue();
		assertThat(this.response.getStatus()).isEqualTo(200);
		assertThat(exchange.opening()).isNotNull();
	}

	@Test
	void whileTheServerDrainsShouldAskToComeBack() {
		HandshakeExchange exchange = HandshakeExchange.begin(this.request);
		assertThat(passes(true)).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(Integer.parseInt(this.response.getHeader("Retry-After"))).isBetween(5, 10);
		assertThat(exchange.refusalReason(HttpStatus.SERVICE_UNAVAILABLE).reason())
			.isEqualTo(HandshakeRejection.DRAINING);
	}

	@Test
	void whoHasToWaitShouldComeBackLater() {
		assertThat(Integer.parseInt(RetryAfter.afterNanos(60_000_000_000L))).isBetween(65, 70);
	}

	private boolean passes(boolean draining) {
		return new DrainCheck(() -> draining ? null : this.registry.beginHandshake()).beforeHandshake(
				new ServletServerHttpRequest(this.request), new ServletServerHttpResponse(this.response), mock(),
				Map.of());
	}

}
