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

package io.github.wsboot.support;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;

/**
 * Logger for code that has to continue in any case. If the heap is exhausted, for
 * example, logging fails as well, and that must not end an event loop or a timer. No
 * exception leaves its methods.
 *
 * @since 0.1.0
 */
public final class SafeLogger {

	private final Log log;

	private SafeLogger(Log log) {
		this.log = log;
	}

	/**
	 * Return the logger of a class.
	 * @param type the class that logs
	 * @return its logger
	 */
	public static SafeLogger of(Class<?> type) {
		return new SafeLogger(LogFactory.getLog(type));
	}

	/**
	 * Log an error.
	 * @param message the failure
	 * @param exception its cause
	 */
	public void error(String message, Throwable exception) {
		try {
			this.log.error(message, exception);
		}
		catch (Throwable ex) {
			// There is nowhere left to report it
		}
	}

	/**
	 * Log an error.
	 * @param format the failure, with a placeholder for the argument
	 * @param argument the subject of the message
	 * @param exception its cause
	 */
	public void error(String format, Object argument, Throwable exception) {
		try {
			this.log.error(LogMessage.format(format, argument), exception);
		}
		catch (Throwable ex) {
			// As above
		}
	}

	/**
	 * Log information for an operator.
	 * @param message the message
	 */
	public void info(String message) {
		try {
			this.log.info(message);
		}
		catch (Throwable ex) {
			// As above
		}
	}

	/**
	 * Log a warning.
	 * @param message the message
	 */
	public void warn(String message) {
		try {
			this.log.warn(message);
		}
		catch (Throwable ex) {
			// As above
		}
	}

	/**
	 * Log a warning.
	 * @param message the failure
	 * @param exception its cause
	 */
	public void warn(String message, Throwable exception) {
		try {
			this.log.warn(message, exception);
		}
		catch (Throwable ex) {
			// As above
		}
	}

	/**
	 * Log a warning.
	 * @param format the failure, with a placeholder for the argument
	 * @param argument the subject of the message
	 * @param exception its cause
	 */
	public void warn(String format, Object argument, Throwable exception) {
		try {
			this.log.warn(LogMessage.format(format, argument), exception);
		}
		catch (Throwable ex) {
			// As above
		}
	}

	/**
	 * Log an event that is no failure of the server.
	 * @param format the event, with a placeholder for the argument
	 * @param argument the subject of the message
	 * @param exception the exception that reported the event
	 */
	public void debug(String format, Object argument, Throwable exception) {
		try {
			this.log.debug(LogMessage.format(format, argument), exception);
		}
		catch (Throwable ex) {
			// As above
		}
	}

}
