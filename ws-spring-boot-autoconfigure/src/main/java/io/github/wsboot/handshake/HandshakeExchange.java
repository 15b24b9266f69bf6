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

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.Assert;

import io.github.wsboot.connection.ConnectionRegistry.OpeningHandshake;

/**
 * One handshake from its request to its session, kept with the request until that has
 * been answered: the reason of a refusal, the context that the application sees, and the
 * permit that the handshake holds. The exchange gives the permit back when it ends,
 * unless a session has taken the permit over. Used on the thread of the request.
 */
final class HandshakeExchange {

	private static final String ATTRIBUTE = HandshakeExchange.class.getName();

	private final HttpServletRequest request;

	private @Nullable RefusalReason refusalReason;

	private @Nullable DefaultHandshakeContext context;

	private @Nullable ConnectionPermit permit;

	private @Nullable OpeningHandshake opening;

	private HandshakeExchange(HttpServletRequest request) {
		this.request = request;
	}

	/**
	 * Begin an exchange. The caller must {@link #end} it.
	 */
	static HandshakeExchange begin(HttpServletRequest request) {
		HandshakeExchange exchange = new HandshakeExchange(request);
		request.setAttribute(ATTRIBUTE, exchange);
		return exchange;
	}

	/**
	 * Return the exchange of a request, or {@code null} if the request is not for an
	 * endpoint.
	 */
	static @Nullable HandshakeExchange find(HttpServletRequest request) {
		return (HandshakeExchange) request.getAttribute(ATTRIBUTE);
	}

	/**
	 * Return the exchange of a request for an endpoint.
	 */
	static HandshakeExchange of(ServerHttpRequest request) {
		HandshakeExchange exchange = find(((ServletServerHttpRequest) request).getServletRequest());
		Assert.state(exchange != null, "The handshake has not begun");
		return exchange;
	}

	/**
	 * Record the reason why the handshake is refused, where there is no context. The
	 * first reason counts.
	 */
	void refuse(RefusalReason reason) {
		if (this.refusalReason == null) {
			this.refusalReason = reason;
		}
	}

	/**
	 * Return the reason why the handshake was refused. The application's own interceptors
	 * give no reason; then it follows from the status.
	 * @param status the status of the response
	 */
	RefusalReason refusalReason(HttpStatusCode status) {
		RefusalReason early = (this.context != null) ? this.context.refusalReason() : null;
		if (early != null) {
			return early;
		}
		return (this.refusalReason != null) ? this.refusalReason : RefusalReason.byInterceptor(status);
	}

	void context(DefaultHandshakeContext context) {
		this.context = context;
	}

	DefaultHandshakeContext context() {
		Assert.state(this.context != null, "The handshake has no context yet");
		return this.context;
	}

	/**
	 * Hold the handshake for which a drain waits.
	 */
	void hold(OpeningHandshake opening) {
		this.opening = opening;
	}

	/**
	 * Return the handshake for which a drain waits.
	 */
	@Nullable OpeningHandshake opening() {
		return this.opening;
	}

	/**
	 * Hold the permit that the client has taken.
	 */
	void hold(ConnectionPermit permit) {
		this.permit = permit;
	}

	/**
	 * Return the permit that the client has taken.
	 */
	ConnectionPermit permit() {
		Assert.state(this.permit != null, "The handshake has no permit");
		return this.permit;
	}

	/**
	 * Leave the permit to the session, whose end gives it back, and the end of the
	 * handshake to its registration.
	 */
	void handOver() {
		this.permit = null;
		this.opening = null;
	}

	/**
	 * End the exchange, and its handshake unless there is, or will be, a session: give
	 * the permit back, and let a drain go on.
	 */
	void end() {
		this.request.removeAttribute(ATTRIBUTE);
		if (this.permit != null) {
			this.permit.abandon();
		}
		if (this.opening != null) {
			this.opening.end();
		}
	}

}
