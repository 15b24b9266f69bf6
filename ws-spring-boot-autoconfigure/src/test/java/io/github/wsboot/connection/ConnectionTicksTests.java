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
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Tick;
import io.github.wsboot.connection.TestConnections.TestConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ConnectionTicks}.
 */
class ConnectionTicksTests {

	private static final Duration SOON = Duration.ofMillis(1);

	private final TestConnections connections = new TestConnections();

	private final TestConnection test = this.connections.open("1");

	private final AtomicInteger runs = new AtomicInteger();

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void shouldRunAgainAndAgain() {
		this.test.connection().every(SOON, (connection) -> this.runs.incrementAndGet());
		for (int i = 1; i <= 3; i++) {
			awaitTick();
			runTicks();
			assertThat(this.runs).hasValue(i);
		}
	}

	@Test
	void shouldWaitAtMostOnce() {
		this.test.connection().every(SOON, (connection) -> this.runs.incrementAndGet());
		AtomicInteger others = new AtomicInteger();
		awaitTick();
		this.connections.timers.every(SOON, others::incrementAndGet);
		Awaitility.await("some periods").until(() -> others.get() > 5);
		assertThat(this.test.callbacks().ticks).hasSize(1);
	}

	@Test
	void shouldRunOnceAfterADelay() {
		this.test.connection().after(Duration.ZERO, (connection) -> this.runs.incrementAndGet());
		awaitTick();
		runTicks();
		runTicks();
		assertThat(this.runs).hasValue(1);
		assertThat(this.test.callbacks().ticks).isEmpty();
	}

	@Test
	void whenCancelledWhileItWaitsShouldNotRun() {
		Tick tick = this.test.connection().every(SOON, (connection) -> this.runs.incrementAndGet());
		awaitTick();
		tick.cancel();
		runTicks();
		assertThat(this.runs).hasValue(0);
		tick.cancel();
	}

	@Test
	void whenTheConnectionEndsShouldEnd() {
		this.test.connection().every(SOON, (connection) -> this.runs.incrementAndGet());
		this.test.connection().after(SOON, (connection) -> this.runs.incrementAndGet());
		awaitTick();
		this.test.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		runTicks();
		assertThat(this.runs).hasValue(0);
	}

	@Test
	void whenTheConnectionHasEndedShouldNotBegin() {
		this.test.connection().onTransportClosed(CloseStatus.NORMAL, CloseCause.CLIENT);
		this.test.connection().after(Duration.ZERO, (connection) -> this.runs.incrementAndGet());
		AtomicInteger later = new AtomicInteger();
		this.connections.timers.after(SOON, later::incrementAndGet);
		Awaitility.await("what is due later").until(() -> later.get() == 1);
		runTicks();
		assertThat(this.runs).hasValue(0);
	}

	@Test
	void shouldRefuseImpossibleTimes() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.test.connection().every(Duration.ZERO, (connection) -> {
			}))
			.withMessage("'period' must be positive");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.test.connection().after(Duration.ofMillis(-1), (connection) -> {
			}))
			.withMessage("'delay' must not be negative");
	}

	@Test
	void whenATimedTaskFailsShouldRunItAgain() {
		this.connections.timers.every(SOON, () -> {
			if (this.runs.incrementAndGet() == 1) {
				throw new IllegalStateException("expected");
			}
		});
		Awaitility.await("another run").until(() -> this.runs.get() > 2);
	}

	@Test
	void whenATimedTaskAndTheLogFailShouldRunItAgain() {
		try (FailingLog log = new FailingLog()) {
			this.connections.timers.every(SOON, () -> {
				this.runs.incrementAndGet();
				throw new OutOfMemoryError("expected");
			});
			Awaitility.await("another run").until(() -> this.runs.get() > 2 && log.failures() > 1);
		}
	}

	@Test
	void whenATickCannotBePostedShouldEndItsConnection() {
		this.test.callbacks().failure = new OutOfMemoryError("expected");
		this.test.connection().every(SOON, (connection) -> this.runs.incrementAndGet());
		Awaitility.await("end").until(() -> !this.test.callbacks().closed.isEmpty());
		assertThat(this.test.callbacks().closed).extracting(RecordingCallbacks.Closed::cause)
			.containsExactly(CloseCause.FAILURE);
	}

	private void awaitTick() {
		Awaitility.await("tick").until(() -> !this.test.callbacks().ticks.isEmpty());
	}

	private void runTicks() {
		this.test.callbacks().ticks.forEach((tick) -> {
			this.test.callbacks().ticks.remove(tick);
			tick.get();
		});
	}

}
