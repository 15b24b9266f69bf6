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
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.transport.client.ConnectFailure;
import io.github.wsboot.transport.client.ConnectFailure.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ClientMetrics}.
 */
@Tag("boot")
class ClientMetricsTests {

	private static final String URI = "wss://example.org/{symbol}";

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final Traffic traffic = new Traffic(3);

	private final PendingWorkSampler pendingWork = new PendingWorkSampler(new ConnectionRegistry(1));

	private final ClientMetrics metrics = new ClientMetrics(this.registry, () -> this.traffic, () -> this.pendingWork,
			true);

	@ParameterizedTest
	@CsvSource({ "NETWORK, true, , refused", "NETWORK, false, , network", "TIMEOUT, false, , timeout",
			"TLS, false, , tls", "STATUS, false, 302, status_3xx", "STATUS, false, 403, status_4xx",
			"STATUS, false, 503, status_5xx", "PROTOCOL, false, 101, protocol", "REQUEST, false, , request",
			"CANCELLED, false, , cancelled" })
	void failureShouldBeFiledUnder(Kind kind, boolean refused, @Nullable Integer status, String result) {
		this.metrics.register("quotes", URI);
		IOException cause = refused ? new ConnectException() : new IOException();
		this.metrics.onConnectFailed("quotes", new ConnectFailure(kind, "It has failed", cause,
				(status != null) ? HttpStatusCode.valueOf(status) : null, HttpHeaders.EMPTY));
		assertThat(connects("quotes", URI, result)).isEqualTo(1);
		assertThat(connects("quotes", URI, "established")).isZero();
	}

	private double connects(String client, String uri, String result) {
		return this.registry.get("websocket.client.connects")
			.tags("client", client, "uri", uri, "result", result)
			.counter()
			.count();
	}

	@Test
	void successShouldBeTimed() {
		this.metrics.onConnected("ws://example.org", 5000);
		assertThat(connects("none", "ws://example.org", "established")).isEqualTo(1);
		assertThat(this.registry.get("websocket.client.connect.duration").timer().totalTime(TimeUnit.NANOSECONDS))
			.isEqualTo(5000);
	}

	@Test
	void delaysShouldBeRecorded() {
		this.metrics.onReconnectDelayed("ws://example.org", Duration.ofSeconds(3));
		assertThat(this.registry.get("websocket.client.reconnect.delay").timer().totalTime(TimeUnit.SECONDS))
			.isEqualTo(3);
	}

	@Test
	void messagesThatWaitInVainShouldBeCounted() {
		this.metrics.register("quotes", URI);
		this.metrics.onDropped("quotes", DropReason.EXPIRED, 3);
		assertThat(this.registry.get("websocket.client.send.dropped")
			.tags("client", "quotes", "uri", URI, "reason", "expired")
			.counter()
			.count()).isEqualTo(3);
	}

	@Test
	void metersShouldBeThereBeforeTheFirstAttempt() {
		this.metrics.register("quotes", URI);
		assertThat(connects("quotes", URI, "status_5xx")).isZero();
		assertThat(this.registry.get("websocket.client.active_connections").gauge().value()).isZero();
	}

	@Test
	void numberOfUrisShouldBeBounded() {
		this.metrics.register("quotes", URI);
		for (int i = 0; i < 10; i++) {
			this.metrics.onConnected("ws://example.org/" + i, 1);
		}
		assertThat(this.registry.get("websocket.client.connects").tag("result", "established").counters())
			.extracting((counter) -> counter.getId().getTag("uri"))
			.containsExactlyInAnyOrder(URI, "ws://example.org/0", "ws://example.org/1", "other");
		assertThat(connects("none", "other", "established")).isEqualTo(8);
	}

	@Test
	void trafficShouldBeThatOfClients() {
		this.metrics.register("quotes", URI);
		new ConnectionMonitor(this.traffic, List::of, List::of).onReceived(connection("quotes"), Frame.Opcode.TEXT, 7);
		assertThat(this.registry.get("websocket.client.io")
			.tags("client", "quotes", "uri", URI, "network.io.direction", "receive", "type", "text")
			.functionCounter()
			.count()).isEqualTo(7);
		assertThat(this.registry.getMeters()).noneMatch((meter) -> meter.getId().getName().contains("server"));
	}

	@ParameterizedTest
	@CsvSource({ "1000, SERVER, normal_closure, server", "1001, SERVER, going_away, server",
			"1012, SERVER, going_away, server", "1011, SERVER, error, server", "1000, CLIENT, normal_closure, client",
			"1008, CLIENT, policy, client", "1006, NETWORK, error, server", "1001, TIMEOUT, timeout, client",
			"1002, PROTOCOL_ERROR, protocol_error, client", "1001, SHUTDOWN, app_shutdown, client" })
	void closeShouldBeFiledUnder(int code, CloseCause cause, String outcome, String initiator) {
		Connection connection = connection("ws://example.org");
		this.metrics.sockets().onOpened(connection);
		assertThat(this.registry.get("websocket.client.active_connections").gauge().value()).isEqualTo(1);
		this.metrics.sockets().onClosed(connection, new CloseStatus(code), cause, Duration.ofSeconds(2));
		assertThat(this.registry.get("websocket.client.active_connections").gauge().value()).isZero();
		assertThat(this.registry.get("websocket.client.connection.duration").tag("outcome", outcome).timer().count())
			.isEqualTo(1);
		assertThat(this.registry.get("websocket.client.closes")
			.tags("code", Integer.toString(code), "initiator", initiator, "cause",
					cause.name().toLowerCase(Locale.ROOT))
			.counter()
			.count()).isEqualTo(1);
	}

	private static Connection connection(String client) {
		Connection connection = mock();
		given(connection.endpoint()).willReturn(client);
		return connection;
	}

}
