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

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import io.github.wsboot.Connection;
import io.github.wsboot.client.ClientConnection;

/**
 * Requested part of a list.
 *
 * @param number the number of the page, from 0
 * @param size the maximum number of rows
 */
record Page(int number, int size) {

	private static final int DEFAULT_SIZE = 100;

	private static final int MAX_SIZE = 1000;

	static Page of(@Nullable Integer number, @Nullable Integer size) {
		return new Page(check("page", number, 0, 0, Integer.MAX_VALUE), check("size", size, DEFAULT_SIZE, 1, MAX_SIZE));
	}

	private static int check(String name, @Nullable Integer number, int fallback, int min, int max) {
		if (number == null) {
			return fallback;
		}
		if (number < min || number > max) {
			throw new RefusedOperationException(WebEndpointResponse.STATUS_BAD_REQUEST,
					"'" + name + "' must be between " + min + " and " + max + ", but is " + number + ".");
		}
		return number;
	}

	/**
	 * Return this page of connections. Reads at most one connection beyond its end.
	 */
	ConnectionsDescriptor of(Stream<Connection> connections) {
		List<Connection> rows = rows(connections);
		return new ConnectionsDescriptor(this.number, this.size, rows.size() > this.size,
				rows.stream().limit(this.size).map(ConnectionDescriptor::of).toList());
	}

	/**
	 * Return this page of client connections. Reads at most one beyond its end.
	 */
	ClientConnectionsDescriptor ofClients(Stream<ClientConnection> connections) {
		List<ClientConnection> rows = rows(connections);
		return new ClientConnectionsDescriptor(this.number, this.size, rows.size() > this.size,
				rows.stream().limit(this.size).map(ClientConnectionDescriptor::of).toList());
	}

	private <T> List<T> rows(Stream<T> all) {
		return all.skip((long) this.number * this.size).limit(this.size + 1L).toList();
	}

}
