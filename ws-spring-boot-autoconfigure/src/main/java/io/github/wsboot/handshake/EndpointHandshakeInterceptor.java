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

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.endpoint.Endpoint;

/**
 * {@link HandshakeInterceptor} that runs last before the upgrade: it refuses a handshake
 * without a required sub-protocol, and calls {@code @OnHandshake}.
 */
final class EndpointHandshakeInterceptor implements HandshakeInterceptor {

	private final Endpoint endpoint;

	EndpointHandshakeInterceptor(Endpoint endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		HandshakeExchange exchange = HandshakeExchange.of(request);
		DefaultHandshakeContext context = exchange.context();
		if (this.endpoint.requiresSubProtocol() && context.subProtocol() == null) {
			context.refuse(HttpStatus.BAD_REQUEST, new RefusalReason(HandshakeRejection.BAD_REQUEST, "sub-protocol",
					"the client offers none of the sub-protocols that the endpoint requires"));
		}
		else {
			HandshakeChecks.accepts(context, "@OnHandshake of '" + context.endpoint() + "'", (checked) -> {
				this.endpoint.handshake(checked);
				return true;
			});
		}
		if (!context.complete()) {
			return false;
		}
		context.handOver(exchange.permit());
		return true;
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

}
