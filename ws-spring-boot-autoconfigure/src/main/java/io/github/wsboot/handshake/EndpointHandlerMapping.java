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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

import io.github.wsboot.endpoint.Endpoint;
import io.github.wsboot.endpoint.EndpointRegistry;

/**
 * Mapping of WebSocket handshakes to endpoints. Other requests to the same paths go on to
 * controllers and resources.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class EndpointHandlerMapping extends WebSocketHandlerMapping {

	/** Ahead of controllers and functional routes. */
	private static final int ORDER = -2;

	/**
	 * Create a mapping.
	 * @param registry the endpoints
	 * @param requestHandlers creates the handler of each path
	 * @param decorators the application's decorators of the handlers of sessions
	 */
	public EndpointHandlerMapping(EndpointRegistry registry, EndpointRequestHandlerFactory requestHandlers,
			List<WebSocketHandlerDecoratorFactory> decorators) {
		setOrder(ORDER);
		setWebSocketUpgradeMatch(true);
		Map<String, Object> handlers = new LinkedHashMap<>();
		for (Endpoint endpoint : registry.endpoints()) {
			WebSocketHandler handler = decorate(endpoint.handler(), decorators);
			endpoint.paths().forEach((path) -> handlers.put(path, requestHandlers.create(endpoint, path, handler)));
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

}
