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

package io.github.wsboot.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.HandlerInterceptor;

import io.github.wsboot.extension.ConsoleAccess;
import io.github.wsboot.support.VisibleText;

/**
 * Guards the console, its page and its WebSocket. Refuses users without access and
 * requests to an unknown host name. Its headers tell browsers to run only the console's
 * own files, and not to show the page in a frame of another page.
 */
final class ConsoleGuard implements HandlerInterceptor {

	private static final Log logger = LogFactory.getLog(ConsoleGuard.class);

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			+ "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private static final String NOT_ALLOWED = "The WebSocket console is for authenticated users only: make the "
			+ "application's security filter chain require authentication at this path.\n";

	private static final String UNKNOWN_HOST = "The WebSocket console does not know this host name: add it to "
			+ "'ws.console.allowed-hosts'.\n";

	private static final int MAX_HOST = 200;

	private final ConsoleAccess access;

	private final TrustedHosts hosts;

	private final AtomicBoolean warned = new AtomicBoolean();

	ConsoleGuard(ConsoleAccess access, TrustedHosts hosts) {
		this.access = access;
		this.hosts = hosts;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws IOException {
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("X-Frame-Options", "DENY");
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		if (!this.hosts.contains(request.getServerName())) {
			warn(request.getServerName());
			return refuse(response, UNKNOWN_HOST);
		}
		return this.access.isAllowed() || refuse(response, NOT_ALLOWED);
	}

	private void warn(String host) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("The WebSocket console has refused a request to the host '" + VisibleText.of(host, MAX_HOST)
					+ "', since another site's page may have made this name point to this server (DNS rebinding). If "
					+ "the name is yours, add it to 'ws.console.allowed-hosts'");
		}
	}

	private static boolean refuse(HttpServletResponse response, String reason) throws IOException {
		response.setStatus(HttpStatus.FORBIDDEN.value());
		response.setContentType(MediaType.TEXT_PLAIN_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.getOutputStream().write(reason.getBytes(StandardCharsets.UTF_8));
		return false;
	}

}
