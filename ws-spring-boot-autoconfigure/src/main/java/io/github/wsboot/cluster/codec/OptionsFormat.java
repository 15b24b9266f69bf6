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

package io.github.wsboot.cluster.codec;

import java.time.Duration;

import org.springframework.util.Assert;

import io.github.wsboot.PushOptions;

/**
 * Format of the options of a push, and of the absence of any.
 */
final class OptionsFormat {

	static final int FLAG = 1 << 3;

	private static final long NANOS_BEFORE_NEXT = 999_999;

	private OptionsFormat() {
	}

	static int flag(PushOptions options) {
		return options.isEmpty() ? 0 : FLAG;
	}

	static void write(PushOptions options, FieldWriter writer) {
		if (options.isEmpty()) {
			return;
		}
		String key = options.conflationKey();
		writer.writeText("key of a push", (key != null) ? key : "");
		Duration lifetime = options.lifetime();
		writer.writeLong((lifetime != null) ? millis(lifetime) : 0);
	}

	/**
	 * Return a lifetime in milliseconds, rounded up: 0 would be none.
	 */
	private static long millis(Duration lifetime) {
		try {
			return lifetime.plusNanos(NANOS_BEFORE_NEXT).toMillis();
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE;
		}
	}

	/**
	 * Read options.
	 * @param reader the reader
	 * @param flags the flags of the message
	 * @return the options, none without the flag
	 * @throws IllegalArgumentException if there are none although there is the flag, or
	 * they are not possible
	 */
	static PushOptions read(FieldReader reader, int flags) {
		if ((flags & FLAG) == 0) {
			return PushOptions.none();
		}
		String key = reader.readText("key of a push");
		long millis = reader.readLong("lifetime of a push");
		Assert.isTrue(millis >= 0, "The lifetime is negative");
		PushOptions options = key.isEmpty() ? PushOptions.none() : PushOptions.conflate(key);
		options = (millis > 0) ? options.expireAfter(Duration.ofMillis(millis)) : options;
		Assert.isTrue(!options.isEmpty(), "The options are empty");
		return options;
	}

}
