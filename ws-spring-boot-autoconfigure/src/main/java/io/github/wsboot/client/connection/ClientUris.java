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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.wsboot.client.reconnect.InvalidRequestException;
import io.github.wsboot.transport.client.Target;

/**
 * URIs of servers, and their templates. A template has variables of a name only, as
 * {@code {symbol}}: the forms of path patterns choose among requests, and here is none.
 *
 * @since 0.1.0
 */
public final class ClientUris {

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

	private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.-]+");

	private ClientUris() {
	}

	/**
	 * Check a URI whose variables are replaced.
	 * @throws InvalidRequestException if it does not name a WebSocket server
	 */
	static URI check(URI uri) {
		try {
			Target.of(uri);
			return uri;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException(Target.describe(uri.toString()) + ": " + ex.getMessage(), null);
		}
	}

	/**
	 * Check a template, as far as that does not depend on the values of its variables.
	 * @param template the template of a URI
	 * @throws IllegalArgumentException if clients cannot connect to the URIs that it
	 * leads to; the message says what is wrong, and leaves it to the caller to name the
	 * template
	 */
	public static void checkTemplate(String template) {
		variables(template).forEach((name) -> checkVariable(name, NAME.matcher(name).matches()));
		// A digit may stand everywhere, in a port too
		String example = VARIABLE.matcher(template).replaceAll("1");
		checkVariable("...", example.indexOf('{') < 0 && example.indexOf('}') < 0);
		Target.of(uri(example));
	}

	private static void checkVariable(String name, boolean valid) {
		if (!valid) {
			throw new IllegalArgumentException(
					"the variable '{" + name + "}' is not just a name in braces, as '{symbol}' is");
		}
	}

	private static URI uri(String text) {
		try {
			return URI.create(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("it is malformed", ex);
		}
	}

	/**
	 * Return the names of the variables of a template.
	 * @param template the template of a URI
	 * @return the names, in their order
	 */
	public static Set<String> variables(String template) {
		Set<String> names = new LinkedHashSet<>();
		Matcher matcher = VARIABLE.matcher(template);
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		return names;
	}

}
