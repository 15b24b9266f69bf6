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

package io.github.wsboot.handshake;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.web.ErrorResponse;

import io.github.wsboot.HandshakeContext;
import io.github.wsboot.HandshakeRejection;

/**
 * Runner of checks of a handshake that fail closed: an exception refuses the handshake.
 */
final class HandshakeChecks {

	private static final Log logger = LogFactory.getLog(HandshakeChecks.class);

	private HandshakeChecks() {
	}

	/**
	 * Run a check.
	 * @param who the name of the check, for the reason of a refusal
	 * @return the result of the check; {@code false} after an exception, whose status was
	 * used to refuse the handshake
	 */
	static boolean accepts(DefaultHandshakeContext context, String who, Check check) {
		boolean interrupted = Thread.currentThread().isInterrupted();
		context.beginCheck(who);
		try {
			return check.accept(context);
		}
		catch (Throwable ex) {
			HttpStatusCode status = status(ex);
			logger.debug(LogMessage.format("Handshake at '%s' refused by %s", context.endpoint(), who), ex);
			if (ex instanceof ErrorResponse error) {
				context.responseHeaders().addAll(error.getHeaders());
			}
			context.refuse(status, refusalReason(who, ex, status));
			return false;
		}
		finally {
			if (!interrupted) {
				// An interrupted thread cannot write the response
				Thread.interrupted();
			}
		}
	}

	private static HttpStatusCode status(Throwable exception) {
		if (exception instanceof ErrorResponse error) {
			return error.getStatusCode();
		}
		return (exception instanceof MethodArgumentResolutionException) ? HttpStatus.BAD_REQUEST
				: HttpStatus.INTERNAL_SERVER_ERROR;
	}

	private static RefusalReason refusalReason(String who, Throwable exception, HttpStatusCode status) {
		if (exception instanceof MethodArgumentResolutionException unresolved) {
			// Its message may contain the value, which may be part of the query
			return new RefusalReason(HandshakeRejection.BAD_REQUEST, who + " parameter",
					"the request has no value, or none that fits, for the parameter '"
							+ unresolved.getMethodParameter().getParameter() + "' of " + who);
		}
		return status.is5xxServerError() ? RefusalReason.failed(who, exception)
				: RefusalReason.byApplication(who, status);
	}

	/**
	 * Check of a handshake.
	 */
	@FunctionalInterface
	interface Check {

		boolean accept(HandshakeContext context) throws Exception;

	}

}
