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

import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.ConnectionFilter;

/**
 * Begins a handshake: refuses it while the server drains, asks the filters, and takes a
 * permit for the client.
 */
final class ConnectionLimitInterceptor implements HandshakeInterceptor {

	private final EndpointPath path;

	private final ConnectionLimiter limiter;

	private final List<ConnectionFilter> filters;

	ConnectionLimitInterceptor(EndpointPath path, ConnectionLimiter limiter, List<ConnectionFilter> filters) {
		this.path = path;
		this.limiter = limiter;
		this.filters = filters;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		HandshakeExchange exchange = HandshakeExchange.of(request);
		DefaultHandshakeContext context = new DefaultHandshakeContext(this.path, request, response, handler,
				attributes);
		exchange.context(context);
		this.limiter.checkOpen(context);
		for (ConnectionFilter filter : this.filters) {
			if (!context.isRejected() && !HandshakeChecks.accepts(context, name(filter), filter::accept)) {
				context.reject(HttpStatus.FORBIDDEN);
			}
		}
		if (!context.isRejected()) {
			HandshakeChecks.accepts(context, "the check of limits", (checked) -> takePlace(exchange, request));
		}
		context.writeHeaders();
		return !context.isRejected() || context.complete();
	}

	private static String name(ConnectionFilter filter) {
		return "the ConnectionFilter " + ClassUtils.getShortName(filter.getClass());
	}

	private boolean takePlace(HandshakeExchange exchange, ServerHttpRequest request) {
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
