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

package io.github.wsboot.client;

import java.net.URI;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Snapshot of the facts about a {@link ClientConnection}.
 *
 * @param id the id of the client connection
 * @param client the name of the client
 * @param uri the URI of the latest attempt, without its query, which may be secret, or
 * {@code null} before the first one
 * @param state the state
 * @param since when the present connection was established, or since when there is none
 * @param connectionId the id of the present connection or {@code null}
 * @param attempts the number of attempts since the client connection was created
 * @param failedAttempts the number of failed attempts in a row
 * @param lastFailure a description of the latest failed attempt or lost connection, or
 * {@code null}
 * @param nextAttempt the time of the next attempt, or {@code null} if none is planned
 * @since 0.1.0
 */
public record ClientConnectionInfo(String id, String client, @Nullable URI uri, ClientState state, Instant since,
		@Nullable String connectionId, long attempts, int failedAttempts, @Nullable String lastFailure,
		@Nullable Instant nextAttempt) {

}
