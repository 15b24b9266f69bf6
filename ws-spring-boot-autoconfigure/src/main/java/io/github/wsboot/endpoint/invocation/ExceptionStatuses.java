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

package io.github.wsboot.endpoint.invocation;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.extension.ExceptionStatus;
import io.github.wsboot.support.SafeLogger;

/**
 * Statuses that answer exceptions: asks each {@link ExceptionStatus} of the application
 * until one knows the exception.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ExceptionStatuses {

	private static final SafeLogger logger = SafeLogger.of(ExceptionStatuses.class);

	private final List<ExceptionStatus> statuses;

	public ExceptionStatuses(List<ExceptionStatus> statuses) {
		this.statuses = statuses;
	}

	/**
	 * Return the status that answers a handshake whose callback has raised an exception.
	 * @return the status, or {@code null} if no status is known for the exception
	 */
	public @Nullable HttpStatusCode ofHandshake(Throwable exception) {
		return ask((status) -> status.ofHandshake(exception));
	}

	/**
	 * Return the status with which to close a connection whose callback has raised an
	 * exception.
	 * @return the status, or {@code null} if no status is known for the exception
	 */
	@Nullable CloseStatus ofConnection(Throwable exception) {
		return ask((status) -> status.ofConnection(exception));
	}

	private <T> @Nullable T ask(Function<ExceptionStatus, @Nullable T> question) {
		for (ExceptionStatus status : this.statuses) {
			T answer = ask(status, question);
			if (answer != null) {
				return answer;
			}
		}
		return null;
	}

	/**
	 * Ask one of the application's beans. If the bean fails, the exception and the
	 * answers of other beans must not be lost.
	 */
	private static <T> @Nullable T ask(ExceptionStatus status, Function<ExceptionStatus, @Nullable T> question) {
		try {
			return question.apply(status);
		}
		catch (Throwable ex) {
			logger.warn("'%s' has failed to find the status of an exception", status.getClass().getName(), ex);
			return null;
		}
	}

}
