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

package io.github.wsboot.transport.client;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * Failure of an attempt.
 *
 * @param kind the kind of failure
 * @param message what has failed, without secrets
 * @param cause the cause or {@code null}
 * @param status the status of the response, or {@code null} if there was none
 * @param headers the headers of the response, read-only, empty if there was none
 * @since 0.1.0
 */
public record ConnectFailure(Kind kind, String message, @Nullable Throwable cause, @Nullable HttpStatusCode status,
		HttpHeaders headers) {

	/**
	 * Kind of failure.
	 */
	public enum Kind {

		/** The name is unknown, or the connection is refused or lost. */
		NETWORK,

		/** The socket was not connected, or the handshake not completed, in time. */
		TIMEOUT,

		/** TLS could not be agreed on. */
		TLS,

		/** The status of the response is not 101. */
		STATUS,

		/** The response breaks the protocol. */
		PROTOCOL,

		/** The request must not be sent as it is. */
		REQUEST,

		/** The attempt was given up. */
		CANCELLED

	}

}
