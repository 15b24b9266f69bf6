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

/**
 * Exception for an object whose message type applications must not use.
 *
 * @since 0.1.0
 */
public final class ReservedTypeException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param payload the class of the object
	 * @param type its message type
	 */
	public ReservedTypeException(Class<?> payload, String type) {
		super("'" + payload.getName() + "' has the message type '" + type + "', but types that begin with '"
				+ ReservedTypes.PREFIX + "' are reserved for the browser client, which would not pass it on. "
				+ "Rename the type, or set 'ws.browser-client.enabled' to false if no page uses the browser client");
	}

}
