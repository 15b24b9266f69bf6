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

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * Where a request comes from: the peer, or whom a trusted proxy names, as the web server
 * has been told to see it. A header may have put any text there, so names are never
 * looked up.
 *
 * @since 0.1.0
 */
public final class ClientAddress {

	/** What is an address and cannot be taken for the name of a host. */
	private static final Pattern LITERAL = Pattern
		.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}|[\\da-fA-F]*:[\\da-fA-F:.]+");

	private static final int MAX_LENGTH = 64;

	private static final int NETWORK_BYTES = 8;

	private ClientAddress() {
	}

	/**
	 * Return the address and port of a client.
	 * @param request its request
	 * @return what the request says, unresolved if it is not the text of an address, or
	 * {@code null} if it is not known
	 */
	public static @Nullable InetSocketAddress of(HttpServletRequest request) {
		return address(request.getRemoteAddr(), request.getRemotePort());
	}

	/**
	 * Return the address and port of the server that a client has reached. Behind a
	 * proxy, they may be the client's own words, too.
	 */
	static @Nullable InetSocketAddress ofServer(HttpServletRequest request) {
		return address(request.getLocalAddr(), request.getLocalPort());
	}

	private static @Nullable InetSocketAddress address(@Nullable String said, int port) {
		String text = bare(said);
		if (text == null || port < 0 || port > 0xFFFF) {
			return null;
		}
		InetAddress address = parse(text);
		return (address != null) ? new InetSocketAddress(address, port)
				: InetSocketAddress.createUnresolved(text, port);
	}

	/**
	 * Return what one client cannot have many of: an IPv4 address, or the first 64 bits
	 * of an IPv6 address.
	 * @param request the client's request
	 * @return the network, or {@code null} if it is not known
	 */
	public static @Nullable String network(HttpServletRequest request) {
		String text = bare(request.getRemoteAddr());
		InetAddress address = (text != null) ? parse(text) : null;
		if (address instanceof Inet6Address) {
			byte[] bytes = address.getAddress();
			Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
			return parse(bytes).getHostAddress() + "/64";
		}
		return (address != null) ? address.getHostAddress() : text;
	}

	private static @Nullable String bare(@Nullable String text) {
		if (!StringUtils.hasText(text)) {
			return null;
		}
		String bare = text.startsWith("[") ? text.substring(1).replace("]", "") : text;
		int zone = bare.indexOf('%');
		String plain = (zone > 0) ? bare.substring(0, zone) : bare;
		return (plain.length() <= MAX_LENGTH) ? plain : plain.substring(0, MAX_LENGTH);
	}

	private static @Nullable InetAddress parse(String text) {
		try {
			return LITERAL.matcher(text).matches() ? InetAddress.getByName(text) : null;
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private static InetAddress parse(byte[] bytes) {
		try {
			return InetAddress.getByAddress(bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
