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

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.ConnectionFilter;

/**
 * {@link HandshakeInterceptor} that creates the context of a handshake and asks each
 * {@link ConnectionFilter} of the application, until one refuses.
 */
final class ConnectionFilterInterceptor implements HandshakeInterceptor {

	private final EndpointPath path;

	private final List<ConnectionFilter> filters;

	ConnectionFilterInterceptor(EndpointPath path, List<ConnectionFilter> filters) {
		this.path = path;
		this.filters = filters;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		DefaultHandshakeContext context = new DefaultHandshakeContext(this.path, request, response, handler,
				attributes);
		HandshakeExchange.of(request).context(context);
		for (ConnectionFilter filter : this.filters) {
			if (!context.isRejected() && !HandshakeChecks.accepts(context, name(filter), filter::accept)) {
				context.reject(HttpStatus.FORBIDDEN);
			}
		}
		return context.complete();
	}

	private static String name(ConnectionFilter filter) {
		return "the ConnectionFilter " + ClassUtils.getShortName(filter.getClass());
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

}
