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

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * Raised when an attempt to connect has failed. The client's {@code @OnError} gets it,
 * and {@link ConnectSpec#open()} throws it. The message names the URI without its query.
 *
 * @since 0.1.0
 */
public class ConnectFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	private final int attempt;

	private final boolean willRetry;

	private final @Nullable HttpStatusCode status;

	private final transient HttpHeaders headers;

	/**
	 * Create an exception.
	 * @param message what has failed, without secrets
	 * @param cause the cause or {@code null}
	 * @param reason the kind of failure
	 * @param response the response of the server or {@code null}
	 * @param attempt the number of attempts since the last stable connection
	 * @param willRetry whether there will be another attempt
	 */
	public ConnectFailedException(String message, @Nullable Throwable cause, Reason reason, @Nullable Response response,
			int attempt, boolean willRetry) {
		super(message, cause);
		this.reason = reason;
		this.attempt = attempt;
		this.willRetry = willRetry;
		this.status = (response != null) ? response.status() : null;
		this.headers = (response != null) ? response.headers() : HttpHeaders.EMPTY;
	}

	/**
	 * Return the kind of failure.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Return the number of attempts since the last stable connection.
	 * @return the number, this attempt included
	 */
	public int attempt() {
		return this.attempt;
	}

	/**
	 * Return whether there will be another attempt.
	 * @return whether the client has not given up
	 */
	public boolean willRetry() {
		return this.willRetry;
	}

	/**
	 * Return the status of the server's response.
	 * @return the status, or {@code null} if there was no response
	 */
	public @Nullable HttpStatusCode status() {
		return this.status;
	}

	/**
	 * Return the headers of the server's response.
	 * @return read-only headers, empty if there was no response
	 */
	public HttpHeaders headers() {
		return this.headers;
	}

	/**
	 * Kind of failure.
	 */
	public enum Reason {

		/**
		 * The name of the host is unknown, or the network or the server refuses the
		 * connection.
		 */
		NETWORK,

		/**
		 * The socket was not connected, or the handshake not completed, in time.
		 */
		TIMEOUT,

		/**
		 * TLS could not be agreed on: an untrusted certificate, a wrong host name, no
		 * common version.
		 */
		TLS,

		/**
		 * The server has answered with a status other than 101.
		 */
		STATUS,

		/**
		 * The server's response breaks the protocol (RFC 6455, section 4.1).
		 */
		PROTOCOL,

		/**
		 * A callback or customizer has failed, or has made a request that must not be
		 * sent.
		 */
		REQUEST

	}

	/**
	 * Response of the server.
	 *
	 * @param status the status
	 * @param headers the headers, read-only
	 */
	public record Response(HttpStatusCode status, HttpHeaders headers) {

	}

}
