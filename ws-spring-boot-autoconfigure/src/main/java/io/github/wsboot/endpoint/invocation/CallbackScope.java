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

import java.util.concurrent.Executor;

import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.endpoint.callback.CallbackHeaders;

/**
 * Connection that callbacks are called for, as far as their call has to know it.
 *
 * @since 0.1.0
 */
public interface CallbackScope {

	ManagedConnection connection();

	/**
	 * Return the headers that all of the connection's messages share.
	 */
	CallbackHeaders headers();

	/**
	 * Return the results that are cancelled when the connection ends.
	 */
	PendingResults pendingResults();

	/**
	 * Return the {@code @OnError} callbacks.
	 */
	ErrorCallbacks errors();

	/**
	 * Return whether callbacks run on an event loop, which they must not block.
	 */
	boolean isOnLoop();

	/**
	 * Return the executor of callbacks, which opens their contexts.
	 */
	Executor executor();

	/**
	 * Called just before a callback or other code of the application.
	 * @param name its name
	 */
	void onCall(String name);

	/**
	 * Handle an exception among the other callbacks, or at once if no more callbacks are
	 * called.
	 * @param exception the exception
	 * @param source the source of the exception
	 */
	void postFailure(Throwable exception, FailureSource source);

	/**
	 * Run an action once the connection can be written to. The action may block if
	 * callbacks may, and then runs on their threads.
	 */
	void whenWritable(Runnable action);

}
