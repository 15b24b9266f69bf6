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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionInfo;
import io.github.wsboot.ConnectionState;

/**
 * Connection, as shown to operators. Of its request it has only the client's address: the
 * path, the query, headers and cookies may contain credentials.
 *
 * @param id the id
 * @param endpoint the path template of the endpoint
 * @param user the name of the user or {@code null}
 * @param state the state
 * @param since when it was established
 * @param remoteAddress the client's address, as far as known
 * @param queuedMessages the messages that wait for the socket
 * @param queuedBytes the bytes that wait for the socket
 * @param droppedMessages the messages that the queue has refused or dropped so far
 * @param roundTripMillis the latest round trip of a ping, or {@code null} if there was
 * none
 * @param rooms its rooms, or {@code null} in a list of connections
 */
record ConnectionDescriptor(String id, String endpoint, @Nullable String user, ConnectionState state, Instant since,
		@Nullable String remoteAddress, int queuedMessages, long queuedBytes, long droppedMessages,
		@Nullable Long roundTripMillis, @Nullable Set<String> rooms) implements OperationResponseBody {

	static ConnectionDescriptor of(Connection connection) {
		return of(connection.info(), null);
	}

	static ConnectionDescriptor withRooms(Connection connection) {
		return of(connection.info(), new TreeSet<>(connection.rooms()));
	}

	private static ConnectionDescriptor of(ConnectionInfo info, @Nullable Set<String> rooms) {
		Duration roundTrip = info.roundTripTime();
		return new ConnectionDescriptor(info.id(), info.endpoint(), info.user(), info.state(), info.since(),
				describe(info.remoteAddress()), info.queuedMessages(), info.queuedBytes(), info.droppedMessages(),
				(roundTrip != null) ? roundTrip.toMillis() : null, rooms);
	}

	private static @Nullable String describe(@Nullable InetSocketAddress address) {
		// Without looking up a name
		return (address != null) ? address.getHostString() + ":" + address.getPort() : null;
	}

}
