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

package io.github.wsboot.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;

/**
 * Spring's upgrade through the container's own WebSocket implementation, which does not
 * get to see the HTTP session: at its end, Tomcat would close the connection with 1008,
 * even one that is authenticated otherwise.
 *
 * @since 0.1.0
 */
public class ContainerUpgradeStrategy extends StandardWebSocketUpgradeStrategy {

	private final ContainerUpgrade upgrade;

	/**
	 * Create a strategy.
	 * @param upgrade upgrades the requests
	 */
	public ContainerUpgradeStrategy(ContainerUpgrade upgrade) {
		this.upgrade = upgrade;
	}

	@Override
	public void upgrade(ServerHttpRequest request, ServerHttpResponse response, @Nullable String selectedProtocol,
			List<WebSocketExtension> selectedExtensions, @Nullable Principal user, WebSocketHandler handler,
			Map<String, Object> attributes) throws HandshakeFailureException {
		ServerHttpRequest withoutSession = new NoLookupRequest(
				new NoSessionRequest(getHttpServletRequest(request), this.upgrade));
		super.upgrade(withoutSession, response, selectedProtocol, selectedExtensions, user, handler, attributes);
	}

	/**
	 * Names in forwarded headers are the client's own words, and not to be looked up.
	 */
	private static final class NoLookupRequest extends ServletServerHttpRequest {

		NoLookupRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		@SuppressWarnings("NullAway") // A session takes null, and it is its only user
		public @Nullable InetSocketAddress getLocalAddress() {
			return ClientAddress.ofServer(getServletRequest());
		}

		@Override
		@SuppressWarnings("NullAway")
		public @Nullable InetSocketAddress getRemoteAddress() {
			return ClientAddress.of(getServletRequest());
		}

	}

	private static final class NoSessionRequest extends HttpServletRequestWrapper {

		private final ContainerUpgrade upgrade;

		NoSessionRequest(HttpServletRequest request, ContainerUpgrade upgrade) {
			super(request);
			this.upgrade = upgrade;
		}

		@Override
		public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
			return this.upgrade.upgrade((HttpServletRequest) getRequest(), type);
		}

		@Override
		@SuppressWarnings("NullAway") // The Servlet API does not say that it is nullable
		public @Nullable HttpSession getSession(boolean create) {
			return create ? super.getSession(true) : null;
		}

	}

}
