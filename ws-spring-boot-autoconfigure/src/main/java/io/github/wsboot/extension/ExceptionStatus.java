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
 * Maps exceptions that are meant as an answer to the client, rather than as a failure, to
 * a status. All beans of this type are asked in their order until one returns a status.
 * If a bean itself throws an exception, a warning is logged and the next bean is asked.
 *
 * @since 0.1.0
 */
public interface ExceptionStatus {

	/**
	 * Return the status with which to refuse a handshake after {@code @OnHandshake} has
	 * raised an exception.
	 * @param exception the exception
	 * @return the status, or {@code null} for a failure like any other
	 */
	@Nullable HttpStatusCode ofHandshake(Throwable exception);

	/**
	 * Return the status with which to close a connection after a callback has raised an
	 * exception that no {@code @OnError} handles.
	 * @param exception the exception
	 * @return the close status, or {@code null} for a failure like any other
	 */
	@Nullable CloseStatus ofConnection(Throwable exception);

}
