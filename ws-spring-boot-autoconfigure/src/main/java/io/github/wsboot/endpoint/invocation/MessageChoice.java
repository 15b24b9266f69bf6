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

import io.github.wsboot.endpoint.callback.Callback;

/**
 * Handling that was chosen for a message.
 *
 * @since 0.1.0
 */
public sealed interface MessageChoice {

	/**
	 * Call of a callback.
	 *
	 * @param callback the callback
	 * @param payload the part of the message that it is given
	 * @param questionId the id under which the result of the callback is sent as an
	 * answer, or {@code null} if the message is no question
	 */
	record Call(Callback callback, Object payload, @Nullable Object questionId) implements MessageChoice {

		/**
		 * Create the call for a message that is no question.
		 * @param callback the callback
		 * @param payload the part of the message that it is given
		 */
		public Call(Callback callback, Object payload) {
			this(callback, payload, null);
		}

	}

	/**
	 * Question that no callback takes. It is answered nevertheless.
	 *
	 * @param id the id of the question
	 * @param reason the exception to handle
	 */
	record Untaken(Object id, RuntimeException reason) implements MessageChoice {

	}

}
