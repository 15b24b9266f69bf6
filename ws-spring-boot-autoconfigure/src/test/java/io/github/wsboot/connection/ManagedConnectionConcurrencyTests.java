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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.connection.TestConnections.TestConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagedConnection} whose end comes from many sides at once.
 */
class ManagedConnectionConcurrencyTests {

	private static final int THREADS = 8;

	private final TestConnections connections = new TestConnections();

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.connections.close();
	}

	@RepeatedTest(50)
	void shouldEndOnceAndByOneReason() throws Exception {
		TestConnection test = this.connections.open("1", "/ws", "ada");
		ManagedConnection connection = test.connection();
		race(List.of(() -> connection.disconnect(new CloseStatus(4000)),
				() -> connection.close(new CloseStatus(4001), CloseCause.FAILURE),
				() -> connection.closed(new CloseStatus(4002), CloseCause.CLIENT),
				() -> connection.closed(new CloseStatus(4003), CloseCause.NETWORK),
				() -> connection.abort(new CloseStatus(4004), CloseCause.SLOW_CONSUMER),
				() -> connection.abort(new CloseStatus(4005), CloseCause.SHUTDOWN), () -> connection.join("lobby"),
				() -> connection.bindUser("bob")));
		assertThat(test.callbacks().closed).hasSize(1);
		RecordingCallbacks.Closed closed = test.callbacks().closed.get(0);
		assertThat(closed.cause()).isEqualTo(expectedCause(closed.status().getCode()));
		assertThat(this.connections.registry.count()).isZero();
		assertThat(this.connections.registry.rooms().isEmpty()).isTrue();
		assertThat(this.connections.registry.users().isEmpty()).isTrue();
	}

	@RepeatedTest(50)
	void whenItOpensWhileItEndsShouldNotStayRegistered() throws Exception {
		TestConnection test = this.connections.create("1", "/ws", "ada");
		race(List.of(test.connection()::open,
				() -> test.connection().closed(CloseStatus.NO_CLOSE_FRAME, CloseCause.NETWORK)));
		assertThat(test.callbacks().closed).hasSize(1);
		assertThat(this.connections.registry.count()).isZero();
		assertThat(this.connections.registry.endpoints().isEmpty()).isTrue();
		assertThat(this.connections.registry.users().isEmpty()).isTrue();
	}

	private static CloseCause expectedCause(int code) {
		return switch (code) {
			case 4000 -> CloseCause.SERVER;
			case 4001 -> CloseCause.FAILURE;
			case 4002 -> CloseCause.CLIENT;
			case 4003 -> CloseCause.NETWORK;
			case 4004 -> CloseCause.SLOW_CONSUMER;
			default -> CloseCause.SHUTDOWN;
		};
	}

	private void race(List<Runnable> actions) throws Exception {
		CyclicBarrier start = new CyclicBarrier(actions.size());
		List<Future<?>> running = new ArrayList<>();
		for (Runnable action : actions) {
			running.add(this.threads.submit(() -> {
				start.await(60, TimeUnit.SECONDS);
				action.run();
				return null;
			}));
		}
		for (Future<?> future : running) {
			future.get(60, TimeUnit.SECONDS);
		}
	}

}
