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
 * Text that comes from somebody else, as it may stand in a log or on a page: in one line,
 * with nothing in it that hides or turns what is around it.
 *
 * @since 0.1.0
 */
public final class VisibleText {

	private static final String MORE = "...";

	private VisibleText() {
	}

	/**
	 * Escape what is no visible character as Java does, and the backslash.
	 * @param text the text
	 * @return the text in visible characters
	 */
	public static String of(String text) {
		return of(text, Integer.MAX_VALUE);
	}

	/**
	 * Escape what is no visible character as Java does, in a text of which parts may have
	 * been escaped: a backslash stays what it is.
	 * @param text the text
	 * @return the text in visible characters
	 */
	public static String inOneLine(String text) {
		StringBuilder visible = new StringBuilder(text.length());
		text.codePoints().forEach((codePoint) -> visible.append((codePoint != '\\') ? shown(codePoint) : "\\"));
		return visible.toString();
	}

	/**
	 * Escape what is no visible character as Java does, and the backslash, and cut what
	 * is too long.
	 * @param text the text
	 * @param maxLength how many characters there may be, before three dots that stand for
	 * the rest
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
			// What turns the direction of the text is a FORMAT
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
