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

package io.github.wsboot.connection;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.Connection;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionRegistry}.
 */
class ConnectionRegistryTests {

	private final TestConnections connections = new TestConnections();

	private final ConnectionRegistry registry = this.connections.registry;

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void selectShouldNarrowByEachPartOfTheQuery() {
		this.connections.open("1", "/a", "ada").connection().join("red");
		this.connections.open("2", "/a", "bob").connection().join("red");
		this.connections.open("3", "/b", "ada").connection().join("blue");
		this.connections.open("4", "/b", null);
		assertThat(ids(null, null, null)).containsExactlyInAnyOrder("1", "2", "3", "4");
		assertThat(ids("/a", null, null)).containsExactlyInAnyOrder("1", "2");
		assertThat(ids(null, "red", null)).containsExactlyInAnyOrder("1", "2");
		assertThat(ids(null, null, "ada")).containsExactlyInAnyOrder("1", "3");
		assertThat(ids("/a", null, "ada")).containsExactly("1");
		assertThat(ids("/b", "red", null)).isEmpty();
		assertThat(ids("/a", "red", "bob")).containsExactly("2");
		assertThat(ids("/c", null, null)).isEmpty();
	}

	@Promise("actuator")
	@Test
	void selectShouldLookNoFurtherThanIsAsked() {
		IntStream.range(0, 1000).forEach((i) -> this.connections.open("c" + i));
		AtomicInteger seen = new AtomicInteger();
		List<Connection> page = this.registry.select(new ConnectionQuery(null, null, null))
			.peek((connection) -> seen.incrementAndGet())
			.skip(20)
			.limit(10)
			.toList();
		assertThat(page).hasSize(10);
		assertThat(seen).hasValue(30);
	}

	@Test
	void selectShouldWalkInTheSameOrderWhileNothingChanges() {
		IntStream.range(0, 1000).forEach((i) -> this.connections.open("c" + i));
		assertThat(ids(null, null, null)).isEqualTo(ids(null, null, null));
		assertThat(ids("/ws", null, null)).isEqualTo(ids("/ws", null, null));
	}

	@Test
	void countsShouldFollowConnections() {
		ManagedConnection first = this.connections.open("1", "/a", "ada").connection();
		this.connections.open("2", "/a", "ada");
		first.join("red");
		first.join("blue");
		assertCounts(2, 2, 2, 1);
		first.terminate();
		assertCounts(1, 1, 0, 1);
	}

	private void assertCounts(int connections, int endpoint, int rooms, int users) {
		assertThat(this.registry.count()).isEqualTo(connections);
		assertThat(this.registry.count("/a")).isEqualTo(endpoint);
		assertThat(this.registry.roomCount()).isEqualTo(rooms);
		assertThat(this.registry.userCount()).isEqualTo(users);
	}

	private List<String> ids(String endpoint, String room, String user) {
		return this.registry.select(new ConnectionQuery(endpoint, room, user)).map(Connection::id).toList();
	}

}
