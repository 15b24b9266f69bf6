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

package io.github.wsboot.client.reconnect;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectionEnding;

/**
 * Kind of an ending, which says what helps.
 */
enum EndingKind {

	/** Time may help. */
	TEMPORARY,

	/** Other credentials may help. */
	CREDENTIALS,

	/** Somebody has to mend something. */
	REFUSED,

	/** The application is being stopped. */
	STOPPED;

	private static final int CREDENTIALS_EXPIRED = 4401;

	/** Unsupported data, policy, missing extension, forbidden, conflict. */
	private static final Set<Integer> REFUSING_CODES = Set.of(1003, 1008, 1010, 4403, 4409);

	/** Timeout, too early, too many requests. */
	private static final Set<Integer> TEMPORARY_STATUSES = Set.of(408, 425, 429);

	private static final Set<Integer> CREDENTIALS_STATUSES = Set.of(401, 407);

	static EndingKind of(ConnectionEnding ending) {
		ConnectFailedException failure = ending.failure();
		return (failure != null) ? of(failure) : of(ending.status(), ending.cause());
	}

	private static EndingKind of(ConnectFailedException failure) {
		return switch (failure.reason()) {
			case NETWORK, TIMEOUT -> TEMPORARY;
			case TLS, PROTOCOL -> REFUSED;
			case STATUS -> of(failure.status());
			case REQUEST -> of(failure.getCause());
		};
	}

	private static EndingKind of(@Nullable HttpStatusCode status) {
		if (status == null) {
			return TEMPORARY;
		}
		if (CREDENTIALS_STATUSES.contains(status.value())) {
			return CREDENTIALS;
		}
		return (status.is5xxServerError() || TEMPORARY_STATUSES.contains(status.value())) ? TEMPORARY : REFUSED;
	}

	/**
	 * A request that must not be sent stays wrong, but what has failed in a callback,
	 * such as an identity provider, may come back, whatever it throws.
	 */
	private static EndingKind of(@Nullable Throwable cause) {
		return (cause == null || cause instanceof InvalidRequestException) ? REFUSED : TEMPORARY;
	}

	/**
	 * A code counts only if the server has sent it.
	 */
	private static EndingKind of(@Nullable CloseStatus status, @Nullable CloseCause cause) {
		if (cause == CloseCause.SHUTDOWN) {
			return STOPPED;
		}
		if (status == null || cause != CloseCause.SERVER) {
			return TEMPORARY;
		}
		if (status.getCode() == CREDENTIALS_EXPIRED) {
			return CREDENTIALS;
		}
		return REFUSING_CODES.contains(status.getCode()) ? REFUSED : TEMPORARY;
	}

}
