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

package io.github.wsboot.server.operations;

import java.util.List;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.RawPeer;
import io.github.wsboot.client.RawResponse;
import io.github.wsboot.client.RawServer;
import io.github.wsboot.client.WebSocketClients;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.operations.ManagementClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the meters, the health and the actuator endpoint of an application whose
 * client loses its server.
 */
@Tag("boot")
class ClientManagementTests {

	private static final String URI = "ws://localhost:{port}/stream/{symbol}";

	private final RawServer remote = new RawServer();

	private final TestServer server = TestServer.start(ServerKind.DIRECT_TOMCAT,
			List.of(TestServer.WithActuator.class, EchoEndpoint.class, QuotesClient.class), ActuatorTests.EXPOSED,
			"management.endpoint.health.show-details=always", "ws.metrics.enabled=true",
			"ws.client.registration.quotes.required=true", "ws.client.reconnect.delay=100ms",
			"ws.client.reconnect.max-delay=100ms", "ws.client.heartbeat.interval=0");

	private final MeterRegistry registry = this.server.bean(MeterRegistry.class);

	@AfterEach
	void close() {
		this.server.close();
		this.remote.close();
	}

	@Test
	void operatorsShouldSeeWhatHappensToAClient() {
		assertThat(health().at("/status").asString()).isEqualTo("DOWN");
		assertThat(connects("established")).isZero();
		ClientConnection client = this.server.bean(WebSocketClients.class)
			.client(QuotesClient.class)
			.pathVariable("port", this.remote.port())
			.pathVariable("symbol", "ACME")
			.queryParam("token", "secret")
			.connect();
		RawPeer peer = this.remote.accept();
		awaitHealth("UP");
		exchangeMessages(client, peer);
		serverShouldBeAway(peer);
		this.remote.respond(RawResponse.accept());
		awaitHealth("UP");
		assertThat(connects("established")).isEqualTo(2);
		onlyTheServersShouldBeMetersOfTheServer();
		assertThat(summary().body()).doesNotContain("secret");
	}

	private void exchangeMessages(ClientConnection client, RawPeer peer) {
		peer.sendText("hello");
		assertThat(peer.readText()).isEqualTo("HELLO");
		assertThat(client.push("pushed")).isEqualTo(PushResult.ACCEPTED);
		assertThat(peer.readText()).isEqualTo("pushed");
		TestServer.await("messages")
			.until(() -> messages("receive") == 1 && messages("transmit") == 2
					&& this.registry.get("websocket.client.message.duration")
						.tag("error", "none")
						.timer()
						.count() == 1);
		assertThat(this.registry.get("websocket.client.active_connections")
			.tags("client", "quotes", "uri", URI)
			.gauge()
			.value()).isEqualTo(1);
	}

	private double messages(String direction) {
		return this.registry.get("websocket.client.messages")
			.tags("client", "quotes", "network.io.direction", direction, "type", "text")
			.functionCounter()
			.count();
	}

	private void serverShouldBeAway(RawPeer peer) {
		this.remote.respond(RawResponse.status(503));
		peer.sendClose(1001);
		peer.readSkippingPings();
		peer.close();
		TestServer.await("failed attempts").until(() -> connects("status_5xx") > 1);
		assertThat(health().at("/details/quotes/awaySince").isString()).isTrue();
		assertThat(health().at("/details/quotes/lastFailure").asString()).contains("503").doesNotContain("secret");
		awaitHealth("DOWN");
		Answer summary = summary();
		assertThat(summary.at("/connections").asInt()).isZero();
		assertThat(summary.at("/clients/0/name").asString()).isEqualTo("quotes");
		assertThat(summary.at("/clients/0/uri").asString()).isEqualTo(URI);
		assertThat(summary.at("/clients/0/attempts").asInt()).isGreaterThan(2);
		assertThat(summary.at("/clients/0/lastFailure").asString()).contains("503");
		Answer page = ManagementClient.of(this.server).get("/websockets/clients?client=quotes");
		assertThat(page.at("/clients/0/failedAttempts").asInt()).isPositive();
		assertThat(page.body()).doesNotContain("secret");
		assertThat(this.registry.get("websocket.client.closes")
			.tags("client", "quotes", "initiator", "server", "code", "1001")
			.counter()
			.count()).isEqualTo(1);
		assertThat(this.registry.get("websocket.client.reconnect.delay").timer().count()).isGreaterThan(1);
	}

	private void onlyTheServersShouldBeMetersOfTheServer() {
		assertThat(this.registry.get("websocket.server.handshakes").counters())
			.allSatisfy((counter) -> assertThat(counter.count()).isZero());
		assertThat(this.registry.getMeters()).extracting(Meter::getId)
			.filteredOn((id) -> id.getName().startsWith("websocket."))
			.allSatisfy((id) -> assertThat(id.getTag("client"))
				.isEqualTo(id.getName().startsWith("websocket.client.") ? "quotes" : null))
			.flatExtracting(Meter.Id::getTags)
			.noneMatch((tag) -> tag.getValue().contains("ACME") || tag.getValue().contains("secret"));
	}

	private double connects(String result) {
		return this.registry.get("websocket.client.connects")
			.tags("client", "quotes", "uri", URI, "result", result)
			.counter()
			.count();
	}

	private Answer health() {
		return ManagementClient.of(this.server).get("/health/websocketClient");
	}

	private void awaitHealth(String status) {
		TestServer.await("health").until(() -> health().at("/status").asString(), status::equals);
	}

	private Answer summary() {
		return ManagementClient.of(this.server).get("/websockets");
	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint {

		@OnMessage
		String said(String text) {
			return text;
		}

	}

	@WebSocketClient(name = "quotes", value = URI, autoConnect = false)
	static class QuotesClient {

		@OnMessage
		String said(String text) {
			return text.toUpperCase();
		}

	}

}
