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
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

import io.github.wsboot.transport.DirectUpgrade.Compatibility;

/**
 * {@link RequestUpgradeStrategy} that upgrades to our own sessions where the container
 * allows it, and to the container's sessions elsewhere and for requests of HTTP/2 (RFC
 * 8441). The container is known only after this strategy was created.
 * <p>
 * With {@link TransportType#AUTO}, all further sessions are the container's once three
 * sockets in a row could not be taken.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SelectingUpgradeStrategy implements RequestUpgradeStrategy {

	private final List<DirectUpgrade> candidates;

	private final CircuitBreakerUpgrade breaker;

	private final RequestUpgradeStrategy direct;

	private final RequestUpgradeStrategy standard;

	private volatile @Nullable Selection selection;

	/**
	 * Create a strategy.
	 * @param candidates an upgrade for each container that may be the application's
	 * @param type the configured transport; only {@link TransportType#AUTO} gives up on
	 * sockets that cannot be taken
	 * @param direct creates the strategy that upgrades to our own sessions
	 * @param standard the strategy that upgrades to the container's sessions
	 */
	public SelectingUpgradeStrategy(List<? extends DirectUpgrade> candidates, TransportType type,
			Function<DirectUpgrade, RequestUpgradeStrategy> direct, RequestUpgradeStrategy standard) {
		this.candidates = List.copyOf(candidates);
		this.breaker = new CircuitBreakerUpgrade(() -> selection().map(Selection::upgrade), type == TransportType.AUTO);
		this.direct = direct.apply(this.breaker);
		this.standard = standard;
	}

	/**
	 * Return whether the container's sockets can be taken, which is known once the web
	 * server has been created.
	 * @return empty if the container is unknown
	 */
	public Optional<Compatibility> compatibility() {
		return selection().map(Selection::compatibility);
	}

	/**
	 * Return whether new sessions are our own, which is known once the web server has
	 * been created.
	 * @return whether sockets can be taken and have been taken so far
	 */
	public boolean isDirect() {
		return !this.breaker.isTripped() && compatibility().filter(Compatibility::isCompatible).isPresent();
	}

	private Optional<Selection> selection() {
		Selection selection = this.selection;
		if (selection == null) {
			selection = this.candidates.stream()
				.flatMap((candidate) -> candidate.compatibility()
					.stream()
					.map((compatibility) -> new Selection(candidate, compatibility)))
				.findFirst()
				.orElse(null);
			this.selection = selection;
		}
		return Optional.ofNullable(selection);
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

	private record Selection(DirectUpgrade upgrade, Compatibility compatibility) {

	}

}
