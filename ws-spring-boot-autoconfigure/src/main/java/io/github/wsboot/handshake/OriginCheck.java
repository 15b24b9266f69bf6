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

import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.StringUtils;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.support.VisibleText;

/**
 * {@link HandshakeInterceptor} that checks the origin of a handshake: the server's own,
 * or one that is allowed, in upper or lower case (RFC 3986, sections 3.1 and 3.2.2).
 * Browsers always send the true origin; other clients need not, and can send any.
 *
 * @since 0.1.0
 */
public final class OriginCheck implements HandshakeInterceptor {

	private static final int MAX_LENGTH = 200;

	private static final int HTTP_PORT = 80;

	private static final int HTTPS_PORT = 443;

	private static final String FOREIGN = "origin %s refused: the server's own is %s. Behind a proxy %s; for another "
			+ "site set 'ws.allowed-origins'";

	private final CorsConfiguration allowed = new CorsConfiguration();

	private final Presence presence;

	private final ForwardedHeaders forwarded;

	/**
	 * Create a check.
	 * @param origins the origins that may connect besides the server's own
	 * @param patterns the same as patterns
	 * @param presence whether a request must have an origin
	 * @param forwarded the reader of forwarded headers, which may have the server's own
	 * origin
	 */
	public OriginCheck(List<String> origins, List<String> patterns, Presence presence, ForwardedHeaders forwarded) {
		this.allowed.setAllowedOrigins(origins.stream().map(OriginCheck::whole).toList());
		this.allowed.setAllowedOriginPatterns(patterns.stream().map(OriginCheck::whole).toList());
		this.presence = presence;
		this.forwarded = forwarded;
	}

	/**
	 * Return an origin or a pattern in lower case and with a {@code /} at its end, which
	 * Spring removes. Without it, Spring would remove a slash of {@code file://}.
	 */
	private static String whole(String origin) {
		String lower = origin.toLowerCase(Locale.ROOT);
		return (lower.endsWith("/") && !lower.endsWith("://")) ? lower : lower + "/";
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		List<String> origins = request.getHeaders().getOrEmpty(HttpHeaders.ORIGIN);
		if (isAllowed(request, origins)) {
			return true;
		}
		response.setStatusCode(HttpStatus.FORBIDDEN);
		return refused(request, origins);
	}

	private boolean isAllowed(ServerHttpRequest request, List<String> origins) {
		if (origins.isEmpty()) {
			return this.presence == Presence.OPTIONAL;
		}
		try {
			return origins.size() == 1
					&& (isSame(servletRequest(request), origins.get(0)) || isAllowed(origins.get(0)));
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// An origin that cannot be parsed is not allowed
			return false;
		}
	}

	/**
	 * Return whether an origin is the server's own.
	 * @param request a request for the server
	 * @param origin the request's origin
	 * @return whether the request comes from a page of this server
	 * @throws IllegalArgumentException if the origin cannot be parsed
	 * @throws IllegalStateException if the origin cannot be parsed
	 */
	public static boolean isSame(HttpServletRequest request, String origin) {
		UriComponents said = UriComponentsBuilder.fromUriString(origin).build();
		String scheme = request.getScheme();
		return scheme.equalsIgnoreCase(said.getScheme()) && request.getServerName().equalsIgnoreCase(said.getHost())
				&& port(scheme, request.getServerPort()) == port(scheme, said.getPort());
	}

	private static int port(String scheme, int port) {
		return (port != -1) ? port : scheme.equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
	}

	private boolean isAllowed(String origin) {
		return StringUtils.hasText(origin) && this.allowed.checkOrigin(whole(origin)) != null;
	}

	private static HttpServletRequest servletRequest(ServerHttpRequest request) {
		return ((ServletServerHttpRequest) request).getServletRequest();
	}

	private boolean refused(ServerHttpRequest request, List<String> origins) {
		HttpServletRequest servletRequest = servletRequest(request);
		String explanation = switch (origins.size()) {
			case 0 -> "there is no header 'Origin', which 'ws.require-origin' requires";
			case 1 -> FOREIGN.formatted(VisibleText.of(origins.get(0), MAX_LENGTH), own(servletRequest),
					this.forwarded.advice());
			default -> "there is more than one header 'Origin'";
		};
		// Handshakes of the console have none
		HandshakeExchange exchange = HandshakeExchange.find(servletRequest);
		if (exchange != null) {
			exchange.refuse(
					new RefusalReason(HandshakeRejection.ORIGIN, "origin " + Math.min(origins.size(), 2), explanation));
		}
		return false;
	}

	/**
	 * Return the origin of this server's pages, as far as the server knows.
	 */
	private static String own(HttpServletRequest request) {
		String url = request.getRequestURL().toString();
		int path = url.indexOf('/', url.indexOf("://") + 3);
		return VisibleText.of((path >= 0) ? url.substring(0, path) : url, MAX_LENGTH);
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
	}

	/**
	 * Presence of an origin in a request.
	 */
	public enum Presence {

		/** A request may have none, as those of clients that are no browsers. */
		OPTIONAL,

		/** A request without an origin is refused. */
		REQUIRED

	}

}
