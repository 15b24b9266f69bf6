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

package io.github.wsboot.server.lifecycle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnPong;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.ClientRole;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.Relay;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for pings of the server: connections of clients that do not answer end, and no
 * others do.
 */
@ClientRole
class HeartbeatTests extends ServerTests {

	static final String INTERVAL = "ws.heartbeat.interval=200ms";

	static final String TIMEOUT = "ws.heartbeat.timeout=2s";

	static final String[] FAST = { INTERVAL, TIMEOUT };

	static final String DEAD = "close 1001 TIMEOUT";

	static final Runnable NOTHING = () -> {
	};

	HeartbeatTests() {
		super(EchoEndpoint.class, PlugEndpoint.class);
	}

	@Promise("heartbeat")
	@Test
	void clientThatShowsNoLifeShouldBeClosed() {
		TestServer server = server(FAST);
		RawWebSocketClient dead = raw(server, "/echo");
		assertThat(server.journal().awaitEnd(dead.name())).containsExactly(Journal.OPEN, DEAD);
		assertThat(dead.next().opcode()).isEqualTo(RawFrame.PING);
		assertThat(dead.nextClose().closeCode()).isEqualTo(1001);
		assertThat(dead.readToEnd()).isNull();
	}

	@Promise("heartbeat")
	@Test
	void clientThatStopsAnsweringShouldBeClosed() {
		TestServer server = server(FAST);
		RawWebSocketClient client = raw(server, "/echo");
		answer(client, 3);
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, DEAD);
	}

	@Promise("heartbeat")
	@Test
	void clientThatVanishesShouldBeClosedAlsoWhenSomethingWaitsForIt() {
		TestServer server = server(INTERVAL, TIMEOUT, "ws.send.max-delay=2s", "ws.send.max-bytes=32MB");
		RawWebSocketClient silent = vanish(server, "");
		RawWebSocketClient pushed = vanish(server, "hello");
		RawWebSocketClient flooded = vanish(server, PlugEndpoint.PLUG);
		assertThat(server.journal().awaitEnd(silent.name())).containsExactly(Journal.OPEN, DEAD);
		assertThat(server.journal().awaitEnd(pushed.name())).containsExactly(Journal.OPEN, DEAD);
		// Whichever notices first
		assertThat(server.journal().awaitEnd(flooded.name())).last().isIn(DEAD, "close 1013 SLOW_CONSUMER");
		assertThat(server.connections().count()).isZero();
	}

	/**
	 * Connect a client, and cut the network so that neither side notices.
	 * @param payload the payload of a push that does not reach it
	 */
	private RawWebSocketClient vanish(TestServer server, Object payload) {
		Relay relay = closeLater(new Relay(server));
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server, "/echo").through(relay).connect());
		Connection connection = server.connection(client.name());
		relay.cut();
		assertThat(connection.push(payload)).isEqualTo(PushResult.ACCEPTED);
		return client;
	}

	@Promise("heartbeat")
	@Test
	void clientThatAnswersShouldStayAndHaveARoundTripTime() {
		TestServer server = server(FAST);
		RawWebSocketClient client = raw(server, "/echo");
		answer(client, 15);
		Connection connection = server.connection(client.name());
		TestServer.await("round-trip time").until(() -> connection.info().roundTripTime() != null);
		assertThat(connection.info().roundTripTime()).isBetween(Duration.ZERO, TestServer.TIMEOUT);
		assertThat(server.journal().of(client.name())).containsExactly(Journal.OPEN);
	}

	static void answer(RawWebSocketClient client, int pings) {
		for (int i = 0; i < pings; i++) {
			RawFrame ping = client.next();
			assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
			client.send(new RawFrame(true, RawFrame.PONG, ping.payload()));
		}
	}

	@Promise("heartbeat")
	@Test
	void clientThatTalksShouldStayWithoutPongs() {
		TestServer server = server(FAST);
		RawWebSocketClient talking = raw(server, "/echo");
		awaitTimeout(this, server, () -> talking.text("silent"));
		assertThat(server.connection(talking.name()).isEstablished()).isTrue();
		assertThat(server.connection(talking.name()).info().roundTripTime()).isNull();
	}

	@Promise("heartbeat")
	@Test
	void pongsOfTheApplicationShouldReachItAndOursShouldNot() {
		TestServer server = server(FAST);
		TestClient client = connect(server, "/echo");
		Connection connection = server.connection(client.name());
		TestServer.await("answer to a ping of ours").until(() -> connection.info().roundTripTime() != null);
		connection.ping(ByteBuffer.wrap("mine".getBytes(StandardCharsets.UTF_8)));
		server.journal().await(client.name(), "pong mine");
		client.pong("unasked");
		server.journal().await(client.name(), "pong unasked");
		awaitTimeout(this, server, NOTHING);
		assertThat(server.journal().of(client.name())).containsExactly(Journal.OPEN, "pong mine", "pong unasked");
	}

	@Promise("heartbeat")
	@Test
	void withoutHeartbeatThereShouldBeNoPings() {
		TestServer server = server("ws.heartbeat.interval=0", "ws.heartbeat.timeout=1ms");
		RawWebSocketClient client = raw(server, "/echo");
		TestClient answering = connect(server, "/echo");
		Connection other = server.connection(answering.name());
		other.ping(ByteBuffer.wrap("mine".getBytes(StandardCharsets.UTF_8)));
		server.journal().await(answering.name(), "pong mine");
		assertThat(other.info().roundTripTime()).as("of a ping of the application").isNull();
		server.connection(client.name()).after(Duration.ofSeconds(2), (connection) -> connection.push("end"));
		assertThat(client.nextText()).isEqualTo("end");
	}

	/**
	 * Wait until the connection of a client that stops answering has ended: by then, an
	 * older client that answers less has been ended, too.
	 * @param meanwhile done again and again
	 */
	static void awaitTimeout(ServerTests suite, TestServer server, Runnable meanwhile) {
		RawWebSocketClient silent = suite.raw(server, "/echo");
		for (int i = 0; i < 3; i++) {
			meanwhile.run();
			answer(silent, 1);
		}
		TestServer.await("end of " + silent.name()).pollInterval(Duration.ofMillis(50)).until(() -> {
			meanwhile.run();
			return server.journal().of(silent.name()).contains(DEAD);
		});
	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint extends RecordingEndpoint {

		volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

		EchoEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(String text) {
			if (text.startsWith("wait")) {
				this.gate.orTimeout(60, TimeUnit.SECONDS).join();
			}
			return text.equals("silent") ? null : text;
		}

		@OnPong
		void pong(byte[] payload, Connection connection) {
			journal().add(connection, "pong " + new String(payload, StandardCharsets.UTF_8));
		}

	}

	@WebSocketEndpoint("/plug")
	static class PlugEndpoint extends RecordingEndpoint {

		/**
		 * More than the sockets' buffers hold. Bytes, as encoding so much text may take
		 * until the first ping.
		 */
		static final byte[] PLUG = new byte[30_000_000];

		PlugEndpoint(Journal journal) {
			super(journal);
		}

		@Override
		protected void open(Connection connection) {
			connection.push(PLUG);
			super.open(connection);
		}

	}

}
