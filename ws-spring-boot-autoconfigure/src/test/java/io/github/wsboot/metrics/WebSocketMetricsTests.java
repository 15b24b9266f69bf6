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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link WebSocketMetrics}.
 */
@Promise("metrics")
@Tag("boot")
class WebSocketMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Connection connection = mock(Connection.class);

	@BeforeEach
	void prepare() {
		given(this.connection.endpoint()).willReturn("/ws");
	}

	private WebSocketMetrics metrics(boolean timesMessages) {
		return new WebSocketMetrics(this.registry, new Traffic(), new PendingWorkSampler(new ConnectionRegistry(1)),
				timesMessages);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			1000, CLIENT, normal_closure, 1000, client
			1005, CLIENT, normal_closure, 1005, client
			3001, CLIENT, normal_closure, other, client
			1001, CLIENT, going_away, 1001, client
			1002, CLIENT, error, 1002, client
			1000, SERVER, normal_closure, 1000, server
			1001, SERVER, going_away, 1001, server
			1008, SERVER, policy, 1008, server
			1011, SERVER, error, 1011, server
			4000, SERVER, normal_closure, other, server
			1001, TIMEOUT, timeout, 1001, server
			1013, SLOW_CONSUMER, slow_consumer, 1013, server
			1002, PROTOCOL_ERROR, protocol_error, 1002, server
			1008, POLICY, policy, 1008, server
			4401, AUTH_EXPIRED, auth_expired, 4401, server
			1011, FAILURE, error, 1011, server
			1012, SHUTDOWN, app_shutdown, 1012, server
			1006, NETWORK, error, 1006, client
			""")
	void closeShouldBeFiledUnder(int code, CloseCause cause, String outcome, String codeTag, String initiator) {
		WebSocketMetrics metrics = metrics(true);
		metrics.onOpened(this.connection);
		metrics.onClosed(this.connection, new CloseStatus(code), cause, Duration.ofSeconds(2));
		assertThat(this.registry.get("websocket.server.connection.duration")
			.tags("uri", "/ws", "outcome", outcome)
			.timer()
			.count()).isEqualTo(1);
		assertThat(this.registry.get("websocket.server.closes")
			.tags("uri", "/ws", "code", codeTag, "initiator", initiator, "cause", cause.name().toLowerCase())
			.counter()
			.count()).isEqualTo(1);
	}

	@Test
	void broadcastsOfOtherNodesShouldBeTimedApart() {
		WebSocketMetrics metrics = metrics(true);
		metrics.onBroadcast(1, 1);
		assertThat(this.registry.get("websocket.server.broadcast.duration").timers()).hasSize(1);
		metrics.onRelayedBroadcast(1, 1);
		metrics.onRelayedBroadcast(1, 1);
		assertThat(broadcasts("local")).isOne();
		assertThat(broadcasts("cluster")).isEqualTo(2);
	}

	@Test
	void broadcastsOfOtherNodesShouldBeThereBeforeTheFirst() {
		metrics(true).registerCluster();
		assertThat(broadcasts("cluster")).isZero();
	}

	private long broadcasts(String scope) {
		return this.registry.get("websocket.server.broadcast.duration").tag("scope", scope).timer().count();
	}

	@Test
	void errorsShouldBeBounded() throws Exception {
		WebSocketMetrics metrics = metrics(true);
		List<Throwable> exceptions = new ArrayList<>();
		for (int i = 0; i < 70; i++) {
			exceptions.add(new ByteBuddy().subclass(IllegalStateException.class)
				.name("io.github.wsboot.metrics.Generated" + i)
				.make()
				.load(getClass().getClassLoader())
				.getLoaded()
				.getDeclaredConstructor()
				.newInstance());
		}
		exceptions.forEach((exception) -> metrics.onHandled(this.connection, 1, exception));
		exceptions.forEach((exception) -> metrics.onHandled(this.connection, 1, exception));
		assertThat(this.registry.get("websocket.server.message.duration").timers()).hasSize(52);
		assertThat(this.registry.get("websocket.server.message.duration").tag("error", "Generated3").timer().count())
			.isEqualTo(2);
		assertThat(this.registry.get("websocket.server.message.duration").tag("error", "other").timer().count())
			.isEqualTo(40);
	}

	@Test
	void exceptionWithoutASimpleNameShouldHaveAnError() {
		metrics(true).onHandled(this.connection, 1, new IllegalStateException() {

		});
		assertThat(this.registry.get("websocket.server.message.duration").timers())
			.extracting((timer) -> timer.getId().getTag("error"))
			.containsExactlyInAnyOrder("none", getClass().getName() + "$1");
	}

	@Test
	void whenSomebodyElseTimesMessagesShouldNot() {
		WebSocketMetrics metrics = metrics(false);
		metrics.onOpened(this.connection);
		metrics.onHandled(this.connection, 1, null);
		metrics.onHandled(this.connection, 1, new IllegalStateException());
		assertThat(this.registry.find("websocket.server.message.duration").meters()).isEmpty();
		assertThat(this.registry.find("websocket.server.handshakes").meters()).isNotEmpty();
	}

	@Test
	void withVirtualThreadsThereShouldBeNoPool() {
		new ServerMeterBinder(() -> Duration.ofMillis(3), null, null, null).bindTo(this.registry);
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsExactly("websocket.server.event_loop.lag");
		assertThat(this.registry.get("websocket.server.event_loop.lag").timeGauge().value()).isEqualTo(0.003);
	}

}
