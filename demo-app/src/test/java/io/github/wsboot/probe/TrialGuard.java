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

package io.github.wsboot.probe;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests as the filters of applications do: with 401 unless there is the token
 * of today, with 403, or with a redirect to a login.
 */
@Component
@Order(TrialGuard.ORDER)
class TrialGuard extends OncePerRequestFilter {

	/** That of Spring Security's filter chain, while tokens can be seen. */
	static final int ORDER = -100;

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !request.getRequestURI().startsWith("/ws/guarded/") && !request.getRequestURI().equals("/account");
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		switch (request.getRequestURI()) {
			case "/account" -> {
				if ("Bearer fresh".equals(request.getHeader(HttpHeaders.AUTHORIZATION))) {
					chain.doFilter(request, response);
				}
				else {
					response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
				}
			}
			case "/ws/guarded/forbidden" -> response.setStatus(HttpServletResponse.SC_FORBIDDEN);
			case "/ws/guarded/login" -> response.sendRedirect("/login");
			default -> response.setStatus(HttpServletResponse.SC_NOT_FOUND);
		}
	}

}
