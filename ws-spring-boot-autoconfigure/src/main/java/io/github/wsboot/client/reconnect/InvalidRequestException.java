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

package io.github.wsboot.client.reconnect;

import org.jspecify.annotations.Nullable;

/**
 * Raised for a request that must not be sent. Trying again does not help until somebody
 * mends the application, in contrast to what its callbacks throw.
 *
 * @since 0.1.0
 */
public final class InvalidRequestException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what is wrong, without secrets
	 * @param cause the cause or {@code null}
	 */
	public InvalidRequestException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
