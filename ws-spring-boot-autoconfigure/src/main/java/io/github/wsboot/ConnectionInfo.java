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

package io.github.wsboot;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Snapshot of the facts about a connection.
 *
 * @param id the id of the connection
 * @param endpoint the path template of its endpoint
 * @param user the name of its user or {@code null}
 * @param since the time at which it was established
 * @param remoteAddress the address of the client, or of the server if the connection is
 * an outgoing one, as far as known
 * @param state the state
 * @param queuedMessages the messages that wait for the socket
 * @param queuedBytes the bytes that wait for the socket, the write in progress included
 * @param droppedMessages the messages that the queue has refused or dropped so far
 * @param roundTripTime the round-trip time of the latest ping of the heartbeat that was
 * answered, or {@code null} if none has been answered yet
 * @since 0.1.0
 */
public record ConnectionInfo(String id, String endpoint, @Nullable String user, Instant since,
		@Nullable InetSocketAddress remoteAddress, ConnectionState state, int queuedMessages, long queuedBytes,
		long droppedMessages, @Nullable Duration roundTripTime) {

}
