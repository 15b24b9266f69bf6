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

import java.io.IOException;
import java.net.URISyntaxException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.support.SafeLogger;

/**
 * Spring's request handler for handshakes, which also reports each refused handshake.
 */
final class EndpointRequestHandler extends WebSocketHttpRequestHandler {

	private static final SafeLogger logger = SafeLogger.of(EndpointRequestHandler.class);

	private final String path;

	private final HandshakeRefusals refusals;

	EndpointRequestHandler(String path, WebSocketHandler handler, HandshakeHandler handshakeHandler,
			HandshakeRefusals refusals) {
		super(handler, handshakeHandler);
		this.path = path;
		this.refusals = refusals;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) {
		HandshakeExchange exchange = HandshakeExchange.begin(request);
		HttpStatusCode status = HttpStatus.INTERNAL_SERVER_ERROR;
		try {
			if (HandshakeFlaw.isUnknownToSpring(request)) {
				exchange.refuse(RefusalReason.malformed(request));
				response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
			}
			else {
				super.handleRequest(request, response);
			}
			status = HttpStatusCode.valueOf(response.getStatus());
		}
		catch (IOException | ServletException | RuntimeException ex) {
			status = answerFailure(exchange, response, ex);
		}
		catch (Error ex) {
			// The container logs it
			exchange.refuse(RefusalReason.failed("the handshake", ex).withoutException());
			throw ex;
		}
		finally {
			exchange.end();
			if (status != HttpStatus.SWITCHING_PROTOCOLS) {
				this.refusals.add(this.path, request, status, exchange.refusalReason(status));
			}
		}
	}

	/**
	 * Answer a handshake that has failed. Otherwise the container would, and would log a
	 * stack trace for each such request, which may contain its query.
	 */
	private HttpStatusCode answerFailure(HandshakeExchange exchange, HttpServletResponse response,
			Exception exception) {
		logger.debug("Handshake at '%s' has failed", this.path, exception);
		// The messages of the outer exceptions contain the request's query
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(exception);
		if (cause instanceof URISyntaxException) {
			exchange.refuse(new RefusalReason(HandshakeRejection.BAD_REQUEST, "URI",
					"the URI of the request, or what a proxy says of it, "
							+ "cannot be read: in a query, '{', '}', '|', '^' and '%' have to be encoded"));
			return answer(response, HttpStatus.BAD_REQUEST);
		}
		exchange.refuse(RefusalReason.failed("the handshake", cause));
		return answer(response, HttpStatus.INTERNAL_SERVER_ERROR);
	}

	private static HttpStatusCode answer(HttpServletResponse response, HttpStatus status) {
		if (!response.isCommitted()) {
			response.setStatus(status.value());
		}
		return status;
	}

}
