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

package io.github.wsboot.connection;

import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Registration of one connection: its entry in the registry, its rooms and its user.
 */
interface Registration {

	/**
	 * Register the connection.
	 */
	void add();

	/**
	 * Unregister the connection, before its last callback has run.
	 */
	void remove();

	/**
	 * Called when the last callback of the connection has returned.
	 */
	void onCloseCallbackDone();

	/**
	 * Return whether all connections are being closed.
	 */
	boolean isDraining();

	/**
	 * Return for how many seconds at most a client is asked to stay away while the server
	 * drains.
	 */
	int maxRetryAfter();

	boolean join(String room);

	boolean leave(String room);

	void bind(String name);

	Set<String> rooms();

	@Nullable String user();

	/**
	 * Return a stage that tells when the pushes of other nodes to the rooms and the user
	 * arrive.
	 */
	CompletionStage<Boolean> whenReachable();

	/**
	 * Leave all rooms and the user in the registry, keep them here, and change no more.
	 */
	void freeze();

}
