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
 * Passed to {@code @OnError} when a client reads too slowly and its queue has begun to
 * drop messages or to close the connection ({@code ws.send.overflow}). Raised at most
 * once in an episode, which ends when the queue is below half of its limits, and at most
 * once a second.
 *
 * @since 0.1.0
 */
public class SlowConsumerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message the limit that was exceeded
	 */
	public SlowConsumerException(String message) {
		super(message);
	}

}
