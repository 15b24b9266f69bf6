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

package io.github.wsboot.client.connection;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.support.LogInterval;
import io.github.wsboot.support.SafeLogger;

/**
 * Logs what an operator wants to know about the connections of a client, each kind of
 * message once a minute at most. Failures of the network have no stack trace.
 */
final class ClientLog {

	private static final SafeLogger logger = SafeLogger.of(ClientLog.class);

	private final LogInterval lost = new LogInterval();

	private final LogInterval back = new LogInterval();

	private final LogInterval refused = new LogInterval();

	private final LogInterval gaveUp = new LogInterval();

	private final LogInterval broken = new LogInterval();

	/**
	 * Log that a connection is away.
	 * @param event what has happened
	 * @param delay how long the client waits
	 */
	void lost(String client, String event, Duration delay) {
		if (this.lost.isTime()) {
			logger.info("Client '" + client + "' is away and connects again in " + delay.toMillis() + " ms: " + event
					+ others(this.lost));
		}
	}

	/**
	 * Log that a connection is back.
	 */
	void back(String client, String target) {
		if (this.back.isTime()) {
			logger.info("Client '" + client + "' is connected to " + target + " again" + others(this.back));
		}
	}

	/**
	 * Log that somebody has to mend something.
	 */
	void refused(String client, String event, Duration delay) {
		if (this.refused.isTime()) {
			logger.warn("Client '" + client + "' is refused and tries again in " + delay.toSeconds()
					+ " s; the server or the client has to be changed: " + event + others(this.refused));
		}
	}

	/**
	 * Log that there is no further attempt.
	 */
	void gaveUp(String client, String event) {
		if (this.gaveUp.isTime()) {
			logger.warn("Client '" + client + "' has given up: " + event + others(this.gaveUp));
		}
	}

	/**
	 * Log that code of the application has failed.
	 */
	void broken(String event, @Nullable Throwable exception) {
		if (exception != null && this.broken.isTime()) {
			logger.warn(event + others(this.broken), exception);
		}
	}

	private static String others(LogInterval interval) {
		long skipped = interval.takeSkipped();
		return (skipped > 0) ? " (and " + skipped + " others since the last such message)" : "";
	}

}
