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

/**
 * Types of messages that belong to the sub-protocol of the browser client and never reach
 * a callback: those that begin with {@value #PREFIX}. The field of the sub-protocol is
 * always {@code type}; an application that has its types in another field keeps the
 * prefix free there, too.
 *
 * @param applicationField the name of the field that has the application's types
 * @since 0.1.0
 */
public record ReservedTypes(String applicationField) {

	/** Beginning of the reserved types. */
	public static final String PREFIX = "ws.";

	/** Type of the message that asks the server for a sign of life. */
	public static final String PING = PREFIX + "ping";

	/** The message that answers a {@link #PING}. */
	public static final String PONG = "{\"type\":\"" + PREFIX + "pong\"}";

	private static final String FIELD = "type";

	/** Beginning of a string whose content has the prefix, unless it is escaped. */
	private static final String BEGINNING = '"' + PREFIX;

	/** Beginning of each escape that stands for a character of the prefix. */
	private static final String ESCAPE = "\\u00";

	/**
	 * Return the reserved type of a message. Most messages of applications take no more
	 * than two fast searches.
	 * @param text the message
	 * @return the type, or {@code null} if the message belongs to the application
	 */
	public @Nullable String of(String text) {
		if (!text.contains(BEGINNING) && !text.contains(ESCAPE)) {
			return null;
		}
		String type = reserved(text, FIELD);
		return (type != null || this.applicationField.equals(FIELD)) ? type : reserved(text, this.applicationField);
	}

	private static @Nullable String reserved(String text, String field) {
		String type = TopLevelField.read(text, field);
		return (type != null && isReserved(type)) ? type : null;
	}

	/**
	 * Return whether a type belongs to the sub-protocol.
	 * @param type the type
	 * @return whether applications must not use it
	 */
	public static boolean isReserved(String type) {
		return type.startsWith(PREFIX);
	}

}
