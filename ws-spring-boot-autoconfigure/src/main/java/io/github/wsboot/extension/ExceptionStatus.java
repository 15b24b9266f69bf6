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

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.socket.CloseStatus;

/**
 * Knows exceptions that stand for an answer to the client rather than for a failure. All
 * beans of this type are asked in their order until one has an answer. One that throws an
 * exception itself is a warning in the log and counts as one without an answer.
 *
 * @since 0.1.0
 */
public interface ExceptionStatus {

	/**
	 * Return the status to refuse a handshake with, after {@code @OnHandshake} raised an
	 * exception.
	 * @param exception the exception
	 * @return the status, or {@code null} for a failure like any other
	 */
	@Nullable HttpStatusCode ofHandshake(Throwable exception);

	/**
	 * Return what to close a connection with, after a callback raised an exception that
	 * no {@code @OnError} took.
	 * @param exception the exception
	 * @return the close status, or {@code null} for a failure like any other
	 */
	@Nullable CloseStatus ofConnection(Throwable exception);

}
