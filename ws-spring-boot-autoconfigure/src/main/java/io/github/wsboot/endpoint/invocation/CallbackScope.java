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
 * Connection that callbacks are invoked for, as far as their invocation has to know it.
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
	 * Return whether callbacks run on an event loop, which they must not hold.
	 */
	boolean isOnLoop();

	/**
	 * Return where callbacks run, in their context.
	 */
	Executor executor();

	/**
	 * Record what of the application is about to be called.
	 * @param name its name
	 */
	void onCall(String name);

	/**
	 * Have an exception handled among the other callbacks, as long as there are any.
	 * @param exception the exception
	 * @param source what has raised it
	 */
	void postFailure(Throwable exception, FailureSource source);

	/**
	 * Run something once the connection can be written to. Where callbacks may block, so
	 * may it, and takes its turn among them.
	 */
	void whenWritable(Runnable action);

}
