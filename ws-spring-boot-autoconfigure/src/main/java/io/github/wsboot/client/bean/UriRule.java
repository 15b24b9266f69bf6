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

package io.github.wsboot.client.bean;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.support.UriSecrets;

/**
 * Rule for the template of a client's URI.
 *
 * @param beanName the name of the client's bean
 * @param name the name of the client
 */
record UriRule(String beanName, String name) {

	private static final Set<String> SCHEMES = Set.of("ws", "wss");

	private static final Pattern PORT = Pattern.compile(":\\{[^{}]+}(?=[/?]|$)");

	private static final Pattern VARIABLE = Pattern.compile("\\{[^{}]+}");

	/**
	 * Return the template if clients can connect to the URIs that it leads to.
	 */
	String check(@Nullable String template) {
		if (!StringUtils.hasText(template)) {
			throw new InvalidEndpointException(described("has no URI."),
					"Write it in @WebSocketClient(\"wss://...\"), or set " + property() + ".");
		}
		if (UriSecrets.hasUserInfo(template)) {
			throw new InvalidEndpointException(
					described("has the URI '" + UriSecrets.without(template) + "' with user information."),
					"Remove it there or in " + property() + ", and set the header 'Authorization' in @OnHandshake.");
		}
		URI example = example(template);
		String scheme = example.getScheme();
		if (scheme == null || !SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
			throw invalid(template, "whose scheme is neither 'ws' nor 'wss'");
		}
		// Not getHost(), which knows no names with underscores
		if (!StringUtils.hasLength(example.getRawAuthority())) {
			throw invalid(template, "which has no host");
		}
		if (example.getRawFragment() != null) {
			throw invalid(template, "which has a fragment");
		}
		return template;
	}

	/**
	 * Return a URI with values instead of variables.
	 */
	private URI example(String template) {
		try {
			String withPort = PORT.matcher(template).replaceAll(":80");
			return URI.create(VARIABLE.matcher(withPort).replaceAll("x"));
		}
		catch (IllegalArgumentException ex) {
			throw invalid(template, "which is malformed");
		}
	}

	private InvalidEndpointException invalid(String template, String problem) {
		return new InvalidEndpointException(
				described("has the URI '" + UriSecrets.without(template) + "', " + problem + "."),
				"Write a URI such as 'wss://example.org/stream/{symbol}' there or in " + property() + ".");
	}

	private String described(String problem) {
		return "WebSocket client bean '" + this.beanName + "' " + problem;
	}

	private String property() {
		return "'ws.client.registration." + this.name + ".url'";
	}

}
