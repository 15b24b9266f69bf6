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
import java.util.List;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.HttpSessionHandshakeInterceptor;

import io.github.wsboot.ConnectionFilter;
import io.github.wsboot.endpoint.Endpoint;

/**
 * Factory of the request handler of each path of an endpoint. A handshake goes through
 * the same steps at all of them: the server's own checks (origin, drain), the
 * application's filters, limits, the application's interceptors, {@code @OnHandshake},
 * and in the end the upgrade.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class EndpointRequestHandlerFactory {

	private final List<HandshakeInterceptor> checks;

	private final ConnectionLimiter limiter;

	private final List<ConnectionFilter> filters;

	private final List<HandshakeInterceptor> interceptors;

	private final HandshakeHandler handshakeHandler;

	private final HandshakeRefusals refusals;

	/**
	 * Create a factory.
	 * @param checks the server's own checks, which come first, in their order
	 * @param limiter limits the connections
	 * @param filters the application's filters
	 * @param interceptors the application's interceptors
	 * @param handshakeHandler upgrades requests
	 * @param refusals the log of refused handshakes
	 */
	public EndpointRequestHandlerFactory(List<HandshakeInterceptor> checks, ConnectionLimiter limiter,
			List<ConnectionFilter> filters, List<HandshakeInterceptor> interceptors, HandshakeHandler handshakeHandler,
			HandshakeRefusals refusals) {
		this.checks = List.copyOf(checks);
		this.limiter = limiter;
		this.filters = List.copyOf(filters);
		this.interceptors = List.copyOf(interceptors);
		this.handshakeHandler = handshakeHandler;
		this.refusals = refusals;
	}

	/**
	 * Return the handler that upgrades requests.
	 * @return our own handler, or the application's
	 */
	public HandshakeHandler handshakeHandler() {
		return this.handshakeHandler;
	}

	/**
	 * Create the handler of a path.
	 * @param endpoint the endpoint
	 * @param path one of its path templates
	 * @param handler the decorated handler of the path's sessions
	 */
	EndpointRequestHandler create(Endpoint endpoint, String path, WebSocketHandler handler) {
		EndpointRequestHandler requestHandler = new EndpointRequestHandler(path, handler,
				new PermitHandshakeHandler(this.handshakeHandler, this.limiter), this.refusals);
		List<HandshakeInterceptor> steps = new ArrayList<>(this.checks);
		steps.add(new ConnectionFilterInterceptor(new EndpointPath(path), this.filters));
		steps.add(new PermitInterceptor(this.limiter));
		if (endpoint.usesHttpSession()) {
			steps.add(new HttpSessionHandshakeInterceptor());
		}
		steps.addAll(this.interceptors);
		steps.add(new EndpointHandshakeInterceptor(endpoint));
		requestHandler.setHandshakeInterceptors(steps);
		return requestHandler;
	}

}
