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
 * Queue that can be shortened when all queues together take too much memory. For any
 * thread.
 *
 * @since 0.1.0
 */
public interface Relievable {

	/**
	 * Return the memory of the queue, including overhead.
	 * @return the bytes that the loop has not released yet
	 */
	long memory();

	/**
	 * Return whether the memory of the queue is about to be released.
	 * @return whether there is no need to relieve the queue
	 */
	boolean isBeingFreed();

	/**
	 * Make the queue overflow although it has not reached its own limits.
	 */
	void relieve();

}
