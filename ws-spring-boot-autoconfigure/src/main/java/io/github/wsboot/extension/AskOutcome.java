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

package io.github.wsboot.extension;

/**
 * End of an ask.
 *
 * @since 0.1.0
 * @see ConnectionListener#onAsked
 */
public enum AskOutcome {

	/**
	 * The answer has come.
	 */
	ANSWERED,

	/**
	 * The other side has answered with an error.
	 */
	FAILED,

	/**
	 * No answer has come in time.
	 */
	TIMEOUT,

	/**
	 * The connection was closing or has ended.
	 */
	ENDED,

	/**
	 * The question was not accepted or was dropped before it was sent, or the answer
	 * cannot be read because the connection is not read from.
	 */
	REFUSED

}
