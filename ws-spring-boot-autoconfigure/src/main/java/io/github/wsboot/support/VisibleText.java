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

package io.github.wsboot.support;

/**
 * Makes text of unknown origin safe for a log or a page: it is one line, and no character
 * in it hides or reverses the text around it.
 *
 * @since 0.1.0
 */
public final class VisibleText {

	private static final String MORE = "...";

	private VisibleText() {
	}

	/**
	 * Escape invisible characters and the backslash as in Java.
	 * @param text the text
	 * @return the text in visible characters
	 */
	public static String of(String text) {
		return of(text, Integer.MAX_VALUE);
	}

	/**
	 * Escape invisible characters as in Java, in a text of which parts may have been
	 * escaped already: a backslash stays a backslash.
	 * @param text the text
	 * @return the text in visible characters
	 */
	public static String inOneLine(String text) {
		StringBuilder visible = new StringBuilder(text.length());
		text.codePoints().forEach((codePoint) -> visible.append((codePoint != '\\') ? shown(codePoint) : "\\"));
		return visible.toString();
	}

	/**
	 * Escape invisible characters and the backslash as in Java, and cut a text that is
	 * too long.
	 * @param text the text
	 * @param maxLength the most characters, not counting three dots that stand for the
	 * rest
	 * @return the text in visible characters
	 */
	public static String of(String text, int maxLength) {
		StringBuilder visible = new StringBuilder(Math.min(text.length(), maxLength) + MORE.length());
		for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
			String shown = shown(text.codePointAt(i));
			if (visible.length() + shown.length() > maxLength) {
				return visible.append(MORE).toString();
			}
			visible.append(shown);
		}
		return visible.toString();
	}

	private static String shown(int codePoint) {
		if (codePoint == '\\') {
			return "\\\\";
		}
		if (isVisible(codePoint)) {
			return Character.toString(codePoint);
		}
		StringBuilder escaped = new StringBuilder();
		for (char c : Character.toChars(codePoint)) {
			escaped.append(String.format("\\u%04x", (int) c));
		}
		return escaped.toString();
	}

	private static boolean isVisible(int codePoint) {
		return switch (Character.getType(codePoint)) {
			// Characters that change the direction of the text are FORMAT
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
