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

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Filter that prepares requests which open a WebSocket, before anything accepts or
 * refuses them: their headers are read as RFC 9110 requires, and the TCP connection is
 * closed if the request is refused. Otherwise bytes that the client has sent behind the
 * request, expecting the upgrade, would be read as another request.
 *
 * @since 0.1.0
 */
public final class OpeningRequestFilter extends OncePerRequestFilter {

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !OpeningRequest.isOpening(request);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		OpeningRequest opening = new OpeningRequest(request);
		if (opening.isUpgrade()) {
			// An upgrade replaces this value
			response.setHeader(HttpHeaders.CONNECTION, "close");
		}
		chain.doFilter(opening, response);
	}

}
