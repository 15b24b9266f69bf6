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

package io.github.wsboot;

/**
 * Reason why a connection ended. The close status is what the other side received, or
 * would have received, in a close frame; the cause says which side ended the connection
 * and why.
 *
 * @since 0.1.0
 */
public enum CloseCause {

	/**
	 * The client ended the connection. On a server it sent a close frame; on a client the
	 * application called {@code disconnect}.
	 */
	CLIENT,

	/**
	 * The server ended the connection. On a server the application called
	 * {@code disconnect}; on a client the server sent a close frame.
	 */
	SERVER,

	/**
	 * The other side did not answer a ping, or was silent for too long.
	 */
	TIMEOUT,

	/**
	 * The other side read too slowly for its queue.
	 */
	SLOW_CONSUMER,

	/**
	 * The other side broke the protocol or sent a message that the endpoint or client
	 * could not handle.
	 */
	PROTOCOL_ERROR,

	/**
	 * The other side broke a rule of the application: a constraint or a limit.
	 */
	POLICY,

	/**
	 * The authentication has expired, or was revoked.
	 */
	AUTH_EXPIRED,

	/**
	 * A callback failed and {@code ws.failure} is {@code close}, or this side failed in
	 * its own work for the connection.
	 */
	FAILURE,

	/**
	 * The application is being stopped.
	 */
	SHUTDOWN,

	/**
	 * The network connection ended without a close frame.
	 */
	NETWORK

}
