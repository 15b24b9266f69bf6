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
 * Told of each text or binary message that an endpoint handles. If there is none, nobody
 * is told, and a message costs nothing more.
 * <p>
 * What an implementation throws is a warning in the log; the message is handled in any
 * case.
 *
 * @since 0.1.0
 */
public interface MessageObserver {

	/**
	 * Begin with a message, on the thread that is about to handle it: a worker, or the
	 * event loop if the endpoint does not block. Messages of one connection never
	 * overlap.
	 * @param connection the connection that the message has come from
	 * @param callback the method that is about to be called, or {@code null} if the
	 * message has none
	 * @return the message
	 */
	Observed begin(Connection connection, @Nullable Method callback);

	/**
	 * A message that is being handled.
	 */
	interface Observed {

		/**
		 * Prepare a thread that is about to do something for the message: call its
		 * callback, or handle its failure. Each of these threads is left before
		 * {@link #onEnd()}.
		 * @return what puts the thread back into the state it was in
		 */
		ThreadScope open();

		/**
		 * Note that the callback has failed, at once or later, or that the message did
		 * not reach one; also if an {@code @OnError} callback is about to handle it. When
		 * that fails too, there is another call. For any thread.
		 * @param exception the failure
		 */
		void onFailure(Throwable exception);

		/**
		 * Note that the message has been handled: the callback has returned and its stage
		 * is done, its failure handled. Called once, by any thread.
		 */
		void onEnd();

	}

}
