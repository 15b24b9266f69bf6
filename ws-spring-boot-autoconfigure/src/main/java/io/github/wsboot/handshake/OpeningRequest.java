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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * Request that opens a WebSocket, with each header that is a list (RFC 9110, section
 * 5.6.1) on one line and without empty elements, and with {@code Upgrade} and
 * {@code Connection} spelled as Spring and the containers expect.
 */
final class OpeningRequest extends HttpServletRequestWrapper {

	private static final String WEBSOCKET = "websocket";

	private final Map<String, String> lists = new LinkedCaseInsensitiveMap<>();

	OpeningRequest(HttpServletRequest request) {
		super(request);
		put(HttpHeaders.CONNECTION, OpeningRequest::spelledAsUsual);
		put(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL, UnaryOperator.identity());
		put(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS, UnaryOperator.identity());
		if (isUpgrade(request)) {
			this.lists.put(HttpHeaders.UPGRADE, WEBSOCKET);
		}
	}

	/**
	 * Return whether a request opens a WebSocket, with HTTP/1.1 or HTTP/2.
	 */
	static boolean isOpening(HttpServletRequest request) {
		return isUpgrade(request) || "CONNECT".equals(request.getMethod());
	}

	/**
	 * Return whether the request asks for an upgrade to WebSocket, perhaps among other
	 * protocols.
	 */
	boolean isUpgrade() {
		return this.lists.containsKey(HttpHeaders.UPGRADE);
	}

	private static boolean isUpgrade(HttpServletRequest request) {
		return HttpMethod.GET.matches(request.getMethod())
				&& elements(request, HttpHeaders.UPGRADE).stream().anyMatch(WEBSOCKET::equalsIgnoreCase);
	}

	/**
	 * Return the elements of a header that is a list.
	 */
	static List<String> elements(HttpServletRequest request, String name) {
		List<String> elements = new ArrayList<>();
		Collections.list(request.getHeaders(name))
			.forEach((line) -> elements.addAll(Arrays.asList(StringUtils.tokenizeToStringArray(line, ","))));
		return elements;
	}

	private static String spelledAsUsual(String option) {
		return HttpHeaders.UPGRADE.equalsIgnoreCase(option) ? HttpHeaders.UPGRADE : option;
	}

	private void put(String name, UnaryOperator<String> spelling) {
		List<String> elements = elements((HttpServletRequest) getRequest(), name);
		if (!elements.isEmpty()) {
			this.lists.put(name, String.join(", ", elements.stream().map(spelling).toList()));
		}
	}

	@Override
	@SuppressWarnings("NullAway") // The Servlet API does not say that it is nullable
	public @Nullable String getHeader(String name) {
		String list = this.lists.get(name);
		return (list != null) ? list : super.getHeader(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		String list = this.lists.get(name);
		return (list != null) ? Collections.enumeration(List.of(list)) : super.getHeaders(name);
	}

}
