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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.DrainFinishedEvent;
import io.github.wsboot.DrainStartedEvent;
import io.github.wsboot.connection.TestConnections.TestConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionDrain}.
 */
class ConnectionDrainTests {

	private final TestConnections connections = new TestConnections();

	private final List<Object> events = new ArrayList<>();

	@AfterEach
	void close() {
		this.connections.close();
	}

	@Test
	void withoutConnectionsShouldFinishAtOnce() {
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.start();
		assertThat(drain.isRunning()).isTrue();
		drain.stop();
		assertThat(drain.isRunning()).isFalse();
		assertThat(this.events).containsExactly(new DrainStartedEvent(0), new DrainFinishedEvent(0, 0));
	}

	@Test
	void shouldWaitForTheLastCallbackOfEachConnection() throws Exception {
		TestConnection test = this.connections.open("1");
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.start();
		CompletableFuture<Void> stopping = CompletableFuture.runAsync(drain::stop);
		Awaitility.await("closing").until(() -> test.connection().state() == ConnectionState.CLOSING);
		assertThat(test.connection().queue().closeStatus()).isEqualTo(CloseStatus.SERVICE_RESTARTED);
		test.connection().closed(CloseStatus.SERVICE_RESTARTED, CloseCause.CLIENT);
		assertThat(test.callbacks().closed).extracting(RecordingCallbacks.Closed::cause)
			.containsExactly(CloseCause.SHUTDOWN);
		assertThat(stopping).as("the callback has not returned").isNotDone();
		test.connection().finished();
		stopping.get(10, TimeUnit.SECONDS);
		assertThat(this.events).containsExactly(new DrainStartedEvent(1), new DrainFinishedEvent(1, 0));
	}

	@Test
	void whenTimeIsOverShouldAbortAndCountTheUnfinished() {
		TestConnection silent = this.connections.open("silent");
		TestConnection stuck = this.connections.open("stuck");
		stuck.connection().closed(CloseStatus.NORMAL, CloseCause.CLIENT);
		ConnectionDrain drain = drain(Duration.ofMillis(1));
		drain.start();
		drain.stop();
		assertThat(this.events).containsExactly(new DrainStartedEvent(1), new DrainFinishedEvent(1, 2));
		assertThat(silent.wire().aborts).containsExactly(CloseStatus.SERVICE_RESTARTED);
		assertThat(silent.callbacks().closed).hasSize(1);
	}

	@Test
	void whileItStopsShouldNotAdmitAnyMoreUntilItStartsAgain() {
		ConnectionDrain drain = drain(TestConnections.LONG);
		drain.start();
		assertThat(this.connections.registry.isDraining()).isFalse();
		drain.stop();
		assertThat(this.connections.registry.isDraining()).isTrue();
		drain.start();
		assertThat(this.connections.registry.isDraining()).isFalse();
		assertThat(this.connections.open("1").connection().isEstablished()).isTrue();
	}

	@Test
	void whenAListenerFailsShouldDrainAllTheSame() {
		TestConnection test = this.connections.open("1");
		ConnectionDrain drain = new ConnectionDrain(this.connections.registry, (event) -> {
			throw new IllegalStateException("expected");
		}, Duration.ofMillis(1));
		drain.stop();
		assertThat(test.callbacks().closed).hasSize(1);
	}

	@Test
	void whenInterruptedShouldNotWait() {
		this.connections.open("1");
		Thread.currentThread().interrupt();
		drain(TestConnections.LONG).stop();
		assertThat(Thread.interrupted()).as("flag kept").isTrue();
		assertThat(this.events).containsExactly(new DrainStartedEvent(1), new DrainFinishedEvent(1, 1));
	}

	private ConnectionDrain drain(Duration timeout) {
		return new ConnectionDrain(this.connections.registry, this.events::add, timeout);
	}

}
