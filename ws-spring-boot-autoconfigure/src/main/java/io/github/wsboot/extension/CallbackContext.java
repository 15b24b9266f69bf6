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
 * Something of a connection that is to be found on the thread of its callbacks, such as
 * who the client is. All beans of this type are opened around each callback (ticks and
 * errors included), in their order, and closed again in the opposite one, whatever thread
 * that is.
 * <p>
 * What a callback leaves behind when it returns a stage or a publisher is on its own.
 * {@code @OnHandshake} runs on the request's thread, in the context of the request.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallbackContext {

	/**
	 * Prepare the thread for a callback. An exception is logged, and the callback runs
	 * without this context.
	 * @param connection the connection whose callback is about to run
	 * @return what puts the thread back into the state it was in
	 */
	ThreadScope open(Connection connection);

}
