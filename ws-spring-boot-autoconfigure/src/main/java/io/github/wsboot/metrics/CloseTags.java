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

package io.github.wsboot.metrics;

import java.util.Locale;
import java.util.Set;

import io.micrometer.core.instrument.Tags;

import io.github.wsboot.CloseCause;

/**
 * Tags that distinguish the kinds of closes that have a meter of their own.
 *
 * @param code the close code, or {@value #OTHER} if it is neither registered nor ours
 * @param cause why the connection ended
 */
record CloseTags(String code, CloseCause cause) {

	static final String OTHER = "other";

	/** Codes of RFC 6455 and IANA's registry, and this server's own. */
	private static final Set<Integer> KNOWN = Set.of(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011,
			1012, 1013, 1014, 1015, 3000, 3003, 3008, 4401, 4403, 4409);

	static CloseTags of(int code, CloseCause cause) {
		return new CloseTags(KNOWN.contains(code) ? Integer.toString(code) : OTHER, cause);
	}

	/**
	 * Return the tags.
	 * @param side the side of this application
	 */
	Tags tags(MeterSide side) {
		return Tags.of("code", this.code, "initiator", side.initiator(this.cause), "cause",
				this.cause.name().toLowerCase(Locale.ROOT));
	}

}
