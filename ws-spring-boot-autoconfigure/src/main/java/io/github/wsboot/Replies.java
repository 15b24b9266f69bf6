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

package io.github.wsboot;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers of an audience: each of the connections that were asked is either in
 * {@link #replies()} or in {@link #failures()}.
 *
 * @param <T> the type of the answers
 * @param replies the answers by the {@linkplain Connection#id() id} of the connection
 * @param failures by the id of the connection, the exception that
 * {@link ConnectionManager#ask(String, Object, Class)} completes with
 * @since 0.1.0
 * @see Audience#ask(Object, Class)
 */
public record Replies<T>(Map<String, T> replies, Map<String, Exception> failures) {

	/**
	 * Create replies.
	 */
	public Replies {
		replies = Collections.unmodifiableMap(new LinkedHashMap<>(replies));
		failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
	}

}
