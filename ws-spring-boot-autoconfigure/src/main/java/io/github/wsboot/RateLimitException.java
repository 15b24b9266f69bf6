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
 * Passed to {@code @OnError} when a client sends more messages than
 * {@code ws.message.rate} and {@code ws.message.burst} allow, and the server has begun to
 * drop them unread. Raised at most once in an episode, which ends when the client may
 * send half of the burst again, and at most once a second. The connection stays open,
 * unless more than {@code ws.message.max-violations} messages are dropped in one episode:
 * then it is closed with 1008.
 *
 * @since 0.1.0
 */
public class RateLimitException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message the limit that was exceeded
	 */
	public RateLimitException(String message) {
		super(message);
	}

}
