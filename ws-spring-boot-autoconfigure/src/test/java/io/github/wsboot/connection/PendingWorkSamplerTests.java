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

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.connection.PendingWorkSampler.PendingWork;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PendingWorkSampler}.
 */
class PendingWorkSamplerTests {

	private final TestConnections connections = new TestConnections();

	private long now = Long.MAX_VALUE;

	private final PendingWorkSampler pendingWork = new PendingWorkSampler(this.connections.registry, () -> this.now);

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void shouldAddAndCompareTheConnectionsOfEachEndpoint() {
		open("a", "/one", 3).connection().push("12345");
		open("b", "/one", 2);
		TestConnection other = open("c", "/two", 0);
		other.connection().push("123");
		long a = this.connections.registry.connections()
			.stream()
			.filter((connection) -> connection.id().equals("a"))
			.mapToLong((connection) -> connection.info().queuedBytes())
			.sum();
		assertThat(a).isPositive();
		assertThat(this.pendingWork.endpoint("/one")).isEqualTo(new PendingWork(a, a, 5, 3));
		long c = other.connection().info().queuedBytes();
		assertThat(this.pendingWork.endpoint("/two")).isEqualTo(new PendingWork(c, c, 0, 0));
		assertThat(this.pendingWork.endpoint("/three")).isEqualTo(new PendingWork(0, 0, 0, 0));
	}

	@Promise("metrics")
	@Test
	void shouldNotWalkAgainWithinASecond() {
		TestConnection connection = open("a", "/one", 1);
		assertThat(this.pendingWork.endpoint("/one").mailboxMessages()).isEqualTo(1);
		connection.callbacks().pending = 2;
		this.now += TimeUnit.SECONDS.toNanos(1) - 1;
		assertThat(this.pendingWork.endpoint("/one").mailboxMessages()).isEqualTo(1);
		this.now++;
		assertThat(this.pendingWork.endpoint("/one").mailboxMessages()).isEqualTo(2);
	}

	@Test
	void shouldForgetConnectionsThatAreGone() {
		TestConnection connection = open("a", "/one", 1);
		assertThat(this.pendingWork.endpoint("/one").maxMailboxMessages()).isEqualTo(1);
		connection.connection().terminate();
		this.now += TimeUnit.SECONDS.toNanos(1);
		assertThat(this.pendingWork.endpoint("/one").maxMailboxMessages()).isZero();
	}

	private TestConnection open(String id, String endpoint, int pending) {
		TestConnection connection = this.connections.open(id, endpoint, null);
		connection.callbacks().pending = pending;
		return connection;
	}

}
