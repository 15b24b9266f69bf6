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

package io.github.wsboot.client;

/**
 * State of a {@link ClientConnection}.
 *
 * @since 0.1.0
 */
public enum ClientState {

	/**
	 * An attempt is in progress, or waits for its turn.
	 */
	CONNECTING,

	/**
	 * There is a socket.
	 */
	ESTABLISHED,

	/**
	 * The next attempt has to wait.
	 */
	WAITING,

	/**
	 * The server, or what it answers, rules the connection out until somebody mends it.
	 * The next attempt is several minutes away
	 * ({@code ws.client.reconnect.refused-delay}).
	 */
	REFUSED,

	/**
	 * The client connection has ended for good.
	 */
	CLOSED

}
