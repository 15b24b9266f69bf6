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
 * Address that a request comes from: that of the peer, or the one that a trusted proxy
 * names, depending on the configuration of the web server. A header may have put any text
 * there, so names are never looked up.
 *
 * @since 0.1.0
 */
public final class ClientAddress {

	/** Text of an address, which cannot be taken for the name of a host. */
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
	 * @param request the client's request
	 * @return the address of the request, unresolved if it is not the text of an address,
	 * or {@code null} if it is not known
	 */
	public static @Nullable InetSocketAddress of(HttpServletRequest request) {
		return address(request.getRemoteAddr(), request.getRemotePort());
	}

	/**
	 * Return the address and port of the server that a client has reached. Behind a
	 * proxy, the client may have written them, too.
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
	 * Return the network of a client, of which one client cannot have many: an IPv4
	 * address, or the first 64 bits of an IPv6 address.
	 * @param request the client's request
	 * @return the network; {@code unknown}, for all these clients together, if the text
	 * is no address and no name; or {@code null} if the web server knows no address
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
	 * Node that a proxy names for one party (RFC 7239, section 6): an address, a name or
	 * {@code unknown}, and perhaps a port. Web servers leave quotes, brackets and ports
	 * in it, each in its own way.
	 *
	 * @param host the address or name, without quotes, brackets, zone and port
	 * @param port the port as it is written, or {@code null}
	 */
	private record Node(String host, @Nullable String port) {

		/**
		 * Host and port. No other colon precedes that of the port, except those of an
		 * IPv6 address in brackets.
		 */
		private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]*]|[^:]*):(\\d+|_[\\w.-]+)");

		static @Nullable Node of(@Nullable String said) {
			// Spring's filter puts brackets around any text with a colon
			String text = (said != null) ? unwrap(said.replace("\"", "").strip()) : "";
			Matcher pair = HOST_AND_PORT.matcher(text);
			// Most texts are plain IPv4 addresses
			boolean hasPort = text.indexOf(':') >= 0 && pair.matches();
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
		 * Return the port, or the given one if it is missing or obfuscated.
		 */
		int portOr(int other) {
			int port = (this.port != null && this.port.matches("\\d{1,5}")) ? Integer.parseInt(this.port) : other;
			return (port <= MAX_PORT) ? port : other;
		}

	}

}
