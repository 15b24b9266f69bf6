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

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.socket.WebSocketHttpHeaders;

import io.github.wsboot.connection.VisibleText;
import io.github.wsboot.transport.RequestContent;

/**
 * What keeps a request from being a WebSocket handshake (RFC 6455, section 4.2.1), for
 * people to read.
 */
enum HandshakeFlaw {

	METHOD("the method is %s, and a handshake is a GET"),

	HTTP_1_0("it came by HTTP/1.0, which knows no WebSocket: have the proxy in between speak HTTP/1.1 to this server "
			+ "(nginx: 'proxy_http_version 1.1')"),

	UPGRADE("the header 'Upgrade: websocket' is missing: have the proxy in between pass 'Upgrade' and 'Connection' on "
			+ "(nginx: 'proxy_set_header Upgrade $http_upgrade')"),

	CONNECTION("the header 'Connection: Upgrade' is missing: have the proxy in between pass 'Upgrade' and 'Connection' "
			+ "on (nginx: 'proxy_set_header Connection \"upgrade\"')"),

	VERSION("'Sec-WebSocket-Version' is %s, and this server speaks 13"),

	KEY("'Sec-WebSocket-Key' is not there once with 16 bytes in Base64"),

	CONTENT("the request has a body, and a handshake has none"),

	HEADERS("a header of the handshake cannot be read, 'Sec-WebSocket-Extensions' or 'Sec-WebSocket-Protocol' for example");

	private static final int MAX_LENGTH = 50;

	private final String text;

	HandshakeFlaw(String text) {
		this.text = text;
	}

	/**
	 * Return the flaw of a request that has one.
	 */
	static HandshakeFlaw of(HttpServletRequest request) {
		if (!HttpMethod.GET.matches(request.getMethod())) {
			return METHOD;
		}
		if ("HTTP/1.0".equals(request.getProtocol())) {
			return HTTP_1_0;
		}
		if (isUpgradeMissing(request)) {
			return UPGRADE;
		}
		if (!names(request, HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)) {
			return CONNECTION;
		}
		if (!List.of("13").equals(values(request, WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION))) {
			return VERSION;
		}
		List<String> keys = values(request, WebSocketHttpHeaders.SEC_WEBSOCKET_KEY);
		if (keys.size() != 1 || !HandshakeSyntax.isKey(keys.get(0))) {
			return KEY;
		}
		return RequestContent.isAnnounced(request) ? CONTENT : HEADERS;
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

	private static List<String> values(HttpServletRequest request, String header) {
		return Collections.list(request.getHeaders(header));
	}

	String explanation(HttpServletRequest request) {
		String value = (this == METHOD) ? request.getMethod()
				: String.join(", ", values(request, WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION));
		return this.text.contains("%s") ? this.text.replace("%s", "'" + VisibleText.of(value, MAX_LENGTH) + "'")
				: this.text;
	}

}
