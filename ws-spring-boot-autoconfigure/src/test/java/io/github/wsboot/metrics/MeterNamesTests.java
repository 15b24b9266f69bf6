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

package io.github.wsboot.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.HandshakeRejectedEvent;
import io.github.wsboot.HandshakeRejection;
import io.github.wsboot.cluster.member.ClusterCounters;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.extension.AskOutcome;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.node.SingleNode;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests that names, types, tags and units of the meters do not change by accident:
 * dashboards and alerts depend on them.
 */
class MeterNamesTests {

	@Promise("metrics")
	@Test
	void metersShouldBeThoseThatAreKnown() throws IOException {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		try (RegisteredMeters meters = new RegisteredMeters(registry)) {
			assertThat(registry.getMeters().stream().map(MeterNamesTests::describe).distinct().sorted())
				.containsExactlyElementsOf(
						new ClassPathResource("meters.txt").getContentAsString(StandardCharsets.UTF_8)
							.lines()
							.filter((line) -> !line.startsWith("#"))
							.toList());
		}
	}

	@Test
	void metersShouldSayWhatTheyAre() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		try (RegisteredMeters meters = new RegisteredMeters(registry)) {
			assertThat(registry.getMeters())
				.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
		}
	}

	private static String describe(Meter meter) {
		Meter.Id id = meter.getId();
		return String.join(" | ", id.getName(), id.getType().toString().toLowerCase(),
				String.join(", ", id.getTags().stream().map(Tag::getKey).sorted().toList()),
				Objects.requireNonNullElse(id.getBaseUnit(), "none"));
	}

	/**
	 * Registers all meters.
	 */
	static final class RegisteredMeters implements AutoCloseable {

		private final ClusterCounters counters = new ClusterCounters();

		private final ThreadPoolExecutor workers = (ThreadPoolExecutor) Executors.newFixedThreadPool(1);

		/**
		 * Send all events to the meters.
		 */
		RegisteredMeters(MeterRegistry registry) {
			new ServerMeterBinder(() -> Duration.ZERO, this.workers, this.workers, this.workers).bindTo(registry);
			new ClusterMeterBinder(new SingleNode(() -> "node", () -> 0, () -> false), this.counters).bindTo(registry);
			WebSocketMetrics metrics = new WebSocketMetrics(registry, new Traffic(),
					new PendingWorkSampler(new ConnectionRegistry(1)), true);
			metrics.onHandshakeRejected(
					new HandshakeRejectedEvent("/ws", HttpStatus.FORBIDDEN, HandshakeRejection.ORIGIN, null));
			sendEvents(metrics, "/ws");
			metrics.onBroadcast(1, 1);
			metrics.onRelayedBroadcast(1, 1);
			PendingWorkSampler pendingWork = new PendingWorkSampler(new ConnectionRegistry(1));
			Traffic traffic = new Traffic();
			ClientMetrics clients = new ClientMetrics(registry, () -> traffic, () -> pendingWork, true);
			clients.register("quotes", "wss://example.org/{symbol}");
			clients.onConnected("quotes", 1);
			clients.onReconnectDelayed("quotes", Duration.ofSeconds(1));
			sendEvents(clients.sockets(), "quotes");
		}

		private static void sendEvents(ConnectionListener listener, String endpoint) {
			Connection connection = mock(Connection.class);
			given(connection.endpoint()).willReturn(endpoint);
			listener.onOpened(connection);
			listener.onHandled(connection, 1, null);
			listener.onHandled(connection, 1, new IllegalStateException());
			listener.onSent(connection, 1);
			listener.onDropped(connection, DropReason.OVERFLOW, 1);
			listener.onPong(connection, 1);
			listener.onAsked(connection, AskOutcome.ANSWERED, 1);
			listener.onLateAnswer(connection);
			listener.onClosed(connection, CloseStatus.NORMAL, CloseCause.CLIENT, Duration.ofSeconds(1));
		}

		@Override
		public void close() {
			this.workers.shutdown();
		}

	}

}
