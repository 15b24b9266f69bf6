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

package io.github.wsboot.handshake;

import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHttpHeaders;

import io.github.wsboot.support.VisibleText;
import io.github.wsboot.transport.RequestContent;

/**
 * Flaw that keeps a request from being a WebSocket handshake (RFC 6455, section 4.2.1),
 * with an explanation for the log.
 */
enum HandshakeFlaw {

	METHOD("the method is %s, and a handshake is a GET", (request) -> !HttpMethod.GET.matches(request.getMethod())),

	HTTP_1_0(
			"it came by HTTP/1.0, which has no WebSocket: configure the proxy in between to use HTTP/1.1 "
					+ "to this server (nginx: 'proxy_http_version 1.1')",
			(request) -> "HTTP/1.0".equals(request.getProtocol())),

	UPGRADE("the header 'Upgrade: websocket' is missing: configure the proxy in between to pass 'Upgrade' "
			+ "and 'Connection' on (nginx: 'proxy_set_header Upgrade $http_upgrade')", HandshakeFlaw::isUpgradeMissing),

	CONNECTION(
			"the header 'Connection: Upgrade' is missing: configure the proxy in between to pass 'Upgrade' "
					+ "and 'Connection' on (nginx: 'proxy_set_header Connection \"upgrade\"')",
			(request) -> !names(request, HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)),

	VERSION("'Sec-WebSocket-Version' is %s, and this server speaks 13", (request) -> !hasVersion(request)),

	KEY("'Sec-WebSocket-Key' is missing, repeated or not 16 bytes in Base64", (request) -> !hasKey(request)),

	CONTENT("the request has a body, and a handshake has none", RequestContent::isAnnounced),

	HEADERS("a header of the handshake cannot be read, for example 'Sec-WebSocket-Extensions' "
			+ "or 'Sec-WebSocket-Protocol'", HandshakeFlaw::isUnreadable);

	/** Flaws that Spring does not check, or takes for failures of the server. */
	private static final Set<HandshakeFlaw> UNKNOWN_TO_SPRING = EnumSet.of(HTTP_1_0, KEY, CONTENT, HEADERS);

	private static final int MAX_LENGTH = 50;

	private static final int KEY_LENGTH = 24;

	private static final int KEY_BYTES = 16;

	private final String text;

	private final Predicate<HttpServletRequest> test;

	HandshakeFlaw(String text, Predicate<HttpServletRequest> test) {
		this.text = text;
		this.test = test;
	}

	/**
	 * Return the flaw of a request that has one.
	 */
	static HandshakeFlaw of(HttpServletRequest request) {
		return Arrays.stream(values()).filter((flaw) -> flaw.test.test(request)).findFirst().orElse(HEADERS);
	}

	/**
	 * Return whether a request has a flaw that Spring would not find.
	 */
	static boolean isUnknownToSpring(HttpServletRequest request) {
		return UNKNOWN_TO_SPRING.stream().anyMatch((flaw) -> flaw.test.test(request));
	}

	/**
	 * Return whether a request does not ask for WebSocket.
	 */
	static boolean isUpgradeMissing(HttpServletRequest request) {
		return !names(request, HttpHeaders.UPGRADE, "websocket");
	}

	private static boolean names(HttpServletRequest request, String header, String token) {
		return OpeningRequest.elements(request, header).stream().anyMatch(token::equalsIgnoreCase);
	}

	private static boolean hasVersion(HttpServletRequest request) {
		return List.of("13").equals(lines(request, WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION));
	}

	private static boolean hasKey(HttpServletRequest request) {
		List<String> keys = lines(request, WebSocketHttpHeaders.SEC_WEBSOCKET_KEY);
		try {
			return keys.size() == 1 && keys.get(0).length() == KEY_LENGTH
					&& Base64.getDecoder().decode(keys.get(0)).length == KEY_BYTES;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static boolean isUnreadable(HttpServletRequest request) {
		try {
			lines(request, WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS).forEach(WebSocketExtension::parseExtensions);
			return lines(request, WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION).size() > 1
					// Names are tokens; Spring would take the quotes off
					|| lines(request, WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL).stream()
						.anyMatch((names) -> names.contains("\""));
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			return true;
		}
	}

	private static List<String> lines(HttpServletRequest request, String header) {
		return Collections.list(request.getHeaders(header));
	}

	String explanation(HttpServletRequest request) {
		String value = (this == METHOD) ? request.getMethod()
				: String.join(", ", lines(request, WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION));
		return this.text.contains("%s") ? this.text.replace("%s", "'" + VisibleText.of(value, MAX_LENGTH) + "'")
				: this.text;
	}

}
