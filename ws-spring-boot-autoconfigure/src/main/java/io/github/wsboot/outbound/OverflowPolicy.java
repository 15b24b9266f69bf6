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

package io.github.wsboot.outbound;

/**
 * Policy for a message that does not fit into a connection's queue.
 *
 * @since 0.1.0
 */
public enum OverflowPolicy {

	/**
	 * Close the connection with 1013 and free its queue: the client gets a complete
	 * stream or none.
	 */
	CLOSE,

	/**
	 * Drop the oldest messages of which nothing has been written: the client gets the
	 * latest ones.
	 */
	DROP_OLDEST,

	/**
	 * Drop the new message: the client gets the earlier ones.
	 */
	DROP_NEWEST

}
