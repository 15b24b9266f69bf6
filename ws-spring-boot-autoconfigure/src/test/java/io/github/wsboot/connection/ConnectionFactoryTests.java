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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.CloseCause;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.PushResult;
import io.github.wsboot.connection.ConnectionMaintenance.CallbackChecks;
import io.github.wsboot.connection.TestConnections.TestConnection;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConnectionFactory}, {@link ConnectionMaintenance} and
 * {@link ConnectionIds}.
 */
class ConnectionFactoryTests {

	private final TestConnections connections = new TestConnections();

	private final List<TestConnections> others = new ArrayList<>();

	private final List<RecordingWire> wires = new ArrayList<>();

	private final RecordingCallbacks callbacks = new RecordingCallbacks();

	private final ConnectionIds ids = new ConnectionIds("");

	@AfterEach
	void close() {
		this.connections.close();
		this.others.forEach(TestConnections::close);
	}

	@Test
	void shouldGiveEachConnectionAnIdAndAWire() {
		ConnectionFactory factory = this.connections.factory(this::wire, Runnable::run);
		ManagedConnection one = create(factory);
		ManagedConnection two = create(factory);
		assertThat(one.id()).isNotEqualTo(two.id());
		assertThat(this.wires).hasSize(2);
		assertThat(this.connections.registry.count()).as("not yet registered").isZero();
	}

	@Test
	void socketThatEndsAtOnceShouldEndACompleteConnection() {
		ManagedConnection connection = create(this.connections.factory((session) -> new RecordingWire() {

			@Override
			public void attach(WiredConnection connection) {
				super.attach(connection);
				connection.onTransportClosed(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK);
			}

		}, Runnable::run));
		assertThat(this.callbacks.closed)
			.containsExactly(new RecordingCallbacks.Closed(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK));
		connection.open();
		assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(this.connections.registry.count()).isZero();
	}

	@Test
	void wireShouldNotSeeAConnectionThatCannotBeCreated() {
		List<WiredConnection> attached = new ArrayList<>();
		ConnectionFactory factory = this.connections.factory((session) -> new RecordingWire() {

			@Override
			public void attach(WiredConnection connection) {
				attached.add(connection);
			}

			@Override
			public TestLoop loop() {
				throw new OutOfMemoryError("expected by the test");
			}

		}, Runnable::run);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> create(factory));
		assertThat(attached).isEmpty();
	}

	@Test
	void shouldGiveUpConnectionsThatMakeNoProgress() {
		TestConnections impatient = connections(Duration.ofMillis(1), Long.MAX_VALUE);
		ManagedConnection connection = create(impatient.factory(this::wire, Runnable::run));
		connection.open();
		impatient.maintain();
		assertThat(connection.push("x")).isEqualTo(PushResult.ACCEPTED);
		Awaitility.await("end of the connection").until(() -> !this.callbacks.closed.isEmpty());
		assertThat(this.callbacks.closed).extracting(RecordingCallbacks.Closed::cause)
			.containsExactly(CloseCause.SLOW_CONSUMER);
		assertThat(this.wires.get(0).aborts).extracting(CloseStatus::getCode).containsExactly(1013);
	}

	@Promise("threads")
	@Test
	void reliefOfTheBudgetShouldNotWaitForAnybody() {
		TestConnections tight = connections(TestConnections.LONG, 1500);
		tight.maintain();
		ManagedConnection connection = create(tight.factory(this::wire, (task) -> {
		}));
		connection.open();
		for (int i = 0; i < 6; i++) {
			connection.push("x");
		}
		Awaitility.await("relief").until(() -> !this.callbacks.closed.isEmpty());
		assertThat(this.callbacks.closed).extracting(RecordingCallbacks.Closed::cause)
			.containsExactly(CloseCause.SLOW_CONSUMER);
	}

	@Test
	void maintenanceThatIsStoppedShouldLeaveReliefToAnother() {
		TestConnections shared = connections(TestConnections.LONG, 1500);
		shared.maintain();
		shared.maintain().stop();
		ManagedConnection connection = create(shared.factory(this::wire, Runnable::run));
		connection.open();
		for (int i = 0; i < 6; i++) {
			connection.push("x");
		}
		Awaitility.await("relief").until(() -> !this.callbacks.closed.isEmpty());
	}

	@Test
	void maintenanceThatIsStoppedShouldNotRelieve() throws Exception {
		TestConnections tight = connections(TestConnections.LONG, 1500);
		tight.maintain().stop();
		ManagedConnection connection = create(tight.factory(this::wire, Runnable::run));
		connection.open();
		for (int i = 0; i < 6; i++) {
			connection.push("x");
		}
		CountDownLatch timer = new CountDownLatch(1);
		tight.timers.after(Duration.ZERO, timer::countDown);
		assertThat(timer.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.callbacks.closed).isEmpty();
	}

	@Test
	void maintenanceShouldEndWhenItIsStopped() {
		ConnectionMaintenance maintenance = this.connections.maintain();
		assertThat(maintenance.isRunning()).isTrue();
		awaitTimers(1);
		maintenance.start();
		awaitTimers(1);
		maintenance.stop();
		assertThat(maintenance.isRunning()).isFalse();
		awaitTimers(0);
		maintenance.start();
		awaitTimers(1);
	}

	/**
	 * Wait for a number of timers: one that runs is not counted.
	 */
	private void awaitTimers(int expected) {
		Object scheduler = Objects.requireNonNull(ReflectionTestUtils.getField(this.connections.timers, "scheduler"));
		Awaitility.await("timers")
			.untilAsserted(() -> assertThat(((ScheduledThreadPoolExecutor) scheduler).getQueue()).hasSize(expected));
	}

	@Test
	void maintenanceShouldCheckCallbacksWhileItRuns() {
		TestConnection open = this.connections.open("open");
		TestConnection ended = this.connections.open("ended");
		ended.connection().terminate();
		AtomicInteger rounds = new AtomicInteger();
		ConnectionMaintenance maintenance = this.connections
			.maintain(new CallbackChecks(Duration.ofMillis(1), rounds::incrementAndGet, Runnable::run));
		Awaitility.await("two rounds").until(() -> rounds.get() >= 2);
		assertThat(open.callbacks().reading).contains("check");
		assertThat(ended.callbacks().reading).as("its last callback has not returned").contains("check");
		maintenance.stop();
		awaitTimers(0);
	}

	private ManagedConnection create(ConnectionFactory factory) {
		return factory.create(mock(), TestConnections.facts("/ws", null), this.callbacks);
	}

	private TestConnections connections(Duration maxDelay, long maxTotalBytes) {
		TestConnections connections = new TestConnections(new SendLimits(1000, 10, maxDelay, OverflowPolicy.CLOSE),
				TestConnections.LONG, new SendMemoryBudget(maxTotalBytes));
		this.others.add(connections);
		return connections;
	}

	private Wire wire(WebSocketSession session) {
		RecordingWire wire = new RecordingWire();
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
