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

import java.security.Principal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

/**
 * Upgrades to our own sessions where the container allows it, and to the container's
 * elsewhere, also if the request is one of HTTP/2 (RFC 8441). The container is known only
 * after this was created.
 *
 * @since 0.1.0
 */
public final class SelectingUpgradeStrategy implements RequestUpgradeStrategy {

	private final DirectUpgrade upgrade;

	private final RequestUpgradeStrategy direct;

	private final RequestUpgradeStrategy standard;

	/**
	 * Create a strategy.
	 * @param upgrade what the direct strategy upgrades with
	 * @param direct upgrades to our own sessions
	 * @param standard upgrades to the container's
	 */
	public SelectingUpgradeStrategy(DirectUpgrade upgrade, RequestUpgradeStrategy direct,
			RequestUpgradeStrategy standard) {
		this.upgrade = upgrade;
		this.direct = direct;
		this.standard = standard;
	}

	/**
	 * Return whether the container allows our own sessions. Known once the web server has
	 * been created.
	 * @return whether sessions are our own
	 */
	public boolean isDirect() {
		return this.upgrade.isSupported();
	}

	private RequestUpgradeStrategy selected(ServerHttpRequest request) {
		return (HttpMethod.GET.equals(request.getMethod()) && isDirect()) ? this.direct : this.standard;
	}

	@Override
	public String[] getSupportedVersions() {
		return this.direct.getSupportedVersions();
	}

	@Override
	public List<WebSocketExtension> getSupportedExtensions(ServerHttpRequest request) {
		return selected(request).getSupportedExtensions(request);
	}

	@Override
	public void upgrade(ServerHttpRequest request, ServerHttpResponse response, @Nullable String selectedProtocol,
			List<WebSocketExtension> selectedExtensions, @Nullable Principal user, WebSocketHandler handler,
			Map<String, Object> attributes) throws HandshakeFailureException {
		selected(request).upgrade(request, response, selectedProtocol, selectedExtensions, user, handler, attributes);
	}

}
