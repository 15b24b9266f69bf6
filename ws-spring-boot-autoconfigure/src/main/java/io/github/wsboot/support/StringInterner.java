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

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Interns texts that many connections have in common, so that they share one instance.
 * Keeps up to 256 of the latest texts, whatever clients send. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StringInterner {

	private static final int SIZE = 256;

	private static final int MAX_LENGTH = 256;

	private final AtomicReferenceArray<@Nullable String> texts = new AtomicReferenceArray<>(SIZE);

	/**
	 * Return the text, as the instance that others have already if it is known.
	 */
	public String intern(String text) {
		if (text.length() > MAX_LENGTH) {
			return text;
		}
		int hash = text.hashCode();
		int index = (hash ^ (hash >>> 16)) & (SIZE - 1);
		String known = this.texts.get(index);
		if (text.equals(known)) {
			return known;
		}
		this.texts.set(index, text);
		return text;
	}

}
