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
import java.util.Locale;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * Filter that gives forwarded requests the scheme of HTTP: some proxies send {@code ws}
 * or {@code wss} in {@code X-Forwarded-Proto} or {@code Forwarded}, and some use upper
 * case. It reads no headers, only the scheme that the web server, or Spring's
 * {@code ForwardedHeaderFilter}, has taken from them.
 *
 * @since 0.1.0
 */
public final class ForwardedSchemeFilter implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		String said = request.getScheme();
		String scheme = scheme(said);
		boolean same = scheme.equals(said);
		chain.doFilter(same ? request : new HttpSchemeRequest((HttpServletRequest) request, scheme), response);
	}

	private static String scheme(String said) {
		return switch (said.toLowerCase(Locale.ROOT)) {
			case "http", "ws" -> "http";
			case "https", "wss" -> "https";
			default -> said;
		};
	}

	private static final class HttpSchemeRequest extends HttpServletRequestWrapper {

		private static final int HTTP_PORT = 80;

		private static final int HTTPS_PORT = 443;

		private final String scheme;

		HttpSchemeRequest(HttpServletRequest request, String scheme) {
			super(request);
			this.scheme = scheme;
		}

		@Override
		public String getScheme() {
			return this.scheme;
		}

		@Override
		public boolean isSecure() {
			return this.scheme.equals("https");
		}

		/**
		 * Return the port. Code that does not know a scheme assumes the port of HTTP.
		 */
		@Override
		public int getServerPort() {
			int port = super.getServerPort();
			return (isSecure() && !super.isSecure() && port == HTTP_PORT) ? HTTPS_PORT : port;
		}

		@Override
		public StringBuffer getRequestURL() {
			StringBuffer url = super.getRequestURL();
			return url.replace(0, url.indexOf(":"), this.scheme);
		}

	}

}
