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

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

import io.github.wsboot.connection.handshake.HandshakeSnapshot;
import io.github.wsboot.transport.ClientAddress;

/**
 * Factory of snapshots of requests, which refer to no object of the container.
 */
final class HandshakeSnapshots {

	private HandshakeSnapshots() {
	}

	static HandshakeSnapshot snapshot(ServerHttpRequest request, boolean fixedPath) {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		return new HandshakeSnapshot(request.getURI(), fixedPath, request.getHeaders(), queryParams(request),
				cookies(servletRequest), ClientAddress.of(servletRequest), null);
	}

	private static MultiValueMap<String, String> queryParams(ServerHttpRequest request) {
		if (request.getURI().getRawQuery() == null) {
			return CollectionUtils.unmodifiableMultiValueMap(new LinkedMultiValueMap<>());
		}
		MultiValueMap<String, String> decoded = new LinkedMultiValueMap<>();
		UriComponentsBuilder.fromUri(request.getURI()).build().getQueryParams().forEach((name, values) -> {
			List<String> list = values.stream().map(HandshakeSnapshots::decode).toList();
			list.forEach((value) -> decoded.add(decode(name), value));
		});
		return CollectionUtils.unmodifiableMultiValueMap(decoded);
	}

	private static String decode(@Nullable String encoded) {
		return (encoded != null) ? UriUtils.decode(encoded.replace('+', ' '), StandardCharsets.UTF_8) : "";
	}

	private static Map<String, String> cookies(HttpServletRequest request) {
		Map<String, String> cookies = new HashMap<>();
		Cookie[] all = request.getCookies();
		for (Cookie cookie : (all != null) ? all : new Cookie[0]) {
			cookies.putIfAbsent(cookie.getName(), Objects.requireNonNullElse(cookie.getValue(), ""));
		}
		return Map.copyOf(cookies);
	}

}
