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

package io.github.wsboot.actuate;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientConnectionInfo;
import io.github.wsboot.client.ClientState;

/**
 * Client connection, as shown to operators. Its URI is left out, as it may contain
 * credentials.
 *
 * @param id the id
 * @param client the name of the client, or the template of the URI
 * @param state the state
 * @param since when the present connection was established, or since when there is none
 * @param connectionId the id of the present connection or {@code null}
 * @param attempts the number of attempts
 * @param failedAttempts the number of failed attempts in a row
 * @param lastFailure the latest failure or {@code null}
 * @param nextAttempt the time of the next attempt, or {@code null} if none is planned
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ClientConnectionDescriptor(String id, String client, ClientState state, Instant since,
		@Nullable String connectionId, long attempts, int failedAttempts, @Nullable String lastFailure,
		@Nullable Instant nextAttempt) {

	static ClientConnectionDescriptor of(ClientConnection connection) {
		ClientConnectionInfo info = connection.info();
		return new ClientConnectionDescriptor(info.id(), info.client(), info.state(), info.since(), info.connectionId(),
				info.attempts(), info.failedAttempts(), info.lastFailure(), info.nextAttempt());
	}

}
