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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

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

	/** RFC 7239, section 6.2. */
	private static final String UNKNOWN = "unknown";

	private static final int MAX_LENGTH = 64;

	private static final int MAX_PORT = 0xFFFF;

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
	public static @Nullable InetSocketAddress ofServer(HttpServletRequest request) {
		return address(request.getLocalAddr(), request.getLocalPort());
	}

	private static @Nullable InetSocketAddress address(@Nullable String said, int port) {
		Node node = Node.of(said);
		int known = (node != null) ? node.portOr(port) : port;
		if (node == null || known < 0 || known > MAX_PORT) {
			return null;
		}
		InetAddress address = parse(node.host());
		return (address != null) ? new InetSocketAddress(address, known)
				: InetSocketAddress.createUnresolved(node.host(), known);
	}

	/**
	 * Return what one client cannot have many of: an IPv4 address, or the first 64 bits
	 * of an IPv6 address.
	 * @param request the client's request
	 * @return the network; {@code unknown}, as if all of them were one client, if the
	 * text names nobody; or {@code null} if the web server knows none
	 */
	public static @Nullable String network(HttpServletRequest request) {
		Node node = Node.of(request.getRemoteAddr());
		InetAddress address = (node != null) ? parse(node.host()) : null;
		if (address instanceof Inet6Address) {
			byte[] bytes = address.getAddress();
			Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
			return parse(bytes).getHostAddress() + "/64";
		}
		if (address != null) {
			return address.getHostAddress();
		}
		if (node != null) {
			return node.host();
		}
		return (request.getRemoteAddr() != null) ? UNKNOWN : null;
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

	/**
	 * What a proxy may write for one party (RFC 7239, section 6): an address, a name or
	 * {@code unknown}, and perhaps a port. Web servers leave quotes, brackets and ports
	 * in it, each in its own way.
	 *
	 * @param host without quotes, brackets, zone and port
	 * @param port as it is written, or {@code null}
	 */
	private record Node(String host, @Nullable String port) {

		/**
		 * A port that no other colon precedes, but those of an IPv6 address in brackets.
		 */
		private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]*]|[^:]*):(\\d+|_[\\w.-]+)");

		static @Nullable Node of(@Nullable String said) {
			// Spring's filter puts brackets around all that has a colon
			String text = (said != null) ? unwrap(said.replace("\"", "").strip()) : "";
			Matcher pair = HOST_AND_PORT.matcher(text);
			boolean hasPort = pair.matches();
			String host = unwrap(hasPort ? pair.group(1) : text);
			return host.isBlank() ? null : new Node(shorten(host), hasPort ? pair.group(2) : null);
		}

		private static String unwrap(String text) {
			return (text.startsWith("[") && text.endsWith("]")) ? text.substring(1, text.length() - 1) : text;
		}

		private static String shorten(String host) {
			int zone = host.indexOf('%');
			String plain = (zone > 0) ? host.substring(0, zone) : host;
			return (plain.length() <= MAX_LENGTH) ? plain : plain.substring(0, MAX_LENGTH);
		}

		/**
		 * Return the port, or another one where it is missing or obfuscated.
		 */
		int portOr(int other) {
			int port = (this.port != null && this.port.matches("\\d{1,5}")) ? Integer.parseInt(this.port) : other;
			return (port <= MAX_PORT) ? port : other;
		}

	}

}
