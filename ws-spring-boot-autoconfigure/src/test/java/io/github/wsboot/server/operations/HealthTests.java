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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.operations.ManagementClient.Answer;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the health of a server, over HTTP. Each test has a server of its own.
 */
@Promise("actuator")
@Tag("boot")
class HealthTests {

	private static final String DETAILS = "management.endpoint.health.show-details=always";

	private static TestServer start(ServerKind kind, String... properties) {
		String[] all = List.of(properties).toArray(new String[properties.length + 3]);
		all[properties.length] = DETAILS;
		all[properties.length + 1] = ActuatorTests.EXPOSED;
		all[properties.length + 2] = ActuatorTests.UNRESTRICTED;
		return TestServer.start(kind, List.of(TestServer.WithActuator.class, HeldEndpoint.class, LoopEndpoint.class),
				all);
	}

	private static Answer health(TestServer server) {
		return ManagementClient.of(server).get("/health/websocket");
	}

	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY })
	void serverShouldBeUpWithDetails(ServerKind kind) {
		try (TestServer server = start(kind, "ws.transport.event-loops=3", "ws.max-connections=2");
				TestClient client = TestClient.connect(server, "/held")) {
			server.connection(client.name());
			Answer answer = health(server);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.at("/status").asString()).isEqualTo("UP");
			assertThat(answer.at("/details").propertyNames()).containsExactly("connections", "limit", "draining",
					"eventLoops", "workers");
			assertThat(answer.at("/details/connections").asInt()).isEqualTo(1);
			assertThat(answer.at("/details/limit").asInt()).isEqualTo(2);
			assertThat(answer.at("/details/draining").asBoolean(true)).isFalse();
			assertThat(answer.at("/details/eventLoops/alive").asInt()).isEqualTo(3);
			assertThat(answer.at("/details/eventLoops/configured").asInt()).isEqualTo(3);
			assertThat(answer.at("/details/eventLoops/worstLagMillis").isIntegralNumber()).isTrue();
		}
	}

	@Test
	void withoutALimitThereShouldBeNone() {
		try (TestServer server = start(ServerKind.DIRECT_TOMCAT)) {
			assertThat(health(server).at("/details").propertyNames()).containsExactly("connections", "draining",
					"eventLoops", "workers");
		}
	}

	@Test
	void whatClientsDoShouldNotChangeIt() {
		try (TestServer server = start(ServerKind.DIRECT_TOMCAT, "ws.max-connections=2", "ws.transport.event-loops=1");
				TestClient first = TestClient.connect(server, "/held");
				TestClient second = TestClient.connect(server, "/loop")) {
			server.connection(first.name());
			server.connection(second.name());
			assertThat(RawWebSocketClient.to(server, "/held").response().status()).as("full").isEqualTo(503);
			second.text("hold");
			server.journal().await(second.name(), "held");
			TestServer.await("lag").until(() -> health(server).at("/details/eventLoops/worstLagMillis").asLong() > 100);
			assertThat(health(server).at("/status").asString()).isEqualTo("UP");
			server.bean(LoopEndpoint.class).gate.complete(null);
		}
	}

	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT })
	void serverThatStopsShouldBeOutOfService(ServerKind kind) throws Exception {
		TestServer server = start(kind);
		HeldEndpoint endpoint = server.bean(HeldEndpoint.class);
		try (TestClient client = TestClient.connect(server, "/held?hold=true")) {
			server.connection(client.name());
			CompletableFuture<Void> stopping = Background.run(server::close);
			server.journal().await(client.name(), "closing");
			Answer answer = health(server);
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.at("/status").asString()).isEqualTo("OUT_OF_SERVICE");
			assertThat(answer.at("/details/draining").asBoolean()).isTrue();
			assertThat(answer.at("/details/connections").asInt()).isZero();
			assertThat(ManagementClient.of(server).get("/websockets").at("/draining").asBoolean()).isTrue();
			endpoint.gate.complete(null);
			stopping.get(60, TimeUnit.SECONDS);
		}
	}

	@Test
	void serverShouldBeOutOfServiceDuringTheDelayAlready() throws Exception {
		TestServer server = start(ServerKind.DIRECT_TOMCAT, "ws.drain.delay=5s");
		try (TestClient client = TestClient.connect(server, "/held")) {
			server.connection(client.name());
			CompletableFuture<Void> stopping = Background.run(server::close);
			TestServer.await("drain").until(() -> health(server).status() == 503);
			assertThat(health(server).at("/status").asString()).isEqualTo("OUT_OF_SERVICE");
			assertThat(client.nextClose().getCode()).isEqualTo(1012);
			stopping.get(60, TimeUnit.SECONDS);
		}
	}

	@Test
	void drainThatAnOperatorBeginsShouldLeaveTheServerRunning() throws Exception {
		TestServer server = start(ServerKind.DIRECT_TOMCAT);
		ManagementClient actuator = ManagementClient.of(server);
		try (TestClient client = TestClient.connect(server, "/held")) {
			server.connection(client.name());
			Answer answer = actuator.post("/websockets/drain", "{}");
			assertThat(answer.status()).isEqualTo(202);
			assertThat(answer.at("/begun").asBoolean()).isTrue();
			assertThat(client.nextClose()).extracting(CloseStatus::getCode).isEqualTo(1012);
			assertThat(server.journal().awaitEnd(client.name())).contains("close 1012 SHUTDOWN");
			assertThat(health(server).at("/status").asString()).isEqualTo("OUT_OF_SERVICE");
			assertThat(actuator.get("/health/readiness").status()).isEqualTo(503);
			assertThat(RawWebSocketClient.to(server, "/held").response().status()).isEqualTo(503);
			assertThat(actuator.post("/websockets/drain", "{}").body())
				.isEqualTo("{\"begun\":false,\"connections\":0}");
		}
		server.context().stop();
		server.context().start();
		assertThat(health(server).at("/status").asString()).as("started again").isEqualTo("UP");
		try (TestClient client = TestClient.connect(server, "/held")) {
			server.connection(client.name());
		}
		server.awaitNoConnection();
		server.close();
	}

	@Promise("life-cycle")
	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_JETTY })
	void drainThatAnOperatorCancelsShouldLetClientsComeAgain(ServerKind kind) {
		TestServer server = start(kind);
		ManagementClient actuator = ManagementClient.of(server);
		actuator.post("/websockets/drain", "{}");
		TestServer.await("drain").until(() -> RawWebSocketClient.to(server, "/held").response().status() == 503);
		Answer answer = actuator.delete("/websockets/drain");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"cancelled\":true,\"connections\":0}");
		assertThat(health(server).at("/status").asString()).isEqualTo("UP");
		assertThat(actuator.get("/health/readiness").status()).isEqualTo(200);
		assertThat(actuator.get("/websockets").at("/draining").asBoolean(true)).isFalse();
		assertThat(actuator.delete("/websockets/drain").status()).isEqualTo(404);
		TestClient client = TestClient.connect(server, "/held");
		server.connection(client.name());
		server.close();
		assertThat(client.nextClose().getCode()).as("drained when it stops, as ever").isEqualTo(1012);
	}

	@Test
	void stopShouldWaitForADrainThatHasBegun() throws Exception {
		TestServer server = start(ServerKind.DIRECT_TOMCAT);
		HeldEndpoint endpoint = server.bean(HeldEndpoint.class);
		try (TestClient client = TestClient.connect(server, "/held?hold=true")) {
			server.connection(client.name());
			ManagementClient.of(server).post("/websockets/drain", "{}");
			server.journal().await(client.name(), "closing");
			CompletableFuture<Void> stopping = Background.run(server::close);
			assertThat(health(server).at("/status").asString()).isEqualTo("OUT_OF_SERVICE");
			assertThat(stopping).isNotDone();
			endpoint.gate.complete(null);
			stopping.get(60, TimeUnit.SECONDS);
		}
	}

	@Test
	void serverWithADeadEventLoopShouldBeDown() throws Exception {
		TestServer server = start(ServerKind.DIRECT_TOMCAT, "ws.transport.event-loops=2");
		server.bean(EventLoops.class).destroy();
		Answer answer = health(server);
		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.at("/status").asString()).isEqualTo("DOWN");
		assertThat(answer.at("/details/eventLoops/alive").asInt()).isZero();
		assertThat(answer.at("/details/eventLoops/configured").asInt()).isEqualTo(2);
		server.close();
	}

	@Test
	void indicatorShouldBeLeftOutIfSoConfigured() {
		try (TestServer server = start(ServerKind.DIRECT_TOMCAT, "management.health.websocket.enabled=false")) {
			assertThat(health(server).status()).isEqualTo(404);
			assertThat(ManagementClient.of(server).get("/health").status()).isEqualTo(200);
		}
	}

	@WebSocketEndpoint("/held")
	static class HeldEndpoint {

		private final Journal journal;

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		HeldEndpoint(Journal journal) {
			this.journal = journal;
		}

		@OnOpen
		void open(Connection connection) {
			this.journal.open(connection);
		}

		@OnClose
		void close(Connection connection, CloseStatus status, CloseCause cause) {
			this.journal.add(connection, "closing");
			if (connection.handshake().queryParams().containsKey("hold")) {
				this.gate.copy().orTimeout(60, TimeUnit.SECONDS).join();
			}
			this.journal.close(connection, status, cause);
		}

	}

	@NonBlocking
	@WebSocketEndpoint("/loop")
	static class LoopEndpoint extends RecordingEndpoint {

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		LoopEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		void hold(Connection connection, String text) {
			journal().add(connection, "held");
			this.gate.copy().orTimeout(60, TimeUnit.SECONDS).join();
		}

	}

}
