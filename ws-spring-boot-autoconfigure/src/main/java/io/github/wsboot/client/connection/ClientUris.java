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

import org.springframework.util.Assert;
import org.springframework.web.util.UriTemplate;

/**
 * Rules for the URIs of servers (RFC 6455, section 3).
 *
 * @since 0.1.0
 */
public final class ClientUris {

	private static final Set<String> SCHEMES = Set.of("ws", "wss");

	private ClientUris() {
	}

	/**
	 * Check a URI whose variables are replaced.
	 * @throws IllegalArgumentException if it does not name a WebSocket server
	 */
	static URI check(URI uri) {
		String scheme = uri.getScheme();
		Assert.isTrue(scheme != null && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT)),
				() -> "The URI '" + withoutSecrets(uri.toString()) + "' must have the scheme 'ws' or 'wss'");
		Assert.isTrue(uri.getHost() != null, () -> "The URI '" + withoutSecrets(uri.toString()) + "' must have a host");
		Assert.isTrue(uri.getRawFragment() == null,
				() -> "The URI '" + withoutSecrets(uri.toString()) + "' must not have a fragment");
		return uri;
	}

	/**
	 * Return the names of the variables of a template, in their order.
	 */
	static Set<String> variables(String template) {
		return new LinkedHashSet<>(new UriTemplate(template).getVariableNames());
	}

	/**
	 * Return a URI without what may be secret, for logs and operators.
	 * @param uri the URI, or a template
	 * @return the same without credentials, query and fragment
	 */
	public static String withoutSecrets(String uri) {
		String shown = cut(cut(uri, '?'), '#');
		int authority = shown.indexOf("://") + 3;
		int path = shown.indexOf('/', authority);
		int user = shown.lastIndexOf('@', (path >= 0) ? path : shown.length());
		return (authority > 2 && user >= authority) ? shown.substring(0, authority) + shown.substring(user + 1) : shown;
	}

	private static String cut(String text, char end) {
		int index = text.indexOf(end);
		return (index >= 0) ? text.substring(0, index) : text;
	}

}
