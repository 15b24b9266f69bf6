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

import java.util.Collections;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * {@link HandshakeInterceptor} that passes the authentication which the filter chain has
 * found to the connection.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SecurityHandshakeInterceptor implements HandshakeInterceptor, Ordered {

	private final SecurityContextHolderStrategy holder;

	/**
	 * Create an interceptor.
	 * @param holder holds the context of the filter chain
	 */
	public SecurityHandshakeInterceptor(SecurityContextHolderStrategy holder) {
		this.holder = holder;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		Authentication authentication = this.holder.getContext().getAuthentication();
		if (authentication != null) {
			HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
			new HandshakeAuthentication(authentication, loginOf(authentication, servletRequest.getSession(false)))
				.handOver(attributes);
		}
		return true;
	}

	/**
	 * Return the session if the client is logged in with it. A token stays valid even if
	 * a session that came with it ends.
	 */
	private static @Nullable HttpSession loginOf(Authentication authentication, @Nullable HttpSession session) {
		if (session == null) {
			return null;
		}
		try {
			return isLogin(authentication, session) ? session : null;
		}
		catch (IllegalStateException ex) {
			// The session has just ended; the connection will, too
			return session;
		}
	}

	private static boolean isLogin(Authentication authentication, HttpSession session) {
		for (String name : Collections.list(session.getAttributeNames())) {
			if (session.getAttribute(name) instanceof SecurityContext context) {
				Authentication login = context.getAuthentication();
				if (login != null && login.getName().equals(authentication.getName())) {
					return true;
				}
			}
		}
		return false;
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

}
