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

package io.github.wsboot.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.client.connection.ClientConnections;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Journal of the callbacks of each client's connection, in their order.
 */
public final class Journal {

	public static final String OPEN = "open";

	private static final String CLOSE = "close ";

	private static final Queue<String> NOTHING = new ConcurrentLinkedQueue<>();

	private final Map<String, Queue<String>> entries = new ConcurrentHashMap<>();

	public void open(Connection connection) {
		add(connection, OPEN);
	}

	/**
	 * Add the end of a connection. The closing side of an outgoing one is named as on a
	 * server: the application under test is {@code SERVER}.
	 */
	public void close(Connection connection, CloseStatus status, CloseCause cause) {
		boolean outgoing = ClientConnections.of(connection) != null;
		add(connection, CLOSE + status.getCode() + " " + (outgoing ? mirrored(cause) : cause));
	}

	private static CloseCause mirrored(CloseCause cause) {
		return switch (cause) {
			case CLIENT -> CloseCause.SERVER;
			case SERVER -> CloseCause.CLIENT;
			default -> cause;
		};
	}

	public void add(Connection connection, String what) {
		add(TestServer.clientOf(connection), what);
	}

	/**
	 * Add another entry.
	 * @param client a name; a name with a blank belongs to no client
	 */
	public void add(String client, String what) {
		this.entries.computeIfAbsent(client, (key) -> new ConcurrentLinkedQueue<>()).add(what);
	}

	public List<String> of(String client) {
		return new ArrayList<>(this.entries.getOrDefault(client, NOTHING));
	}

	/**
	 * Wait for an entry.
	 */
	public void await(String client, String what) {
		TestServer.await("'" + what + "' of client " + client)
			.untilAsserted(() -> assertThat(of(client)).contains(what));
	}

	/**
	 * Wait for the connection's {@code @OnClose}.
	 * @return all entries of its callbacks
	 */
	public List<String> awaitEnd(String client) {
		TestServer.await("@OnClose of client " + client)
			.untilAsserted(() -> assertThat(of(client)).anyMatch((what) -> what.startsWith(CLOSE)));
		return of(client);
	}

	/**
	 * Assert what holds for every connection that ever was: {@code @OnOpen} is its first
	 * callback, {@code @OnClose} its last, and there is one of each.
	 */
	public void assertLifeCycles() {
		this.entries.keySet().stream().filter((client) -> !client.contains(" ")).forEach((client) -> {
			List<String> seen = of(client);
			List<String> end = seen.subList(Math.max(0, seen.size() - 5), seen.size());
			assertThat(seen.get(0)).as("First callback of %s", client).isEqualTo(OPEN);
			assertThat(seen.get(seen.size() - 1)).as("Last callback of %s, which ends with %s", client, end)
				.startsWith(CLOSE);
			assertThat(seen.stream().filter((what) -> what.startsWith(CLOSE)).count()).as("Closes of %s", client)
				.isEqualTo(1);
			assertThat(seen.stream().filter(OPEN::equals).count()).as("Opens of %s", client).isEqualTo(1);
		});
	}

}
