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

package io.github.wsboot.metrics;

import java.util.Locale;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;

/**
 * Outcome of a connection: the few values of the tag of its duration.
 */
enum ConnectionOutcome {

	NORMAL_CLOSURE,

	GOING_AWAY,

	TIMEOUT,

	SLOW_CONSUMER,

	PROTOCOL_ERROR,

	AUTH_EXPIRED,

	POLICY,

	ERROR,

	APP_SHUTDOWN;

	static ConnectionOutcome of(CloseStatus status, CloseCause cause, MeterSide side) {
		return switch (cause) {
			case CLIENT, SERVER ->
				side.isClosedByPeer(cause) ? ofPeer(status.getCode()) : ofApplication(status.getCode());
			case TIMEOUT -> TIMEOUT;
			case SLOW_CONSUMER -> SLOW_CONSUMER;
			case PROTOCOL_ERROR -> PROTOCOL_ERROR;
			case POLICY -> POLICY;
			case AUTH_EXPIRED -> AUTH_EXPIRED;
			case FAILURE, NETWORK -> ERROR;
			case SHUTDOWN -> APP_SHUTDOWN;
		};
	}

	/**
	 * The other side reports errors with codes below 3000, and a restart with 1012.
	 */
	private static ConnectionOutcome ofPeer(int code) {
		return switch (code) {
			case 1000, 1005 -> NORMAL_CLOSURE;
			case 1001, 1012 -> GOING_AWAY;
			default -> (code >= 3000) ? NORMAL_CLOSURE : ERROR;
		};
	}

	/**
	 * The application closed the connection: a normal closure unless the code means
	 * something else.
	 */
	private static ConnectionOutcome ofApplication(int code) {
		return switch (code) {
			case 1001 -> GOING_AWAY;
			case 1008 -> POLICY;
			case 1011 -> ERROR;
			default -> NORMAL_CLOSURE;
		};
	}

	String tag() {
		return name().toLowerCase(Locale.ROOT);
	}

}
