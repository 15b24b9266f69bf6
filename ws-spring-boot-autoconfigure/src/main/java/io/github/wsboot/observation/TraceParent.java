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

package io.github.wsboot.observation;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.tracing.TraceContext;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Reads the span of a client's request from the W3C's header {@code traceparent}.
 */
final class TraceParent {

	private static final String HEADER = "traceparent";

	private static final String VERSION_WITHOUT_MORE = "00";

	/** Version, trace id, span id, flags, and additions of later versions. */
	private static final Pattern FORMAT = Pattern
		.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

	private static final int SAMPLED = 1;

	private TraceParent() {
	}

	/**
	 * Read the header.
	 * @param headers the headers of a handshake
	 * @param builder builds the span
	 * @return the span, or {@code null} if there is no valid header
	 */
	static @Nullable TraceContext read(HttpHeaders headers, TraceContext.Builder builder) {
		List<String> values = headers.getOrDefault(HEADER, List.of());
		Matcher matcher = FORMAT.matcher((values.size() == 1) ? values.get(0).strip() : "");
		if (!matcher.matches() || (matcher.group(1).equals(VERSION_WITHOUT_MORE) && matcher.group(5) != null)) {
			return null;
		}
		return builder.traceId(matcher.group(2))
			.spanId(matcher.group(3))
			.sampled((Integer.parseInt(matcher.group(4), 16) & SAMPLED) != 0)
			.build();
	}

}
