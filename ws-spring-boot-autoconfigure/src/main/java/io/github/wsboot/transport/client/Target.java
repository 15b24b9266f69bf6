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

package io.github.wsboot.transport.client;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.github.wsboot.support.UriSecrets;

/**
 * Target of an attempt, with the rules for the URIs of servers (RFC 6455, section 3).
 *
 * @param secure whether to use TLS
 * @param host the host, an IPv6 address without brackets
 * @param port the port
 * @param resource path and query, as they are sent
 * @since 0.1.0
 */
public record Target(boolean secure, String host, int port, String resource) {

	/**
	 * Also hosts that {@link URI} does not take for one, such as those with underscores.
	 */
	private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");

	private static final int PORT = 80;

	private static final int SECURE_PORT = 443;

	/**
	 * Return the target of a URI.
	 * @param uri the URI, without variables
	 * @return the target
	 * @throws IllegalArgumentException if the URI is not that of a WebSocket server; the
	 * message says what is wrong, and leaves it to the caller to name the URI
	 */
	public static Target of(URI uri) {
		String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
		boolean secure = scheme.equals("wss");
		Assert.isTrue(secure || scheme.equals("ws"), "its scheme is neither 'ws' nor 'wss'");
		Assert.isTrue(uri.getRawFragment() == null, "it has a fragment");
		String authority = uri.getRawAuthority();
		Assert.isTrue(authority != null, "it has no host");
		Assert.isTrue(!UriSecrets.hasUserInfo(uri.toString()), "it has user information; set a header instead");
		Matcher matcher = AUTHORITY.matcher(authority);
		Assert.isTrue(matcher.matches(), "it has no valid host");
		String host = matcher.group(1).replaceAll("[\\[\\]]", "");
		int port = (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : defaultPort(secure);
		Assert.isTrue(port > 0 && port <= 0xFFFF, "it has no valid port");
		return new Target(secure, host, port, resource(URI.create(uri.toASCIIString())));
	}

	private static int defaultPort(boolean secure) {
		return secure ? SECURE_PORT : PORT;
	}

	private static String resource(URI uri) {
		String path = StringUtils.hasLength(uri.getRawPath()) ? uri.getRawPath() : "/";
		return (uri.getRawQuery() != null) ? path + "?" + uri.getRawQuery() : path;
	}

	/**
	 * Return the value of the header {@code Host}.
	 */
	String hostHeader() {
		String host = (this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host;
		return (this.port != defaultPort(this.secure)) ? host + ":" + this.port : host;
	}

	/**
	 * Return what is attempted, for messages.
	 * @param uri the URI or a template, valid or not
	 * @return the text, without secrets
	 */
	public static String describe(String uri) {
		return "Cannot connect to " + UriSecrets.without(uri);
	}

}
