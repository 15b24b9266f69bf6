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

package io.github.wsboot.console;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionInfo;
import io.github.wsboot.ConnectionManager;

/**
 * Finds connections, one page at a time. A search visits all connections once and keeps
 * only the page.
 */
final class ConnectionSearch {

	static final int MAX_ROWS = 100;

	private final ConnectionManager connections;

	ConnectionSearch(ConnectionManager connections) {
		this.connections = connections;
	}

	/**
	 * Return a page of the connections that match.
	 * @param query a part of the id, the user, the endpoint or a room, ignoring case, or
	 * {@code null}
	 * @param endpoint the path template, or {@code null}
	 * @param offset the number of connections to skip
	 * @param limit the maximum number of connections to return
	 */
	Page find(@Nullable String query, @Nullable String endpoint, int offset, int limit) {
		String part = StringUtils.hasText(query) ? query.strip().toLowerCase(Locale.ROOT) : null;
		List<ConnectionView> rows = new ArrayList<>();
		int matching = 0;
		Iterator<Connection> all = this.connections.connections().iterator();
		while (all.hasNext()) {
			Connection connection = all.next();
			if ((endpoint == null || connection.endpoint().equals(endpoint))
					&& (part == null || matches(connection, part))) {
				if (matching >= offset && rows.size() < limit) {
					rows.add(ConnectionView.of(connection.info()));
				}
				matching++;
			}
		}
		return new Page(rows, offset, matching);
	}

	private static boolean matches(Connection connection, String part) {
		return contains(connection.id(), part) || contains(connection.user(), part)
				|| contains(connection.endpoint(), part)
				|| connection.rooms().stream().anyMatch((room) -> contains(room, part));
	}

	private static boolean contains(@Nullable String text, String part) {
		return text != null && text.toLowerCase(Locale.ROOT).contains(part);
	}

	/**
	 * Page of the connections that match.
	 *
	 * @param rows the connections
	 * @param offset the number of connections before this page
	 * @param matching the number of all connections that match
	 */
	record Page(List<ConnectionView> rows, int offset, int matching) {

	}

	/**
	 * Connection, as shown in the console.
	 *
	 * @param id the id
	 * @param endpoint the path template of its endpoint
	 * @param user the name of its user
	 * @param since when it was established, in milliseconds since 1970
	 * @param remoteAddress the client's address
	 * @param state the state
	 * @param queuedMessages the messages that wait for the socket
	 * @param queuedBytes the bytes that wait for the socket
	 * @param droppedMessages the messages that were refused or dropped
	 * @param roundTripMillis the round-trip time of the latest ping
	 */
	record ConnectionView(String id, String endpoint, @Nullable String user, long since, @Nullable String remoteAddress,
			String state, int queuedMessages, long queuedBytes, long droppedMessages,
			@Nullable Double roundTripMillis) {

		static ConnectionView of(ConnectionInfo info) {
			String address = (info.remoteAddress() != null)
					? info.remoteAddress().getHostString() + ":" + info.remoteAddress().getPort() : null;
			Double roundTrip = (info.roundTripTime() != null) ? info.roundTripTime().toNanos() / 1e6 : null;
			return new ConnectionView(info.id(), info.endpoint(), info.user(), info.since().toEpochMilli(), address,
					info.state().name(), info.queuedMessages(), info.queuedBytes(), info.droppedMessages(), roundTrip);
		}

	}

}
