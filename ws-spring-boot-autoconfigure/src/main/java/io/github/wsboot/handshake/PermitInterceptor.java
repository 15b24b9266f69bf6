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

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * {@link HandshakeInterceptor} that takes a {@link ConnectionPermit} for the client, and
 * leaves it to the {@link HandshakeExchange}.
 */
final class PermitInterceptor implements HandshakeInterceptor {

	private final ConnectionLimiter limiter;

	PermitInterceptor(ConnectionLimiter limiter) {
		this.limiter = limiter;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		HandshakeExchange exchange = HandshakeExchange.of(request);
		DefaultHandshakeContext context = exchange.context();
		HandshakeChecks.accepts(context, "the check of limits", (checked) -> takePermit(exchange, request));
		return context.complete();
	}

	private boolean takePermit(HandshakeExchange exchange, ServerHttpRequest request) {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		ConnectionPermit permit = this.limiter.tryAcquire(exchange.context(), servletRequest);
		if (permit != null) {
			exchange.hold(permit);
		}
		return permit != null;
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

}
