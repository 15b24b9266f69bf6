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

import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectFailedException.Reason;
import io.github.wsboot.client.ConnectFailedException.Response;
import io.github.wsboot.transport.client.ConnectFailure;

/**
 * Turns failures of the transport into exceptions for the application.
 */
final class ConnectFailures {

	private ConnectFailures() {
	}

	static ConnectFailedException exception(ConnectFailure failure, int attempt, boolean willRetry) {
		Response response = (failure.status() != null) ? new Response(failure.status(), failure.headers()) : null;
		return new ConnectFailedException(failure.message(), failure.cause(), reason(failure), response, attempt,
				willRetry);
	}

	private static Reason reason(ConnectFailure failure) {
		return switch (failure.kind()) {
			case NETWORK, CANCELLED -> Reason.NETWORK;
			case TIMEOUT -> Reason.TIMEOUT;
			case TLS -> Reason.TLS;
			case STATUS -> Reason.STATUS;
			case PROTOCOL -> Reason.PROTOCOL;
			case REQUEST -> Reason.REQUEST;
		};
	}

}
