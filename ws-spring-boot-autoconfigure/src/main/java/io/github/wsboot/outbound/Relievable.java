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
 * A queue that can be made shorter when all queues together take too much memory. For any
 * thread.
 *
 * @since 0.1.0
 */
public interface Relievable {

	/**
	 * Return what the queue takes, overhead included.
	 * @return the bytes, until the loop has given them back
	 */
	long memory();

	/**
	 * Return whether the queue's memory is about to be given back.
	 * @return whether nobody has to ask for it
	 */
	boolean isBeingFreed();

	/**
	 * Make the queue overflow although its own limits are not reached.
	 */
	void relieve();

}
