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

package io.github.wsboot.security;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.extension.ExceptionStatus;

/**
 * {@link ExceptionStatus} for clients that lack an authority or an authentication: 403
 * and 401 before the connection exists, 4403 and 4401 after.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class SecurityExceptionStatus implements ExceptionStatus {

	private static final int CLOSE_CODES = 4000;

	private final boolean closeOnDenied;

	/**
	 * Create an instance.
	 * @param closeOnDenied whether connections are closed with a status of their own
	 */
	public SecurityExceptionStatus(boolean closeOnDenied) {
		this.closeOnDenied = closeOnDenied;
	}

	@Override
	public @Nullable HttpStatusCode ofHandshake(Throwable exception) {
		return status(exception);
	}

	@Override
	public @Nullable CloseStatus ofConnection(Throwable exception) {
		HttpStatus status = status(exception);
		return (this.closeOnDenied && status != null)
				? new CloseStatus(CLOSE_CODES + status.value(), status.getReasonPhrase()) : null;
	}

	private static @Nullable HttpStatus status(Throwable exception) {
		if (exception instanceof AccessDeniedException) {
			return HttpStatus.FORBIDDEN;
		}
		return (exception instanceof AuthenticationException) ? HttpStatus.UNAUTHORIZED : null;
	}

}
