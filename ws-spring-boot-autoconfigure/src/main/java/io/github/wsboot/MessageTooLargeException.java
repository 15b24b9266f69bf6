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
 * Raised when the other side sends a message larger than {@code ws.max-text-size} or
 * {@code ws.max-binary-size}; those of an outgoing connection are
 * {@code ws.client.max-text-size} and {@code ws.client.max-binary-size}. The connection
 * is closed with 1009 in any case; {@code @OnError} runs before {@code @OnClose} and its
 * result is not sent.
 *
 * @since 0.1.0
 */
public class MessageTooLargeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message the limit that was exceeded
	 */
	public MessageTooLargeException(String message) {
		super(message);
	}

}
