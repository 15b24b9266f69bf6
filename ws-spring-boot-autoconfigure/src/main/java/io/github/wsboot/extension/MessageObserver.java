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

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;

/**
 * Observer of each text or binary message that an endpoint handles. Without one,
 * observation costs nothing.
 * <p>
 * An exception of an implementation is logged as a warning; the message is handled in any
 * case.
 *
 * @since 0.1.0
 */
public interface MessageObserver {

	/**
	 * Called before a message is handled, on the thread that handles it: a worker, or the
	 * event loop if the endpoint is non-blocking. Messages of one connection never
	 * overlap.
	 * @param connection the connection that the message has come from
	 * @param callback the method that is about to be called, or {@code null} if no method
	 * takes the message
	 * @return the observation of the message
	 */
	Observed begin(Connection connection, @Nullable Method callback);

	/**
	 * Observation of one message.
	 */
	interface Observed {

		/**
		 * Prepare the current thread for work on the message: the call of its callback,
		 * or the handling of its failure. Each of these scopes is closed before
		 * {@link #onEnd()}.
		 * @return the scope, which restores the earlier state of the thread
		 */
		ThreadScope open();

		/**
		 * Called when the callback has failed, at once or later, or when the message did
		 * not reach a callback, even if an {@code @OnError} callback is about to handle
		 * the failure. If that callback fails as well, this method is called again.
		 * Called on any thread.
		 * @param exception the failure
		 */
		void onFailure(Throwable exception);

		/**
		 * Called when the message has been handled: the callback has returned, its stage
		 * is done, and its failure is handled. Called once, on any thread.
		 */
		void onEnd();

	}

}
