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

package io.github.wsboot.transport.standard;

import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.adapter.standard.StandardWebSocketHandlerAdapter;
import org.springframework.web.socket.adapter.standard.StandardWebSocketSession;
import org.springframework.web.socket.adapter.standard.WebSocketToStandardExtensionAdapter;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.standard.ServerEndpointRegistration;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;

import io.github.wsboot.transport.ClientAddress;

/**
 * Spring's upgrade through the container's own WebSocket implementation. The HTTP session
 * is hidden from the container: Tomcat would close the connection with 1008 at the end of
 * that session, even a connection that is authenticated otherwise.
 *
 * @since 0.1.0
 */
public class ContainerUpgradeStrategy extends StandardWebSocketUpgradeStrategy {

	private final List<ContainerUpgrade> upgrades;

	/**
	 * Create a strategy.
	 * @param upgrades upgrade the requests of their containers; the container itself does
	 * so with those that remain
	 */
	public ContainerUpgradeStrategy(List<ContainerUpgrade> upgrades) {
		this.upgrades = upgrades;
	}

	/**
	 * Upgrade like Spring, except that the container uses the agreed sub-protocol and
	 * extensions instead of negotiating again, and that no name is looked up: the client
	 * may have written the names in forwarded headers.
	 */
	@Override
	public void upgrade(ServerHttpRequest request, ServerHttpResponse response, @Nullable String selectedProtocol,
			List<WebSocketExtension> selectedExtensions, @Nullable Principal user, WebSocketHandler handler,
			Map<String, Object> attributes) throws HandshakeFailureException {
		HttpServletRequest servletRequest = getHttpServletRequest(request);
		StandardWebSocketSession session = new StandardWebSocketSession(HttpHeaders.copyOf(request.getHeaders()),
				attributes, ClientAddress.ofServer(servletRequest), ClientAddress.of(servletRequest), user);
		ServerEndpointRegistration endpoint = new AgreedEndpoint(servletRequest.getRequestURI(),
				new StandardWebSocketHandlerAdapter(handler, session), selectedProtocol);
		endpoint.setExtensions(
				selectedExtensions.stream().<Extension>map(WebSocketToStandardExtensionAdapter::new).toList());
		upgrade(new NoSessionRequest(servletRequest, this.upgrades), getHttpServletResponse(response), endpoint);
	}

	private void upgrade(HttpServletRequest request, HttpServletResponse response, ServerEndpointConfig endpoint) {
		try {
			getContainer(request).upgradeHttpToWebSocket(request, response, endpoint, Map.of());
		}
		catch (Exception ex) {
			throw new HandshakeFailureException("Cannot upgrade the request", ex);
		}
		if (response.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
			// Tomcat writes 'upgrade', which some clients do not accept
			response.setHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
		}
	}

	/**
	 * Endpoint with the sub-protocol that has been agreed on. If Jetty negotiated itself,
	 * it would warn for each client whose offer has no match.
	 */
	private static final class AgreedEndpoint extends ServerEndpointRegistration {

		private final String subProtocol;

		AgreedEndpoint(String path, Endpoint endpoint, @Nullable String subProtocol) {
			super(path, endpoint);
			this.subProtocol = (subProtocol != null) ? subProtocol : "";
		}

		@Override
		public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
			return this.subProtocol;
		}

	}

	/**
	 * Request without its HTTP session, and with its query encoded as in Spring's URI of
	 * the request: the container fails with a query that is not valid in a URI.
	 */
	private static final class NoSessionRequest extends HttpServletRequestWrapper {

		private final List<ContainerUpgrade> upgrades;

		NoSessionRequest(HttpServletRequest request, List<ContainerUpgrade> upgrades) {
			super(request);
			this.upgrades = upgrades;
		}

		@Override
		public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
			HttpServletRequest request = (HttpServletRequest) getRequest();
			for (ContainerUpgrade upgrade : this.upgrades) {
				T handler = upgrade.upgrade(request, type);
				if (handler != null) {
					return handler;
				}
			}
			return request.upgrade(type);
		}

		@Override
		@SuppressWarnings("NullAway") // The Servlet API does not say that it is nullable
		public @Nullable String getQueryString() {
			return ServletServerHttpRequest.initURI((HttpServletRequest) getRequest()).getRawQuery();
		}

		@Override
		public Map<String, String[]> getParameterMap() {
			try {
				return super.getParameterMap();
			}
			catch (IllegalStateException ex) {
				// Tomcat cannot decode such a query, and needs the map only to keep it
				return Map.of();
			}
		}

		@Override
		@SuppressWarnings("NullAway") // The Servlet API does not say that it is nullable
		public @Nullable HttpSession getSession(boolean create) {
			return create ? super.getSession(true) : null;
		}

	}

}
