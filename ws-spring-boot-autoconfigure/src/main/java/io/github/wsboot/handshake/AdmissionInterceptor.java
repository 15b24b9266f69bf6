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
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.ConnectionFilter;

/**
 * Begins a handshake: refuses it while the server drains, and asks the filters.
 */
final class AdmissionInterceptor implements HandshakeInterceptor {

	private static final String RETRY_AFTER_SECONDS = "5";

	private final EndpointPath path;

	private final BooleanSupplier draining;

	private final List<ConnectionFilter> filters;

	AdmissionInterceptor(EndpointPath path, BooleanSupplier draining, List<ConnectionFilter> filters) {
		this.path = path;
		this.draining = draining;
		this.filters = filters;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		DefaultHandshakeContext context = DefaultHandshakeContext.begin(this.path, request, response, attributes);
		if (this.draining.getAsBoolean()) {
			context.responseHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
			context.reject(HttpStatus.SERVICE_UNAVAILABLE);
		}
		for (ConnectionFilter filter : this.filters) {
			if (!context.isRejected() && !Guard.passes(context, filter::accept)) {
				context.reject(HttpStatus.FORBIDDEN);
			}
		}
		return !context.isRejected() || context.complete();
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

}
