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

import java.util.Base64;
import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHttpHeaders;

import io.github.wsboot.transport.RequestContent;

/**
 * What RFC 6455 (section 4.2.1) asks of an opening request and Spring does not look at,
 * or takes for a failure of the server.
 */
final class HandshakeSyntax {

	private static final int KEY_LENGTH = 24;

	private static final int KEY_BYTES = 16;

	private HandshakeSyntax() {
	}

	/**
	 * Return whether a request may be one of a WebSocket client. What is missing is left
	 * to Spring.
	 */
	static boolean isSound(HttpServletRequest request) {
		List<String> keys = lines(request, WebSocketHttpHeaders.SEC_WEBSOCKET_KEY);
		try {
			lines(request, WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS).forEach(WebSocketExtension::parseExtensions);
			return !"HTTP/1.0".equals(request.getProtocol()) && !RequestContent.isAnnounced(request)
					&& lines(request, WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION).size() <= 1 && keys.size() <= 1
					&& keys.stream().allMatch(HandshakeSyntax::isKey)
					// Names are tokens; Spring would take the quotes off
					&& lines(request, WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL).stream()
						.noneMatch((names) -> names.contains("\""));
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			return false;
		}
	}

	private static List<String> lines(HttpServletRequest request, String name) {
		return Collections.list(request.getHeaders(name));
	}

	/**
	 * Return whether this is the key of a client.
	 */
	static boolean isKey(String key) {
		try {
			return key.length() == KEY_LENGTH && Base64.getDecoder().decode(key).length == KEY_BYTES;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
