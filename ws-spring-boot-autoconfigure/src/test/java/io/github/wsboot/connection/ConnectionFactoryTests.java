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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.CloseCause;
import io.github.wsboot.PushResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConnectionFactory} and {@link ConnectionIds}.
 */
class ConnectionFactoryTests {

	private final TestConnections connections = new TestConnections();

	private final List<RecordingWire> wires = new ArrayList<>();

	private final RecordingCallbacks callbacks = new RecordingCallbacks();

	private final ConnectionIds ids = new ConnectionIds();

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void shouldGiveEachConnectionAnIdAndAWire() {
		ConnectionFactory factory = factory(TestConnections.LONG);
		ManagedConnection one = create(factory);
		ManagedConnection two = create(factory);
		assertThat(one.id()).isNotEqualTo(two.id());
		assertThat(this.wires).hasSize(2);
		assertThat(this.connections.registry.count()).as("not yet registered").isZero();
	}

	@Test
	void shouldGiveUpConnectionsThatMakeNoProgress() {
		ManagedConnection connection = create(factory(Duration.ofMillis(1)));
		connection.open();
		assertThat(connection.push("x")).isEqualTo(PushResult.ACCEPTED);
		Awaitility.await("end of the connection").until(() -> !this.callbacks.closed.isEmpty());
		assertThat(this.callbacks.closed).extracting(RecordingCallbacks.Closed::cause)
			.containsExactly(CloseCause.SLOW_CONSUMER);
		assertThat(this.wires.get(0).aborts).extracting(CloseStatus::getCode).containsExactly(1013);
	}

	@Test
	void reliefOfTheBudgetShouldNotWaitForAnybody() {
		SendBudget budget = new SendBudget(1500);
		Executor busy = (task) -> {
		};
		ConnectionFactory factory = new ConnectionFactory(
				services(busy, TestConnections.limits(OverflowPolicy.CLOSE), budget), this::wire);
		ManagedConnection connection = create(factory);
		connection.open();
		for (int i = 0; i < 6; i++) {
			connection.push("x");
		}
		Awaitility.await("relief").until(() -> !this.callbacks.closed.isEmpty());
		assertThat(this.callbacks.closed).extracting(RecordingCallbacks.Closed::cause)
			.containsExactly(CloseCause.SLOW_CONSUMER);
	}

	private ManagedConnection create(ConnectionFactory factory) {
		return factory.create(mock(), TestConnections.facts("/ws", null), this.callbacks);
	}

	private ConnectionFactory factory(Duration maxDelay) {
		SendLimits limits = new SendLimits(1000, 10, maxDelay, OverflowPolicy.CLOSE);
		return new ConnectionFactory(services(Runnable::run, limits, this.connections.budget), this::wire);
	}

	private ConnectionServices services(Executor server, SendLimits limits, SendBudget budget) {
		return new ConnectionServices(this.connections.registry, this.connections.encoder, this.connections.timers,
				server, limits, budget, this.connections.receiveBudget, TestConnections.LONG,
				new Heartbeat(HeartbeatSettings.OFF), this.connections.monitor);
	}

	private Wire wire(WebSocketSession session, ManagedConnection connection) {
		RecordingWire wire = new RecordingWire(connection);
		this.wires.add(wire);
		return wire;
	}

	@Test
	void idsShouldHave128BitsThatAreSafeInAUrl() {
		String id = this.ids.next();
		assertThat(id).matches("[A-Za-z0-9_-]{22}");
		assertThat(Base64.getUrlDecoder().decode(id)).hasSize(16);
	}

	@Test
	void idsShouldNotRepeat() {
		int count = 10_000;
		Set<String> drawn = IntStream.range(0, count).mapToObj((i) -> this.ids.next()).collect(Collectors.toSet());
		assertThat(drawn).hasSize(count);
	}

}
