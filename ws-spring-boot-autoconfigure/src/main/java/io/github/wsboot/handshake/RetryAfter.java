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

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Value of the header {@code Retry-After} (RFC 9110, section 10.2.3), in seconds. It is
 * five to ten seconds longer than necessary, at random: clients that are refused together
 * do not come back together.
 */
final class RetryAfter {

	private static final int SECONDS = 5;

	private RetryAfter() {
	}

	/**
	 * Return the value for clients that may come back at any time.
	 */
	static String atOnce() {
		return afterNanos(0);
	}

	/**
	 * Return the value for clients that would be refused again for some time.
	 * @param nanos that time in nanoseconds
	 */
	static String afterNanos(long nanos) {
		return String.valueOf(
				TimeUnit.NANOSECONDS.toSeconds(nanos) + SECONDS + ThreadLocalRandom.current().nextInt(SECONDS + 1));
	}

}
