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

package io.github.wsboot.actuate;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.function.ServerRequest;

import io.github.wsboot.handshake.OriginCheck;

/**
 * Rules for requests that change something. Browsers send the origin of each of these
 * requests, tools do not: a request without an origin does not come from a page.
 *
 * @param cors the allowed origins of other pages, or {@code null} for none
 * @param hosts matches trusted hosts: the name of any other host may belong to somebody
 * else, who lets it point to this server (DNS rebinding)
 * @param consumed the media types of a body
 * @since 0.1.0
 */
public record WriteRules(@Nullable CorsConfiguration cors, Predicate<String> hosts, List<MediaType> consumed) {

	private static final ProblemDescriptor READ_ONLY = problem(HttpStatus.FORBIDDEN,
			"Only reading is allowed; 'management.endpoint.websockets.access=unrestricted' allows this, too, "
					+ "unless 'management.endpoints.access.max-permitted' forbids it.");

	private static final ProblemDescriptor FOREIGN_ORIGIN = problem(HttpStatus.FORBIDDEN,
			"Pages of other origins may not do this, unless 'management.endpoints.web.cors.allowed-origins' "
					+ "names theirs.");

	private static final ProblemDescriptor UNKNOWN_HOST = problem(HttpStatus.FORBIDDEN,
			"Pages may do this if their user is authenticated, if they are at 'localhost', an IP address or the host "
					+ "of an origin in 'ws.allowed-origins', or if 'management.endpoints.web.cors.allowed-origins' "
					+ "names their origin.");

	private static final ProblemDescriptor NO_JSON = problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
			"The body must be a JSON object, '{}' if it needs no content, with 'Content-Type: application/json'.");

	private static ProblemDescriptor problem(HttpStatus status, String message) {
		return new ProblemDescriptor(status.value(), message);
	}

	/**
	 * Create rules. Origins are compared in lower case, as those of handshakes are.
	 */
	public WriteRules {
		if (cors != null) {
			List<String> origins = inLowerCase(cors.getAllowedOrigins());
			List<String> patterns = inLowerCase(cors.getAllowedOriginPatterns());
			cors = new CorsConfiguration(cors);
			cors.setAllowedOrigins(origins);
			cors.setAllowedOriginPatterns(patterns);
		}
	}

	private static @Nullable List<String> inLowerCase(@Nullable List<String> origins) {
		return (origins != null) ? origins.stream().map((origin) -> origin.toLowerCase(Locale.ROOT)).toList() : null;
	}

	/**
	 * Return the problem of a request that would change something, or {@code null} if it
	 * is allowed.
	 */
	@Nullable ProblemDescriptor check(ServerRequest request, Access access) {
		if (access != Access.UNRESTRICTED) {
			return READ_ONLY;
		}
		ProblemDescriptor problem = checkOrigin(request, request.headers().header(HttpHeaders.ORIGIN));
		if (problem == null && request.method() == HttpMethod.POST && !hasJson(request)) {
			return NO_JSON;
		}
		return problem;
	}

	private @Nullable ProblemDescriptor checkOrigin(ServerRequest request, List<String> origins) {
		if (origins.isEmpty() || (origins.size() == 1 && isAllowed(origins.get(0)))) {
			return null;
		}
		if (origins.size() > 1 || isForeign(request, origins.get(0))) {
			return FOREIGN_ORIGIN;
		}
		// An authenticated user has logged in at this host name: it is not forged
		return (request.principal().isPresent() || isKnown(request.uri().getHost())) ? null : UNKNOWN_HOST;
	}

	private boolean isAllowed(String origin) {
		return this.cors != null && this.cors.checkOrigin(origin.toLowerCase(Locale.ROOT)) != null;
	}

	private static boolean isForeign(ServerRequest request, String origin) {
		try {
			return !OriginCheck.isSame(request.servletRequest(), origin);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// An origin that cannot be parsed is not this server's
			return true;
		}
	}

	private boolean isKnown(@Nullable String host) {
		return host != null && this.hosts.test(host);
	}

	private boolean hasJson(ServerRequest request) {
		return request.headers()
			.contentType()
			.filter((type) -> this.consumed.stream().anyMatch((consumed) -> consumed.includes(type)))
			.isPresent();
	}

}
