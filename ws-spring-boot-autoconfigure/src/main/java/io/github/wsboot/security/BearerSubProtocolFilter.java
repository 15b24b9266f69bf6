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

package io.github.wsboot.security;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.socket.WebSocketHttpHeaders;

import io.github.wsboot.connection.handshake.AgreedSubProtocol;

/**
 * Filter that lets browsers, which cannot set headers, send a bearer token as a
 * sub-protocol: {@code new WebSocket(url, ["chat.v1", "bearer", token])}. The filter
 * moves the token to the {@code Authorization} header, where any authentication finds it,
 * and removes it from the sub-protocols, so that it can neither be chosen nor be sent
 * back.
 *
 * @since 0.1.0
 */
public final class BearerSubProtocolFilter extends OncePerRequestFilter {

	private static final String TOKEN = BearerSubProtocolFilter.class.getName();

	private final String name;

	private final boolean browserClient;

	/**
	 * Create a filter.
	 * @param name the sub-protocol that precedes the token
	 * @param browserClient whether endpoints agree to the sub-protocol of the browser
	 * client
	 */
	public BearerSubProtocolFilter(String name, boolean browserClient) {
		this.name = name;
		this.browserClient = browserClient;
	}

	/**
	 * Return a filter that hides the token again from everything after authentication.
	 * @return the filter
	 */
	public OncePerRequestFilter hiding() {
		return new HidingFilter();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		List<String> protocols = protocols(request);
		int position = protocols.indexOf(this.name) + 1;
		if (position == 0 || position == protocols.size()
				|| !"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
			chain.doFilter(request, response);
			return;
		}
		String token = protocols.remove(position);
		if (this.browserClient && protocols.contains(AgreedSubProtocol.BROWSER_CLIENT)) {
			// An endpoint that has this name for pages with nothing else to offer would
			// select it
			protocols.remove(position - 1);
		}
		Map<String, @Nullable String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		changed.put(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL, String.join(", ", protocols));
		if (request.getHeader(HttpHeaders.AUTHORIZATION) == null) {
			changed.put(HttpHeaders.AUTHORIZATION, "Bearer " + token);
			request.setAttribute(TOKEN, true);
		}
		chain.doFilter(new ChangedRequest(request, changed), response);
	}

	private static List<String> protocols(HttpServletRequest request) {
		List<String> protocols = new ArrayList<>();
		for (String value : Collections.list(request.getHeaders(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL))) {
			protocols.addAll(Arrays.asList(StringUtils.tokenizeToStringArray(value, ",")));
		}
		return protocols;
	}

	private static final class HidingFilter extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			if (request.getAttribute(TOKEN) == null) {
				chain.doFilter(request, response);
				return;
			}
			Map<String, @Nullable String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			changed.put(HttpHeaders.AUTHORIZATION, null);
			chain.doFilter(new ChangedRequest(request, changed), response);
		}

	}

	/**
	 * Request with changed headers. A value of {@code null} removes a header.
	 */
	private static final class ChangedRequest extends HttpServletRequestWrapper {

		private final Map<String, @Nullable String> changed;

		ChangedRequest(HttpServletRequest request, Map<String, @Nullable String> changed) {
			super(request);
			this.changed = changed;
		}

		@Override
		@SuppressWarnings("NullAway") // The Servlet API does not say that it is nullable
		public @Nullable String getHeader(String name) {
			return this.changed.containsKey(name) ? this.changed.get(name) : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			if (!this.changed.containsKey(name)) {
				return super.getHeaders(name);
			}
			String value = this.changed.get(name);
			return Collections.enumeration((value != null) ? List.of(value) : List.of());
		}

		@Override
		public Enumeration<String> getHeaderNames() {
			TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
			names.addAll(Collections.list(super.getHeaderNames()));
			this.changed.forEach((name, value) -> {
				if (value != null) {
					names.add(name);
				}
				else {
					names.remove(name);
				}
			});
			return Collections.enumeration(names);
		}

	}

}
