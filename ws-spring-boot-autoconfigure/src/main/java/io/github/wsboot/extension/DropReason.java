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
 * Reason why a message was not sent to a client.
 *
 * @since 0.1.0
 */
public enum DropReason {

	/**
	 * The connection's own queue has reached its limit. Dropped is the new message, or an
	 * older one to make room for it.
	 */
	OVERFLOW,

	/**
	 * All queues together have reached their memory limit.
	 */
	OVERLOAD,

	/**
	 * The message is larger than a queue.
	 */
	TOO_LARGE,

	/**
	 * A newer message with the same key has taken its place:
	 * {@link io.github.wsboot.PushOptions#conflate}.
	 */
	CONFLATED,

	/**
	 * Its lifetime was over before it was written:
	 * {@link io.github.wsboot.PushOptions#expireAfter}.
	 */
	EXPIRED,

	/**
	 * The connection ended before the message was written.
	 */
	CLOSED

}
