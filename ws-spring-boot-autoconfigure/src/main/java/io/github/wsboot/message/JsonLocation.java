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

package io.github.wsboot.message;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/**
 * Location of a syntax error in a message, if Jackson is there. Unlike Jackson's own
 * messages, it contains nothing of the message itself.
 *
 * @since 0.1.0
 */
public final class JsonLocation {

	private static final boolean JACKSON = ClassUtils.isPresent("tools.jackson.core.JacksonException",
			JsonLocation.class.getClassLoader());

	private JsonLocation() {
	}

	/**
	 * Return the location at which reading has failed.
	 * @param cause the failure, or {@code null}
	 * @return line and column in parentheses after a blank, or an empty text if they are
	 * unknown
	 */
	public static String of(@Nullable Throwable cause) {
		return (JACKSON && cause != null) ? Jackson.location(cause) : "";
	}

	static String of(TokenStreamLocation location) {
		return (location.getLineNr() > 0)
				? " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")" : "";
	}

	private static final class Jackson {

		static String location(Throwable cause) {
			return (cause instanceof JacksonException failure && failure.getLocation() != null)
					? of(failure.getLocation()) : "";
		}

	}

}
