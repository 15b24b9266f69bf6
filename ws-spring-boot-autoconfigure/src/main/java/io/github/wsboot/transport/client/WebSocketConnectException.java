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

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * Raised when a session of {@link DirectWebSocketClient} could not be opened. The message
 * names the URI without its query.
 *
 * @since 0.1.0
 */
public class WebSocketConnectException extends IOException {

	private static final long serialVersionUID = 1L;

	private final ConnectFailure.Kind kind;

	private final transient @Nullable HttpStatusCode status;

	private final transient HttpHeaders headers;

	/**
	 * Create an exception.
	 * @param failure what has failed
	 */
	public WebSocketConnectException(ConnectFailure failure) {
		super(failure.message(), failure.cause());
		this.kind = failure.kind();
		this.status = failure.status();
		this.headers = failure.headers();
	}

	/**
	 * Return the kind of failure.
	 * @return the kind
	 */
	public ConnectFailure.Kind kind() {
		return this.kind;
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

}
