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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.HttpSessionHandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

import io.github.wsboot.endpoint.Endpoint;
import io.github.wsboot.endpoint.EndpointRegistry;

/**
 * Maps WebSocket handshakes, and nothing but those, to endpoints: other requests to the
 * same paths go on to controllers and resources.
 *
 * @since 0.1.0
 */
public final class EndpointHandlerMapping extends WebSocketHandlerMapping {

	/** Ahead of controllers and functional routes. */
	private static final int ORDER = -2;

	/**
	 * Create a mapping.
	 * @param registry the endpoints
	 * @param handshakes how handshakes are done
	 */
	public EndpointHandlerMapping(EndpointRegistry registry, HandshakeServices handshakes) {
		setOrder(ORDER);
		setWebSocketUpgradeMatch(true);
		Map<String, Object> handlers = new LinkedHashMap<>();
		for (Endpoint endpoint : registry.endpoints()) {
			WebSocketHandler handler = decorate(endpoint.handler(), handshakes.decorators());
			endpoint.paths().forEach((path) -> handlers.put(path, requestHandler(endpoint, path, handler, handshakes)));
		}
		setUrlMap(handlers);
	}

	private static WebSocketHandler decorate(WebSocketHandler handler,
			List<WebSocketHandlerDecoratorFactory> decorators) {
		WebSocketHandler decorated = handler;
		for (WebSocketHandlerDecoratorFactory decorator : decorators) {
			decorated = decorator.decorate(decorated);
		}
		return decorated;
	}

	private static EndpointRequestHandler requestHandler(Endpoint endpoint, String path, WebSocketHandler handler,
			HandshakeServices handshakes) {
		EndpointRequestHandler requestHandler = new EndpointRequestHandler(path, handler,
				new AdmittingHandshakeHandler(handshakes.handler(), handshakes.admissions()), handshakes.refusals());
		List<HandshakeInterceptor> interceptors = new ArrayList<>();
		interceptors.add(handshakes.origin());
		interceptors
			.add(new AdmissionInterceptor(new EndpointPath(path), handshakes.admissions(), handshakes.filters()));
		if (endpoint.usesHttpSession()) {
			interceptors.add(new HttpSessionHandshakeInterceptor());
		}
		interceptors.addAll(handshakes.interceptors());
		interceptors.add(new EndpointHandshakeInterceptor(endpoint));
		requestHandler.setHandshakeInterceptors(interceptors);
		return requestHandler;
	}

}
