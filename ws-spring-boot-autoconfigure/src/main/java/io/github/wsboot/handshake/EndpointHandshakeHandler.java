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

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Spring's handshake, with the sub-protocol chosen in the endpoint's order of preference.
 *
 * @since 0.1.0
 */
public final class EndpointHandshakeHandler extends DefaultHandshakeHandler {

	/**
	 * Create a handler.
	 * @param upgradeStrategy upgrades requests
	 */
	public EndpointHandshakeHandler(RequestUpgradeStrategy upgradeStrategy) {
		super(upgradeStrategy);
	}

	/**
	 * Refuse a version, and name the protocol to upgrade to, as HTTP requires with status
	 * 426.
	 */
	@Override
	protected void handleWebSocketVersionNotSupported(ServerHttpRequest request, ServerHttpResponse response) {
		super.handleWebSocketVersionNotSupported(request, response);
		if (HttpMethod.GET.equals(request.getMethod())) {
			response.getHeaders().setUpgrade("websocket");
			response.getHeaders().setConnection(List.of(HttpHeaders.UPGRADE, "close"));
		}
	}

	@Override
	protected @Nullable String selectProtocol(List<String> requestedProtocols, WebSocketHandler webSocketHandler) {
		return new SubProtocolChoice(webSocketHandler).of(requestedProtocols);
	}

}
