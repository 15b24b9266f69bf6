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

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketHttpHeaders;

import io.github.wsboot.transport.client.ConnectFailure.Kind;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.HandshakeKey;
import io.github.wsboot.transport.codec.SessionCompression;

/**
 * Request of an opening handshake, and the check of its response (RFC 6455, section 4.1).
 */
final class OpeningRequest {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

	/** Headers that are ours, or would change how the request is read. */
	private static final Set<String> RESERVED = Set.of("upgrade", "connection", "content-length", "transfer-encoding",
			"te", "trailer", "expect");

	private static final String RESERVED_PREFIX = "sec-websocket-";

	private final Target target;

	private final HttpHeaders headers;

	private final List<String> subProtocols;

	private final @Nullable Compression compression;

	private final String key;

	/**
	 * Create a request.
	 * @throws IllegalArgumentException if it must not be sent
	 */
	OpeningRequest(Target target, ClientRequest request) {
		this.target = target;
		this.headers = request.headers();
		this.subProtocols = request.subProtocols();
		this.compression = request.compression();
		byte[] nonce = new byte[16];
		RANDOM.nextBytes(nonce);
		this.key = Base64.getEncoder().encodeToString(nonce);
		this.headers.forEach(OpeningRequest::check);
		this.subProtocols.forEach((name) -> Assert.isTrue(TOKEN.matcher(name).matches(),
				() -> "the sub-protocol '" + printable(name) + "' is not a token"));
		Assert.isTrue(new HashSet<>(this.subProtocols).size() == this.subProtocols.size(),
				"a sub-protocol is offered twice");
	}

	private static void check(String name, List<String> values) {
		Assert.isTrue(TOKEN.matcher(name).matches(), () -> "the header name '" + printable(name) + "' is not a token");
		String lower = name.toLowerCase(Locale.ROOT);
		Assert.isTrue(!lower.startsWith(RESERVED_PREFIX) && !RESERVED.contains(lower),
				() -> "the header '" + name + "' must not be set by the application");
		Assert.isTrue(!lower.equals("host") || values.size() == 1, "the header 'Host' must have one value");
		for (String value : values) {
			Assert.isTrue(value != null && VALUE.matcher(value).matches(),
					() -> "the value of the header '" + name + "' has a character that is not allowed");
		}
	}

	private static String printable(String text) {
		return text.replaceAll("[^\\x20-\\x7e]", "?");
	}

	/**
	 * Return the bytes to send.
	 */
	byte[] encode() {
		StringBuilder head = new StringBuilder(512);
		head.append("GET ").append(this.target.resource()).append(" HTTP/1.1\r\n");
		if (!this.headers.containsHeader(HttpHeaders.HOST)) {
			add(head, HttpHeaders.HOST, this.target.hostHeader());
		}
		add(head, HttpHeaders.UPGRADE, "websocket");
		add(head, HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
		add(head, WebSocketHttpHeaders.SEC_WEBSOCKET_KEY, this.key);
		add(head, WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, "13");
		if (!this.subProtocols.isEmpty()) {
			add(head, WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL, String.join(", ", this.subProtocols));
		}
		String offer = (this.compression != null) ? this.compression.offer() : null;
		if (offer != null) {
			add(head, WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS, offer);
		}
		this.headers.forEach((name, values) -> values.forEach((value) -> add(head, name, value)));
		return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	private static void add(StringBuilder head, String name, String value) {
		head.append(name).append(": ").append(value).append("\r\n");
	}

	/**
	 * Check the response.
	 * @return what has been agreed
	 * @throws AttemptException if the server has refused, or breaks the protocol
	 */
	Agreement check(ResponseHead response) throws AttemptException {
		if (response.status() != 101) {
			throw new AttemptException(Kind.STATUS, "the server has answered with status " + response.status(),
					response);
		}
		check(contains(response, HttpHeaders.UPGRADE, "websocket"), "the response has no 'Upgrade: websocket'",
				response);
		check(contains(response, HttpHeaders.CONNECTION, "upgrade"), "the response has no 'Connection: Upgrade'",
				response);
		check(response.headers()
			.getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_ACCEPT)
			.equals(List.of(HandshakeKey.accept(this.key))), "the response has a wrong 'Sec-WebSocket-Accept'",
				response);
		return new Agreement(subProtocol(response), compression(response));
	}

	private static boolean contains(ResponseHead response, String name, String element) {
		return response.elements(name).stream().anyMatch(element::equalsIgnoreCase);
	}

	private static void check(boolean condition, String reason, ResponseHead response) throws AttemptException {
		if (!condition) {
			throw AttemptException.protocol(reason, response);
		}
	}

	private @Nullable String subProtocol(ResponseHead response) throws AttemptException {
		List<String> chosen = response.headers().getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL);
		check(chosen.isEmpty() || (chosen.size() == 1 && this.subProtocols.contains(chosen.get(0))),
				"the server has chosen a sub-protocol that was not offered", response);
		return chosen.isEmpty() ? null : chosen.get(0);
	}

	private @Nullable SessionCompression compression(ResponseHead response) throws AttemptException {
		List<String> lines = response.headers().getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS);
		if (lines.stream().allMatch(String::isBlank)) {
			return null;
		}
		Compression compression = this.compression;
		if (compression == null || compression.offer() == null) {
			throw AttemptException.protocol("the server has accepted an extension that was not offered", response);
		}
		try {
			return compression.agreeAsClient(response.headers());
		}
		catch (IllegalArgumentException ex) {
			throw AttemptException.protocol(String.valueOf(ex.getMessage()), response);
		}
	}

	/**
	 * Outcome of a handshake.
	 *
	 * @param subProtocol the sub-protocol or {@code null}
	 * @param compression the compression or {@code null}
	 */
	record Agreement(@Nullable String subProtocol, @Nullable SessionCompression compression) {

	}

}
