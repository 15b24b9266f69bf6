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
import java.util.Set;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.Lifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.context.ServletContextAware;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;

/**
 * {@link HandshakeHandler} that hands the permit of a handshake over to the session which
 * the upgrade creates.
 */
final class PermitHandshakeHandler implements HandshakeHandler, Lifecycle, ServletContextAware {

	/** Statuses with which Spring answers a request that is no proper handshake. */
	private static final Set<Integer> OF_THE_REQUEST = Set.of(HttpServletResponse.SC_BAD_REQUEST,
			HttpServletResponse.SC_METHOD_NOT_ALLOWED, HttpStatus.UPGRADE_REQUIRED.value());

	private final HandshakeHandler delegate;

	private final ConnectionLimiter limiter;

	PermitHandshakeHandler(HandshakeHandler delegate, ConnectionLimiter limiter) {
		this.delegate = delegate;
		this.limiter = limiter;
	}

	@Override
	public boolean doHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		HandshakeExchange exchange = HandshakeExchange.of(request);
		ConnectionPermit permit = exchange.permit();
		boolean upgraded = this.delegate.doHandshake(request, response,
				new PermitReleasingHandler(handler, permit, exchange.opening()), attributes);
		if (upgraded) {
			// If this fails, the exchange gives the permit back
			this.limiter.awaitSession(permit);
			exchange.handOver();
		}
		else {
			exchange.refuse(refusalReason(servletRequest,
					((ServletServerHttpResponse) response).getServletResponse().getStatus()));
		}
		return upgraded;
	}

	private RefusalReason refusalReason(HttpServletRequest request, int status) {
		return (this.delegate instanceof EndpointHandshakeHandler || OF_THE_REQUEST.contains(status))
				? RefusalReason.malformed(request) : RefusalReason.byApplication(
						"the HandshakeHandler " + this.delegate.getClass().getName(), HttpStatusCode.valueOf(status));
	}

	@Override
	public void start() {
		if (this.delegate instanceof Lifecycle lifecycle) {
			lifecycle.start();
		}
	}

	@Override
	public void stop() {
		if (this.delegate instanceof Lifecycle lifecycle) {
			lifecycle.stop();
		}
	}

	@Override
	public boolean isRunning() {
		return this.delegate instanceof Lifecycle lifecycle && lifecycle.isRunning();
	}

	@Override
	public void setServletContext(ServletContext servletContext) {
		if (this.delegate instanceof ServletContextAware aware) {
			aware.setServletContext(servletContext);
		}
	}

}
