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
 * Reads one textual field at the top level of a JSON object without a JSON library, for
 * what belongs to the server itself: neither a library that is missing nor a mapper with
 * settings of the application's own may change its meaning.
 * <p>
 * Text that is no JSON is not diagnosed here: whatever the reader finds in it is as good
 * as anything. Takes time in proportion to the text up to the field.
 */
final class TopLevelField {

	private final String json;

	private int position;

	private TopLevelField(String json) {
		this.json = json;
	}

	/**
	 * Read the first field of a name.
	 * @return its value, or {@code null} if there is none or it has another value than a
	 * string
	 */
	static @Nullable String read(String json, String name) {
		return new TopLevelField(json).read(name);
	}

	private @Nullable String read(String name) {
		if (!skip('{')) {
			return null;
		}
		do {
			String key = string();
			if (key == null || !skip(':')) {
				return null;
			}
			if (key.equals(name)) {
				return string();
			}
			skipValue();
		}
		while (skip(','));
		return null;
	}

	private boolean skip(char expected) {
		skipBlanks();
		boolean there = this.position < this.json.length() && this.json.charAt(this.position) == expected;
		this.position += there ? 1 : 0;
		return there;
	}

	private void skipBlanks() {
		while (this.position < this.json.length() && isBlank(this.json.charAt(this.position))) {
			this.position++;
		}
	}

	private static boolean isBlank(char c) {
		return c == ' ' || c == '\n' || c == '\r' || c == '\t';
	}

	/**
	 * Read the string that begins here, or return {@code null} if there is none.
	 */
	private @Nullable String string() {
		if (!skip('"')) {
			return null;
		}
		int start = this.position;
		if (!skipString()) {
			return null;
		}
		String content = this.json.substring(start, this.position - 1);
		return (content.indexOf('\\') >= 0) ? unescape(content) : content;
	}

	/**
	 * Skip the rest of a string, its closing quotation mark included.
	 * @return whether it is closed
	 */
	private boolean skipString() {
		while (this.position < this.json.length()) {
			char c = this.json.charAt(this.position++);
			if (c == '"') {
				return true;
			}
			this.position += (c == '\\') ? 1 : 0;
		}
		return false;
	}

	/**
	 * Skip a value and stop at the comma or bracket behind it.
	 */
	private void skipValue() {
		int depth = 0;
		while (this.position < this.json.length()) {
			char c = this.json.charAt(this.position);
			if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
				return;
			}
			this.position++;
			switch (c) {
				case '"' -> skipString();
				case '{', '[' -> depth++;
				case '}', ']' -> depth--;
				default -> {
				}
			}
		}
	}

	private static String unescape(String content) {
		StringBuilder text = new StringBuilder(content.length());
		for (int i = 0; i < content.length(); i++) {
			char c = content.charAt(i);
			if (c != '\\' || i + 1 == content.length()) {
				text.append(c);
				continue;
			}
			char escape = content.charAt(++i);
			int code = (escape == 'u') ? code(content, i + 1) : -1;
			text.append((code >= 0) ? (char) code : control(escape));
			i += (code >= 0) ? 4 : 0;
		}
		return text.toString();
	}

	private static int code(String content, int start) {
		int code = 0;
		for (int i = start; i < start + 4; i++) {
			int digit = (i < content.length()) ? Character.digit(content.charAt(i), 16) : -1;
			if (digit < 0) {
				return -1;
			}
			code = code * 16 + digit;
		}
		return code;
	}

	private static char control(char escape) {
		return switch (escape) {
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			default -> escape;
		};
	}

}
