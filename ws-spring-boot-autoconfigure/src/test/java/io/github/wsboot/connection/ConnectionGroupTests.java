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

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.BroadcastResult;
import io.github.wsboot.Connection;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionGroup}.
 */
class ConnectionGroupTests {

	private final TestConnections connections = new TestConnections();

	private final DefaultConnectionManager manager = this.connections.manager();

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Promise("memory")
	@Test
	void endedConnectionsShouldNotBeKeptForTheNextBroadcast() {
		ManagedConnection staying = this.connections.open("staying", "/ws", "ada").connection();
		staying.join("room");
		List<WeakReference<Connection>> ended = openBroadcastAndEnd();
		Awaitility.await("end of what is kept").atMost(Duration.ofSeconds(20)).until(() -> {
			System.gc();
			return ended.stream().allMatch((connection) -> connection.refersTo(null));
		});
		assertThat(this.manager.broadcast("still here").targeted()).isOne();
		assertThat(this.manager.room("room").push("still here").targeted()).isOne();
		assertThat(this.manager.user("ada").push("still here").targeted()).isOne();
	}

	private List<WeakReference<Connection>> openBroadcastAndEnd() {
		List<ManagedConnection> leaving = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			leaving.add(this.connections.open("c" + i, "/ws", "ada").connection());
			leaving.get(i).join("room");
		}
		List<BroadcastResult> results = List.of(this.manager.broadcast("all"),
				this.manager.endpoint("/ws").push("endpoint"), this.manager.room("room").push("room"),
				this.manager.user("ada").push("user"));
		assertThat(results).extracting(BroadcastResult::targeted).containsOnly(11);
		leaving.forEach(Connection::terminate);
		leaving.forEach(ManagedConnection::onCloseCallbackDone);
		return leaving.stream().map((connection) -> new WeakReference<>((Connection) connection)).toList();
	}

	@Test
	void slicesShouldBeTheSameUntilSomethingChanges() {
		ConnectionGroup group = new ConnectionGroup();
		ManagedConnection one = this.connections.open("1").connection();
		group.add(one);
		List<ConnectionGroup.LoopPartition> partitions = group.partitions();
		assertThat(group.partitions()).isSameAs(partitions);
		group.remove(one);
		assertThat(group.partitions()).isEmpty();
		group.add(one);
		assertThat(group.partitions()).isEqualTo(partitions).isNotSameAs(partitions);
	}

}
