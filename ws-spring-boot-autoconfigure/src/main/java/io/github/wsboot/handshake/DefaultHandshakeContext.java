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

import java.security.Principal;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;

import io.github.wsboot.HandshakeContext;
import io.github.wsboot.connection.handshake.HandshakeResult;
import io.github.wsboot.connection.handshake.HandshakeSnapshot;

/**
 * {@link HandshakeContext} of a servlet request, shared by all checks of the handshake.
 */
final class DefaultHandshakeContext implements HandshakeContext {

	private final EndpointPath path;

	private final Map<String, String> pathVariables;

	private final HandshakeSnapshot handshake;

	private final @Nullable Principal principal;

	private final List<String> offeredSubProtocols;

	private final @Nullable String subProtocol;

	private final HttpServletResponse response;

	private final Map<String, Object> attributes;

	private final HttpHeaders responseHeaders = new HttpHeaders();

	/** The headers that have been written to the response. */
	private final HttpHeaders writtenHeaders = new HttpHeaders();

	private @Nullable HttpStatusCode status;

	private @Nullable RefusalReason refusalReason;

	/** Name of the current check, for reasons of refusals. */
	private String check = "the application";

	DefaultHandshakeContext(EndpointPath path, ServerHttpRequest request, ServerHttpResponse response,
			WebSocketHandler handler, Map<String, Object> attributes) {
		this.path = path;
		this.pathVariables = path.variables(request);
		this.handshake = HandshakeSnapshots.snapshot(request, this.pathVariables.isEmpty());
		this.principal = request.getPrincipal();
		List<String> offered = new WebSocketHttpHeaders(request.getHeaders()).getSecWebSocketProtocol();
		SubProtocolChoice choice = new SubProtocolChoice(handler);
		this.offeredSubProtocols = choice.own(offered);
		this.subProtocol = choice.own(choice.of(offered));
		this.response = ((ServletServerHttpResponse) response).getServletResponse();
		this.attributes = attributes;
	}

	/**
	 * Record the name of the check that runs next: it gives the reason of a refusal.
	 */
	void beginCheck(String name) {
		this.check = name;
	}

	/**
	 * Write the headers as they are now, so that the response has them even if another
	 * check refuses later.
	 */
	void writeHeaders() {
		this.responseHeaders.forEach((name, values) -> write(name, values));
		this.writtenHeaders.clear();
		this.writtenHeaders.addAll(this.responseHeaders);
	}

	private void write(String name, List<String> values) {
		List<String> written = this.writtenHeaders.getOrDefault(name, List.of());
		boolean continued = values.size() >= written.size() && values.subList(0, written.size()).equals(written);
		for (int i = continued ? written.size() : 0; i < values.size(); i++) {
			if (i == 0 && !continued) {
				this.response.setHeader(name, values.get(i));
			}
			else {
				this.response.addHeader(name, values.get(i));
			}
		}
	}

	/**
	 * Write the response's headers, and its status if the handshake was refused.
	 * @return whether the handshake goes on
	 */
	boolean complete() {
		writeHeaders();
		if (this.status != null) {
			this.response.setStatus(this.status.value());
		}
		return !isRejected();
	}

	/**
	 * Hand the facts of the handshake over to the session.
	 * @param ended called once the session's connection has ended
	 */
	void handOver(Runnable ended) {
		HandshakeResult.handOver(endpoint(), pathVariables(), this.handshake, ended::run, this.attributes);
	}

	@Override
	public String endpoint() {
		return this.path.template();
	}

	@Override
	public Map<String, String> pathVariables() {
		return this.pathVariables;
	}

	@Override
	public HandshakeSnapshot handshake() {
		return this.handshake;
	}

	@Override
	public @Nullable Principal principal() {
		return this.principal;
	}

	@Override
	public List<String> offeredSubProtocols() {
		return this.offeredSubProtocols;
	}

	@Override
	public @Nullable String subProtocol() {
		return this.subProtocol;
	}

	@Override
	public Map<String, Object> attributes() {
		return this.attributes;
	}

	@Override
	public HttpHeaders responseHeaders() {
		return this.responseHeaders;
	}

	@Override
	public void reject(HttpStatusCode status) {
		Assert.notNull(status, "'status' must not be null");
		refuse(status, RefusalReason.byApplication(this.check, status));
	}

	/**
	 * Refuse the handshake. The first refusal counts.
	 */
	void refuse(HttpStatusCode status, RefusalReason reason) {
		if (this.refusalReason == null) {
			this.status = status;
			this.refusalReason = reason;
		}
	}

	/**
	 * Return the reason why the handshake was refused, or {@code null} if it was not.
	 */
	@Nullable RefusalReason refusalReason() {
		return this.refusalReason;
	}

	@Override
	public boolean isRejected() {
		return this.refusalReason != null;
	}

}
