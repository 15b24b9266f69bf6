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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.MessageTooLargeException;
import io.github.wsboot.PayloadConversionException;
import io.github.wsboot.RateLimitException;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.UnhandledMessageException;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.endpoint.callback.InboundQuestion;
import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.VisibleText;

/**
 * Handler of exceptions that no {@code @OnError} took: one line in the log, and a close
 * code that reveals nothing about the application.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class UnhandledFailures {

	private static final Log logger = LogFactory.getLog(UnhandledFailures.class);

	private static final SafeLogger safeLogger = SafeLogger.of(UnhandledFailures.class);

	private static final List<String> JACKSON = List.of("tools.jackson.", "com.fasterxml.jackson.");

	/** A bound, since causes may form a circle. */
	private static final int MAX_CAUSES = 100;

	private static final CloseStatus INVALID_PAYLOAD = CloseStatus.BAD_DATA.withReason("Invalid payload");

	private static final CloseStatus NOT_ACCEPTABLE = CloseStatus.NOT_ACCEPTABLE.withReason("Unsupported message");

	private static final CloseStatus CONSTRAINT = CloseStatus.POLICY_VIOLATION.withReason("Constraint violation");

	private static final CloseStatus PARAMETER = CloseStatus.POLICY_VIOLATION.withReason("Invalid parameter");

	private final FailurePolicy policy;

	private final ExceptionStatuses statuses;

	/** Intervals between two warnings about the same fault of clients. */
	private final Map<String, LogInterval> warnings = new ConcurrentHashMap<>();

	public UnhandledFailures(FailurePolicy policy, ExceptionStatuses statuses) {
		this.policy = policy;
		this.statuses = statuses;
	}

	/**
	 * Handle an exception.
	 * @param exception the exception
	 * @param source the source of the exception
	 * @param connection the connection
	 * @param question the question that it was raised for, or {@code null}. The answer
	 * says then that the question has failed, instead of a close code that would say that
	 * the message was wrong.
	 */
	void handle(Throwable exception, FailureSource source, ManagedConnection connection,
			@Nullable InboundQuestion question) {
		if (source.handled() != null && !isPartOf(exception, source.handled())) {
			safeLogger.warn("%s has failed while it handled this exception", source.name(), source.handled());
		}
		if (question != null) {
			answer(question, (source.handled() != null) ? source.handled() : exception, connection);
		}
		Fault fault = fault(exception, source, connection);
		if (fault != null && question != null) {
			log(LogMessage.of(() -> "A question of " + connection + " has failed: " + oneLine(exception)),
					isTimeToWarn(connection, exception, " question"));
		}
		else if (fault != null) {
			close(connection, fault.status(), fault.cause(), exception);
		}
		else if (exception instanceof MethodArgumentResolutionException) {
			logUncalled(exception, source, connection);
		}
		else if (exception instanceof SlowConsumerException || exception instanceof MessageTooLargeException
				|| exception instanceof RateLimitException) {
			log(LogMessage.format("%s: %s", connection, exception.getMessage()),
					isTimeToWarn(connection, exception, ""));
		}
		else {
			handleUnknown(exception, source, connection);
		}
		if (exception instanceof PayloadConversionException conversion && conversion.isInbound()) {
			logConverter(conversion.getCause(), connection);
		}
	}

	/**
	 * Answer a question without a word of the exception. A protocol may fail as well.
	 */
	private static void answer(InboundQuestion question, Throwable exception, ManagedConnection connection) {
		try {
			question.fail(exception, null);
		}
		catch (Throwable ex) {
			safeLogger.warn("A question of %s cannot be answered", connection, ex);
		}
	}

	/**
	 * Return what the other side has done wrong, or {@code null} if it is not to blame.
	 */
	private static @Nullable Fault fault(Throwable exception, FailureSource source, ManagedConnection connection) {
		if (exception instanceof PayloadConversionException conversion && conversion.isInbound()) {
			return new Fault(INVALID_PAYLOAD, CloseCause.PROTOCOL_ERROR);
		}
		if (exception instanceof UnhandledMessageException) {
			return new Fault(NOT_ACCEPTABLE, CloseCause.PROTOCOL_ERROR);
		}
		if (source.isViolation(exception)) {
			return new Fault(CONSTRAINT, CloseCause.POLICY);
		}
		// After the end of the connection, this is no fault that anybody can mend
		return (exception instanceof MethodArgumentResolutionException && connection.isEstablished())
				? new Fault(PARAMETER, CloseCause.POLICY) : null;
	}

	/**
	 * Log the exception of a converter, which may be a fault of the application. An
	 * exception of Jackson shows the client's message, and its place is logged already.
	 */
	private static void logConverter(@Nullable Throwable exception, ManagedConnection connection) {
		if (exception != null && JACKSON.stream().noneMatch(exception.getClass().getName()::startsWith)) {
			safeLogger.debug("A message of %s was not read, since its converter has failed", connection, exception);
		}
	}

	/**
	 * Log that a callback was not called after the end of the connection, as its client
	 * has sent no value that fits a parameter. The log does not show the value itself,
	 * which is in the causes.
	 */
	private void logUncalled(Throwable exception, FailureSource source, ManagedConnection connection) {
		LogMessage message = LogMessage.format("%s (%s) was not called: %s", source.name(), connection,
				oneLine(exception));
		log(message, isTimeToWarn(connection, exception, ""));
	}

	private static String oneLine(Throwable exception) {
		return VisibleText.inOneLine(String.valueOf(exception.getMessage()));
	}

	private void handleUnknown(Throwable exception, FailureSource source, ManagedConnection connection) {
		CloseStatus answer = this.statuses.ofConnection(exception);
		if (answer != null) {
			close(connection, answer, CloseCause.POLICY, exception);
			return;
		}
		try {
			warn(exception, source, connection);
		}
		finally {
			if (this.policy == FailurePolicy.CLOSE) {
				connection.close(CloseStatus.SERVER_ERROR, CloseCause.FAILURE);
			}
		}
	}

	private static void warn(Throwable exception, FailureSource source, ManagedConnection connection) {
		LogMessage message = LogMessage.format("%s (%s) failed and no @OnError took the exception", source.name(),
				connection);
		try {
			logger.warn(message, exception);
		}
		catch (Throwable ex) {
			// The exception's own methods may fail
			logger.warn(message + ", a '" + exception.getClass().getName() + "' that cannot be logged", ex);
		}
	}

	private void close(ManagedConnection connection, CloseStatus status, CloseCause cause, Throwable exception) {
		boolean closed = connection.close(status, cause);
		LogMessage message = LogMessage.format("Closing %s with %d: %s", connection, status.getCode(),
				oneLine(exception));
		log(message, closed && isTimeToWarn(connection, exception, " " + status.getCode()));
	}

	private static void log(LogMessage message, boolean warning) {
		if (warning) {
			logger.warn(message);
		}
		else {
			logger.debug(message);
		}
	}

	/**
	 * Return whether to warn about a fault of a client, which other clients may repeat
	 * very often. The reason of a status does not matter: a bean of the application may
	 * have given one that depends on the message.
	 */
	private boolean isTimeToWarn(ManagedConnection connection, Throwable exception, String code) {
		return this.warnings
			.computeIfAbsent(connection.endpoint() + " " + exception.getClass().getName() + code,
					(key) -> new LogInterval())
			.isTime();
	}

	/**
	 * Return whether the log of an exception also shows another one.
	 */
	private static boolean isPartOf(Throwable exception, Throwable other) {
		try {
			Throwable part = exception;
			for (int i = 0; i < MAX_CAUSES && part != null && part != other; i++) {
				part = part.getCause();
			}
			return part == other;
		}
		catch (Throwable ex) {
			// The exception's own methods may fail
			return false;
		}
	}

	/**
	 * Fault of the other side.
	 *
	 * @param status the status that says so
	 * @param cause the cause of the close
	 */
	private record Fault(CloseStatus status, CloseCause cause) {

	}

}
