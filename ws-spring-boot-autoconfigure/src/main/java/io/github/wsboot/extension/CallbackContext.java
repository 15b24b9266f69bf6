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

import io.github.wsboot.Connection;

/**
 * Context of a connection that is bound to the thread of its callbacks, such as the
 * identity of the client. All beans of this type are opened around each callback (ticks
 * and error callbacks included), in their order, and closed in reverse order, on
 * whichever thread the callback runs.
 * <p>
 * Work that a stage or publisher does after its callback has returned is outside of the
 * context. {@code @OnHandshake} runs on the request's thread, in the context of the
 * request.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallbackContext {

	/**
	 * Prepare the thread for a callback. An exception is logged, and the callback runs
	 * without this context.
	 * @param connection the connection whose callback is about to run
	 * @return the scope, which restores the earlier state of the thread
	 */
	ThreadScope open(Connection connection);

}
