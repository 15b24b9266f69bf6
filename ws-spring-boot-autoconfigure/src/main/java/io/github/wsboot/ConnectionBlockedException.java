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

/**
 * Raised by an ask whose answer cannot be read: the connection is
 * {@linkplain Connection#pause() paused}, or the messages that wait for its callbacks
 * have reached twice the bounds of {@code ws.receive.max-pending-messages} or
 * {@code ws.receive.max-pending-bytes}. The connection stays open.
 *
 * @since 0.1.0
 * @see ConnectionManager#ask(String, Object, Class)
 */
public class ConnectionBlockedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message the connection, and why it is not read from
	 */
	public ConnectionBlockedException(String message) {
		super(message);
	}

}
