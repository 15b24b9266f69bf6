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

package io.github.wsboot.client.connection;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

import org.springframework.util.StringUtils;
import org.springframework.web.util.UriTemplate;

import io.github.wsboot.client.reconnect.InvalidRequestException;
import io.github.wsboot.support.UriSecrets;

/**
 * Rules for the URIs of servers (RFC 6455, section 3).
 */
final class ClientUris {

	private static final Set<String> SCHEMES = Set.of("ws", "wss");

	private ClientUris() {
	}

	/**
	 * Check a URI whose variables are replaced.
	 * @throws InvalidRequestException if it does not name a WebSocket server
	 */
	static URI check(URI uri) {
		String scheme = uri.getScheme();
		check(scheme != null && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT)), uri,
				"must have the scheme 'ws' or 'wss'");
		// Not getHost(), which knows no names with underscores
		check(StringUtils.hasLength(uri.getRawAuthority()), uri, "must have a host");
		check(!UriSecrets.hasUserInfo(uri.toString()), uri, "must not have user information; set a header instead");
		check(uri.getRawFragment() == null, uri, "must not have a fragment");
		return uri;
	}

	private static void check(boolean condition, URI uri, String rule) {
		if (!condition) {
			throw new InvalidRequestException("The URI '" + UriSecrets.without(uri.toString()) + "' " + rule, null);
		}
	}

	/**
	 * Return the names of the variables of a template, in their order.
	 */
	static Set<String> variables(String template) {
		return new LinkedHashSet<>(new UriTemplate(template).getVariableNames());
	}

}
