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

package io.github.wsboot.client.reconnect;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectionEnding;
import io.github.wsboot.support.RetryAfterReason;

/**
 * Reads how long a server asks to be left alone: in the {@code Retry-After} header of a
 * refusal (RFC 9110, section 10.2.3), or in the reason that it has closed a connection
 * with.
 */
final class RetryAfter {

	/** No server keeps a client away for longer. */
	private static final Duration MAX = Duration.ofDays(1);

	private static final Set<Integer> STATUSES = Set.of(429, 503);

	private RetryAfter() {
	}

	/**
	 * Return the shortest delay that the server asks for: zero if it asks for none, or in
	 * a way that cannot be read.
	 */
	static Duration of(ConnectionEnding ending, Instant now) {
		Duration delay = (ending.status() != null) ? RetryAfterReason.read(ending.status())
				: header(ending.failure(), now);
		return bounded(delay);
	}

	private static Duration header(@Nullable ConnectFailedException failure, Instant now) {
		if (failure == null || failure.status() == null || !STATUSES.contains(failure.status().value())) {
			return Duration.ZERO;
		}
		String value = failure.headers().getFirst(HttpHeaders.RETRY_AFTER);
		return (value != null) ? parse(value.strip(), now) : Duration.ZERO;
	}

	private static Duration parse(String value, Instant now) {
		try {
			return value.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(value))
					: Duration.between(now, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
		}
		catch (DateTimeException ex) {
			return Duration.ZERO;
		}
	}

	private static Duration bounded(Duration delay) {
		if (delay.isNegative()) {
			return Duration.ZERO;
		}
		return (delay.compareTo(MAX) > 0) ? MAX : delay;
	}

}
