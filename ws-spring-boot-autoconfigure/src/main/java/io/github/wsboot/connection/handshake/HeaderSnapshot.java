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

package io.github.wsboot.connection.handshake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.http.HttpHeaders;

import io.github.wsboot.support.StringInterner;

/**
 * Snapshot of a request's headers for the life of the connection. It is one array, which
 * takes a tenth of the memory of a map. Immutable.
 *
 * @since 0.1.0
 */
public final class HeaderSnapshot {

	/**
	 * Names and values that nearly all handshakes contain, as browsers and other clients
	 * write them. They identify no client, and all connections share them.
	 */
	private static final Map<String, String> COMMON = Stream
		.of("Host", "Upgrade", "Connection", "Origin", "User-Agent", "Cookie", "Authorization", "Pragma",
				"Cache-Control", "Accept", "Accept-Encoding", "Accept-Language", "DNT", "Forwarded", "X-Forwarded-For",
				"X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Real-IP", "X-Request-ID", "Traceparent",
				"Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
				"Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "websocket", "keep-alive, Upgrade", "no-cache",
				"13", "permessage-deflate", "permessage-deflate; client_max_window_bits", "gzip, deflate, br, zstd",
				"gzip, deflate, br")
		.flatMap((text) -> Stream.of(text, text.toLowerCase(Locale.ROOT)))
		.distinct()
		.collect(Collectors.toUnmodifiableMap((text) -> text, (text) -> text));

	/** Headers whose values are the same for many clients. */
	private static final Set<String> ALIKE = Stream.of("Host", "Origin", "User-Agent", "Accept-Language")
		.flatMap((name) -> Stream.of(name, name.toLowerCase(Locale.ROOT)))
		.collect(Collectors.toUnmodifiableSet());

	private static final StringInterner LATEST = new StringInterner();

	/** Each name followed by one of its values. */
	private final String[] namesAndValues;

	private HeaderSnapshot(String[] namesAndValues) {
		this.namesAndValues = namesAndValues;
	}

	/**
	 * Create a snapshot.
	 * @param headers the headers, which may change afterwards
	 * @return the snapshot
	 */
	public static HeaderSnapshot of(HttpHeaders headers) {
		List<String> namesAndValues = new ArrayList<>();
		headers.forEach((name, values) -> values.forEach((value) -> {
			namesAndValues.add(shared(name));
			namesAndValues.add(value(name, value));
		}));
		return new HeaderSnapshot(namesAndValues.toArray(String[]::new));
	}

	private static String shared(String text) {
		return COMMON.getOrDefault(text, text);
	}

	/**
	 * Return the value, shared if many clients send it. Values that are secret or
	 * identify a client are not interned, as they would stay in memory.
	 */
	private static String value(String name, String value) {
		return ALIKE.contains(name) ? LATEST.intern(value) : shared(value);
	}

	/**
	 * Return the headers, with case-insensitive names and all values in the order of the
	 * request.
	 * @return new, read-only headers
	 */
	public HttpHeaders toHttpHeaders() {
		HttpHeaders headers = new HttpHeaders();
		for (int i = 0; i < this.namesAndValues.length; i += 2) {
			headers.add(this.namesAndValues[i], this.namesAndValues[i + 1]);
		}
		return HttpHeaders.readOnlyHttpHeaders(headers);
	}

}
