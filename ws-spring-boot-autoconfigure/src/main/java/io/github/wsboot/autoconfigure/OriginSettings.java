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

package io.github.wsboot.autoconfigure;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.web.util.UriComponentsBuilder;

import io.github.wsboot.console.TrustedHosts;
import io.github.wsboot.handshake.ForwardedHeaders;
import io.github.wsboot.handshake.OriginCheck;
import io.github.wsboot.handshake.OriginCheck.Presence;

/**
 * Checks the properties about origins at start-up, and creates the checks of handshakes.
 * A value that is not an origin would match nothing, which only users would notice.
 */
final class OriginSettings {

	private static final Log logger = LogFactory.getLog(OriginSettings.class);

	private static final String ALL = "*";

	/** Sent by pages without an origin of their own, for example sandboxed ones. */
	private static final String OPAQUE = "null";

	/** Pages of devices and shells may have no host, as in {@code file://}. */
	private static final String NO_HOST = "(?i:(?!https?:|wss?:)[a-z][a-z0-9+.-]*://)";

	private static final Pattern ORIGIN = Pattern
		.compile("(?:[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#@*\\s\\\\]+|" + NO_HOST + ")/?");

	private static final Pattern ORIGIN_PATTERN = Pattern
		.compile("(?:[a-zA-Z0-9+.*-]+://[^/?#@\\s\\\\]+|" + NO_HOST + ")/?");

	/** A URL that somebody has copied from the address bar. */
	private static final Pattern PATH = Pattern.compile("([a-zA-Z0-9+.*-]+://[^/?#@\\s\\\\]+)[/?#].*");

	private static final Pattern OF_THE_WEB = Pattern.compile("(?i:https?)://.*");

	private static final Pattern HOST = Pattern.compile("[^/?#@*:\\s\\\\]+");

	private static final Pattern ANY_HOST = Pattern.compile("(?:(?i:https?)|[^/]*\\*[^/]*)://\\*+(?::.*)?/?");

	private final WebSocketServerProperties properties;

	OriginSettings(WebSocketServerProperties properties) {
		this.properties = properties;
	}

	OriginCheck check(ForwardedHeaders forwarded) {
		List<String> origins = this.properties.getAllowedOrigins();
		List<String> patterns = this.properties.getAllowedOriginPatterns();
		origins.forEach(OriginSettings::assertOrigin);
		patterns.forEach(OriginSettings::assertPattern);
		if (Stream.concat(origins.stream(), patterns.stream()).anyMatch(OriginSettings::allowsAll)) {
			logger.warn("Pages of any origin can open WebSocket connections ('ws.allowed-origins' or "
					+ "'ws.allowed-origin-patterns'). If cookies or an HTTP session identify the user, any page "
					+ "that a user visits can act in the user's name (cross-site WebSocket hijacking, CSWSH): "
					+ "list the origins, or authenticate by something that browsers do not send by themselves");
		}
		return new OriginCheck(origins, patterns,
				this.properties.isRequireOrigin() ? Presence.REQUIRED : Presence.OPTIONAL, forwarded);
	}

	/**
	 * Return a check for the console. It admits browsers only, from a page of this server
	 * or, behind a proxy that hides the server's origin, of an origin that is allowed by
	 * name. Patterns are too wide for a page that can disconnect everybody.
	 */
	OriginCheck consoleCheck(ForwardedHeaders forwarded) {
		return new OriginCheck(namedOrigins().toList(), List.of(), Presence.REQUIRED, forwarded);
	}

	/**
	 * Return the hosts whose pages are certainly this server's own: those of origins that
	 * are allowed by name, and those that are allowed for the console.
	 */
	TrustedHosts trustedHosts() {
		List<String> hosts = this.properties.getConsole().getAllowedHosts();
		hosts.forEach(OriginSettings::assertHost);
		return new TrustedHosts(Stream.concat(hosts.stream(), namedOrigins().map(OriginSettings::host)).toList());
	}

	/**
	 * Return the allowed origins of the web. Origins of devices and shells do not matter
	 * for the console, whose page comes from this server.
	 */
	private Stream<String> namedOrigins() {
		return this.properties.getAllowedOrigins().stream().filter((origin) -> OF_THE_WEB.matcher(origin).matches());
	}

	private static String host(String origin) {
		return String.valueOf(UriComponentsBuilder.fromUriString(origin).build().getHost());
	}

	private static boolean allowsAll(String origin) {
		return origin.equals(ALL) || ANY_HOST.matcher(origin).matches();
	}

	private static void assertHost(String host) {
		if (!HOST.matcher(host).matches()) {
			throw new InvalidConfigurationPropertyValueException("ws.console.allowed-hosts", host,
					"A host is a name without scheme, port or '*', for example 'console.example.org'.");
		}
	}

	private static void assertOrigin(String origin) {
		if (!origin.equals(ALL) && !origin.equals(OPAQUE) && !ORIGIN.matcher(origin).matches()) {
			throw new InvalidConfigurationPropertyValueException("ws.allowed-origins", origin,
					"An origin is a scheme, a host and optionally a port, without a path, for example '"
							+ withoutPath(origin, "https://www.example.org")
							+ "'; an origin with '*' in it belongs to 'ws.allowed-origin-patterns'.");
		}
	}

	private static void assertPattern(String pattern) {
		if (!pattern.equals(ALL) && !ORIGIN_PATTERN.matcher(pattern).matches()) {
			throw new InvalidConfigurationPropertyValueException("ws.allowed-origin-patterns", pattern,
					"A pattern has a scheme, a host and optionally a port, without a path, for example '"
							+ withoutPath(pattern, "https://*.example.org") + "' or 'https://*.example.org:8443'.");
		}
	}

	private static String withoutPath(String origin, String otherwise) {
		Matcher matcher = PATH.matcher(origin);
		return matcher.matches() ? matcher.group(1) : otherwise;
	}

}
