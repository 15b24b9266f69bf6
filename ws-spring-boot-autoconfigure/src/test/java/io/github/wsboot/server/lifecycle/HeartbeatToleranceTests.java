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

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.github.wsboot.Connection;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.SpringTextHandler;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the heartbeat of connections that are busy, paused or silent: a client that
 * cannot answer is not taken for dead, an idle client may be closed.
 */
class HeartbeatToleranceTests extends ServerTests {

	private static final String[] IDLE = { HeartbeatTests.INTERVAL, "ws.heartbeat.timeout=1m", "ws.idle-timeout=2s" };

	private static final String SIGN_OF_LIFE = "{\"type\":\"ws.ping\"}";

	HeartbeatToleranceTests() {
		super(HeartbeatTests.EchoEndpoint.class, HeartbeatTests.PlugEndpoint.class, SpringTextHandler.class);
	}

	@Promise("heartbeat")
	@Test
	void pausedConnectionShouldNotBeTakenForDead() {
		TestServer server = server(HeartbeatTests.FAST);
		TestClient client = connect(server, "/echo");
		Connection connection = server.connection(client.name());
		connection.pause();
		HeartbeatTests.awaitTimeout(this, server, HeartbeatTests.NOTHING);
		connection.resume();
		assertThat(client.text("back").next()).isEqualTo("back");
		HeartbeatTests.awaitTimeout(this, server, HeartbeatTests.NOTHING);
		assertThat(client.text("still").next()).isEqualTo("still");
	}

	@Promise("heartbeat")
	@Test
	void pausedConnectionWhoseClientIsGoneShouldEnd() {
		TestServer server = server(HeartbeatTests.FAST);
		RawWebSocketClient client = raw(server, "/echo");
		server.connection(client.name()).pause();
		client.reset();
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 1006 NETWORK");
	}

	@Promise("heartbeat")
	@Test
	void connectionWithAFullMailboxShouldNotBeTakenForDead() {
		TestServer server = server(HeartbeatTests.INTERVAL, HeartbeatTests.TIMEOUT, "ws.receive.max-pending-bytes=100");
		HeartbeatTests.EchoEndpoint endpoint = server.bean(HeartbeatTests.EchoEndpoint.class);
		endpoint.gate = new CompletableFuture<>();
		String text = "wait" + "x".repeat(60);
		TestClient client = connect(server, "/echo").text(text).text(text).text(text);
		HeartbeatTests.awaitTimeout(this, server, HeartbeatTests.NOTHING);
		endpoint.gate.complete(null);
		assertThat(client.next(3)).containsExactly(text, text, text);
		HeartbeatTests.awaitTimeout(this, server, HeartbeatTests.NOTHING);
		assertThat(client.text("still").next()).isEqualTo("still");
	}

	@Promise("heartbeat")
	@Test
	void pingBehindALongQueueShouldNotBeMissedEarly() {
		TestServer server = server("ws.heartbeat.interval=4s", HeartbeatTests.TIMEOUT, "ws.send.max-delay=10m",
				"ws.send.max-bytes=32MB");
		RawWebSocketClient slow = closeLater(RawWebSocketClient.to(server, "/plug").receiveBuffer(1024).connect());
		RawWebSocketClient dead = raw(server, "/echo");
		server.journal().await(dead.name(), HeartbeatTests.DEAD);
		assertThat(sizeOfTheNextMessage(slow)).isEqualTo(HeartbeatTests.PlugEndpoint.PLUG.length);
		HeartbeatTests.answer(slow, 1);
		assertThat(server.journal().of(slow.name())).containsExactly(Journal.OPEN);
	}

	/**
	 * Jetty divides it. A machine that takes long to encode it sends a ping before.
	 */
	private static int sizeOfTheNextMessage(RawWebSocketClient client) {
		RawFrame frame = client.next();
		while (frame.opcode() == RawFrame.PING) {
			client.send(new RawFrame(true, RawFrame.PONG, frame.payload()));
			frame = client.next();
		}
		int size = frame.payload().length;
		while (!frame.fin()) {
			frame = client.next();
			size += frame.payload().length;
		}
		return size;
	}

	@Promise("heartbeat")
	@Test
	void silentConnectionShouldBeClosedWhenIdleAlthoughItAnswersPings() {
		TestServer server = server(IDLE);
		TestClient client = connect(server, "/echo");
		Connection connection = server.connection(client.name());
		TestServer.await("answer to a ping").until(() -> connection.info().roundTripTime() != null);
		assertThat(client.nextClose().getCode()).isEqualTo(1001);
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, HeartbeatTests.DEAD);
	}

	@Promise("heartbeat")
	@Test
	void messagesInEitherDirectionShouldKeepAConnection() {
		TestServer server = server(IDLE);
		TestClient talking = connect(server, "/echo");
		TestClient listening = connect(server, "/echo");
		Connection connection = server.connection(listening.name());
		HeartbeatTests.awaitTimeout(this, server, () -> {
			talking.text("silent");
			connection.push("x");
		});
		assertThat(connection.isEstablished()).isTrue();
		assertThat(talking.text("still").next()).isEqualTo("still");
	}

	@Promise("heartbeat")
	@Test
	void signsOfLifeOfABrowserClientShouldNotKeepAConnection() {
		TestServer server = server(IDLE);
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server, "/echo").header("Sec-WebSocket-Protocol", "ws.v1").connect());
		RawFrame frame = client.next();
		for (int i = 0; frame.opcode() != RawFrame.CLOSE; i++) {
			assertThat(i).as("frames").isLessThan(200);
			if (frame.opcode() == RawFrame.PING) {
				client.send(new RawFrame(true, RawFrame.PONG, frame.payload())).text(SIGN_OF_LIFE);
			}
			frame = client.next();
		}
		assertThat(frame.closeCode()).isEqualTo(1001);
	}

	@Promise("heartbeat")
	@Test
	void messagesOfABrowserClientShouldKeepAConnection() {
		TestServer server = server(IDLE);
		TestClient talking = connect(server, "/echo", "ws.v1");
		HeartbeatTests.awaitTimeout(this, server, () -> talking.text("silent"));
		assertThat(talking.text("still").next()).isEqualTo("still");
	}

	@Promise("heartbeat")
	@Test
	void handlersOfTheApplicationShouldGetNoPings() {
		TestServer server = server(HeartbeatTests.FAST);
		RawWebSocketClient client = raw(server, "/spring");
		HeartbeatTests.awaitTimeout(this, server, HeartbeatTests.NOTHING);
		assertThat(client.text("hi").nextText()).isEqualTo("spring: hi");
	}

}
