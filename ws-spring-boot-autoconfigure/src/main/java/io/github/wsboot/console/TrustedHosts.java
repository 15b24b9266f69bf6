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

package io.github.wsboot.console;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Host names that only this server can serve pages at. A page at any other name may come
 * from another server, whose owner lets the name point to this server after the page has
 * been loaded (DNS rebinding): then even the origin of its requests matches. IP addresses
 * and {@code localhost} cannot be redirected like this.
 *
 * @since 0.1.0
 */
public final class TrustedHosts {

	private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

	private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-f.]*:[0-9a-f:.]*(%.*)?]?");

	private static final Pattern LOCALHOST = Pattern.compile("(.+\\.)?localhost");

	private final Set<String> names;

	/**
	 * Create a set of hosts.
	 * @param names the names in addition to IP addresses and {@code localhost}, ignoring
	 * case, without a port
	 */
	public TrustedHosts(Collection<String> names) {
		this.names = names.stream().map(TrustedHosts::normalize).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Return whether a host is one of these.
	 * @param host the host of the request, without a port
	 * @return whether only this server can serve pages at this host
	 */
	public boolean contains(String host) {
		String name = normalize(host);
		return IPV4.matcher(name).matches() || IPV6.matcher(name).matches() || LOCALHOST.matcher(name).matches()
				|| this.names.contains(name);
	}

	private static String normalize(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

}
