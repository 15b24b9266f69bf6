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

package io.github.wsboot.server.callback;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.wsboot.Connection;
import io.github.wsboot.Tick;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TickTests extends ServerTests {

	TickTests() {
		super(TickingEndpoint.class, QuietEndpoint.class);
	}

	@Test
	void annotatedTickShouldReplyToItsConnection() {
		TestClient client = connect("/ticking");
		List<String> ticks = client.next(6);
		assertThat(ticks).contains("tick 1", "stage", "of " + client.name());
	}

	@Test
	void everyShouldRunAgainAndAgainUntilItIsCancelled() {
		TestClient client = connect("/quiet");
		Connection connection = server().connection(client.name());
		AtomicInteger count = new AtomicInteger();
		Tick tick = connection.every(Duration.ofMillis(5), (c) -> c.push("tick " + count.incrementAndGet()));
		assertThat(client.next(3)).containsExactly("tick 1", "tick 2", "tick 3");
		connection.after(Duration.ofMillis(1), (c) -> {
			tick.cancel();
			c.push("cancelled");
		});
		String next = client.next();
		while (next.startsWith("tick ")) {
			next = client.next();
		}
		assertThat(next).isEqualTo("cancelled");
		AtomicInteger others = new AtomicInteger();
		connection.every(Duration.ofMillis(5), (c) -> others.incrementAndGet());
		TestServer.await("other ticks").until(() -> others.get() > 10);
		assertThat(client.hasNext()).isFalse();
	}

	@Test
	void tickThatCancelsItselfShouldRunOnce() {
		TestClient client = connect("/quiet");
		Connection connection = server().connection(client.name());
		CompletableFuture<Tick> tick = new CompletableFuture<>();
		tick.complete(connection.every(Duration.ofMillis(1), (c) -> {
			tick.join().cancel();
			c.push("once");
		}));
		assertThat(client.next()).isEqualTo("once");
		AtomicInteger others = new AtomicInteger();
		connection.every(Duration.ofMillis(5), (c) -> others.incrementAndGet());
		TestServer.await("other ticks").until(() -> others.get() > 10);
		assertThat(client.hasNext()).isFalse();
	}

	@Test
	void afterShouldRunOnceUnlessItIsCancelled() {
		TestClient client = connect("/quiet");
		Connection connection = server().connection(client.name());
		connection.after(Duration.ofMillis(50), (c) -> c.push("never")).cancel();
		connection.after(Duration.ZERO, (c) -> c.push("at once"));
		connection.after(Duration.ofMillis(100), (c) -> c.push("later"));
		assertThat(client.next(2)).containsExactly("at once", "later");
	}

	@Promise("close")
	@Test
	void ticksShouldEndWithTheirConnection() {
		TestClient client = connect("/quiet");
		Connection connection = server().connection(client.name());
		AtomicInteger ticks = new AtomicInteger();
		connection.every(Duration.ofMillis(1), (c) -> server().journal().add(c, "tick"));
		server().journal().await(client.name(), "tick");
		client.close(1000, "");
		int count = server().journal().awaitEnd(client.name()).size();
		connection.every(Duration.ofMillis(1), (c) -> ticks.incrementAndGet());
		TestClient other = connect("/quiet");
		server().connection(other.name()).after(Duration.ofMillis(100), (c) -> c.push("a while later"));
		assertThat(other.next()).isEqualTo("a while later");
		assertThat(server().journal().of(client.name())).hasSize(count);
		assertThat(ticks).hasValue(0);
	}

	@Test
	void invalidPeriodsShouldBeRejected() {
		Connection connection = server().connection(connect("/quiet").name());
		assertThatIllegalArgumentException().isThrownBy(() -> connection.every(Duration.ZERO, (c) -> {
		}));
		assertThatIllegalArgumentException().isThrownBy(() -> connection.after(Duration.ofMillis(-1), (c) -> {
		}));
	}

	@WebSocketEndpoint("/ticking")
	static class TickingEndpoint extends RecordingEndpoint {

		TickingEndpoint(Journal journal) {
			super(journal);
		}

		@OnTick(fixedRate = 10)
		String tick(Connection connection) {
			return "tick " + connection.attributes().merge("ticks", 1, (a, b) -> (Integer) a + (Integer) b);
		}

		@OnTick(fixedRateString = "${test.period:10ms}")
		CompletionStage<String> stage() {
			return CompletableFuture.completedFuture("stage");
		}

		@OnTick(fixedRate = 10)
		@Broadcast
		String broadcast(Connection connection) {
			return "of " + TestServer.clientOf(connection);
		}

	}

	@WebSocketEndpoint("/quiet")
	static class QuietEndpoint extends RecordingEndpoint {

		QuietEndpoint(Journal journal) {
			super(journal);
		}

	}

}
