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
 * Reason why a handshake did not lead to a connection.
 *
 * @since 0.1.0
 */
public enum HandshakeRejection {

	/**
	 * The request came from an origin that is not allowed.
	 */
	ORIGIN,

	/**
	 * The application asked for authentication: a filter, an interceptor or
	 * {@code @OnHandshake} answered with 401. A request that Spring Security's own
	 * filters refuse never becomes a handshake.
	 */
	AUTHENTICATION,

	/**
	 * The limit of connections is reached: in total, of the user or from the address.
	 */
	LIMIT,

	/**
	 * Handshakes came faster than allowed.
	 */
	RATE,

	/**
	 * The server is being stopped.
	 */
	DRAINING,

	/**
	 * The request is not a valid handshake, or lacks a value that {@code @OnHandshake}
	 * requires.
	 */
	BAD_REQUEST,

	/**
	 * The application refused: a filter, an interceptor or {@code @OnHandshake}.
	 */
	REFUSED,

	/**
	 * The server or the application failed.
	 */
	ERROR

}
