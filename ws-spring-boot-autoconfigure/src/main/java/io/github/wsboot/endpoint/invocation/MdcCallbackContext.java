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

package io.github.wsboot.endpoint.invocation;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import io.github.wsboot.Connection;
import io.github.wsboot.extension.CallbackContext;
import io.github.wsboot.extension.ThreadScope;

/**
 * Context that puts the connection's id into the MDC of the logging system, as
 * {@value #KEY}.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class MdcCallbackContext implements CallbackContext {

	/**
	 * The key of the id in the MDC.
	 */
	public static final String KEY = "ws.connection";

	@Override
	public ThreadScope open(Connection connection) {
		String previous = MDC.get(KEY);
		MDC.put(KEY, connection.id());
		return () -> restore(previous);
	}

	private static void restore(@Nullable String previous) {
		if (previous != null) {
			MDC.put(KEY, previous);
		}
		else {
			// What a callback has left must not reach those of another connection
			MDC.clear();
		}
	}

}
