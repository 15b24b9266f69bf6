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
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.connection.ConnectionRegistry.OpeningHandshake;

/**
 * {@link HandshakeInterceptor} that refuses all handshakes while the server drains, and
 * lets a drain that begins later wait for the others.
 *
 * @since 0.1.0
 */
public final class DrainCheck implements HandshakeInterceptor {

	private static final RefusalReason DRAINING = new RefusalReason(HandshakeRejection.DRAINING, "drain",
			"this server is closing its connections. Load balancers have 'ws.drain.delay' to send clients elsewhere");

	private final Supplier<@Nullable OpeningHandshake> handshakes;

	/**
	 * Create a check.
	 * @param handshakes begins a handshake, and returns {@code null} while the server
	 * drains
	 */
	public DrainCheck(Supplier<@Nullable OpeningHandshake> handshakes) {
		this.handshakes = handshakes;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		OpeningHandshake handshake = this.handshakes.get();
		if (handshake != null) {
			HandshakeExchange.of(request).hold(handshake);
			return true;
		}
		HttpServletResponse servletResponse = ((ServletServerHttpResponse) response).getServletResponse();
		servletResponse.setHeader(HttpHeaders.RETRY_AFTER, RetryAfter.atOnce());
		servletResponse.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
		HandshakeExchange.of(request).refuse(DRAINING);
		return false;
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

}
