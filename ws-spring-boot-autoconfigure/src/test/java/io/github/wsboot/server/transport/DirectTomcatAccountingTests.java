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

package io.github.wsboot.server.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Tomcat's count is right after each way to end a connection, and that nothing
 * of the connection is left. Each way is tried more often than the server can have
 * connections.
 */
@Tag("large-heap")
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class DirectTomcatAccountingTests extends DirectSuite {

	private static final int MAX_CONNECTIONS = 25;

	private static final int ROUNDS = 2;

	private static final byte[] PART_OF_A_FRAME = { (byte) 0x82, (byte) 0xFE, 0x10 };

	private static final String[] PROPERTIES = { "server.tomcat.max-connections=" + MAX_CONNECTIONS, IMPATIENT,
			"ws.send.max-bytes=64MB" };

	@Promise("hostile-clients")
	@ParameterizedTest
	@EnumSource
	void nothingShouldBeLeftAfter(Ending ending) {
		TestServer server = server(PROPERTIES);
		Internals internals = Internals.of(server);
		for (int round = 0; round < ROUNDS; round++) {
			List<RawWebSocketClient> clients = new ArrayList<>();
			for (int i = 0; i < MAX_CONNECTIONS; i++) {
				clients.add(closeLater(ending.open(server)));
			}
			clients.forEach((client) -> ending.end(server, client));
			internals.awaitNothing(ending.name());
			assertThatServerIsFree(server);
			clients.forEach(RawWebSocketClient::close);
		}
	}

	@Promise("hostile-clients")
	@ParameterizedTest
	@EnumSource
	void nothingShouldBeLeftWithTlsAfter(Ending ending) {
		TestServer server = server(secure(PROPERTIES));
		for (int i = 0; i < MAX_CONNECTIONS + 1; i++) {
			ending.end(server, closeLater(ending.open(server)));
		}
		Internals.of(server).awaitNothing(ending.name());
	}

	@Test
	void filesShouldBeClosedAfterManyConnections() {
		TestServer server = server(PROPERTIES);
		Internals internals = Internals.of(server);
		assertThatServerIsFree(server);
		long before = Internals.openFiles();
		for (int i = 0; i < MAX_CONNECTIONS * 4; i++) {
			RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect();
			if (i % 2 == 0) {
				client.reset();
			}
			else {
				client.send(RawFrame.close(1000)).nextClose();
				client.close();
			}
		}
		internals.awaitNothing("many connections");
		TestServer.await("closed files")
			.untilAsserted(() -> assertThat(Internals.openFiles()).isLessThan(before + MAX_CONNECTIONS));
	}

	private void assertThatServerIsFree(TestServer server) {
		List<RawWebSocketClient> clients = IntStream.range(0, MAX_CONNECTIONS)
			.mapToObj((i) -> closeLater(RawWebSocketClient.to(server, "/echo").connect()))
			.toList();
		clients.forEach((client) -> assertThat(client.text("free").nextText()).isEqualTo("free"));
		clients.forEach((client) -> client.send(RawFrame.close(1000)).nextClose());
		clients.forEach(RawWebSocketClient::close);
		Internals.of(server).awaitNothing("close");
	}

	enum Ending {

		RESET((server, client) -> client.reset()),

		FIN((server, client) -> {
			client.finish();
			assertThat(client.readToEnd()).isNull();
		}),

		FIN_AFTER_MESSAGE((server, client) -> client.text("last").finish()),

		CLIENT_CLOSE((server, client) -> {
			assertThat(client.send(RawFrame.close(1000)).nextClose().closeCode()).isEqualTo(1000);
			assertThat(client.readToEnd()).isNull();
		}),

		CLIENT_CLOSE_UNREAD((server, client) -> {
			client.send(RawFrame.close(1000));
			client.close();
		}),

		SERVER_CLOSE((server, client) -> {
			server.connection(client.name()).disconnect(new CloseStatus(4000));
			assertThat(client.nextClose().closeCode()).isEqualTo(4000);
			client.send(RawFrame.close(4000));
			assertThat(client.readToEnd()).isNull();
		}),

		SERVER_CLOSE_UNANSWERED((server, client) -> server.connection(client.name()).disconnect()),

		SERVER_CLOSE_AND_RESET((server, client) -> {
			server.connection(client.name()).disconnect();
			client.reset();
		}),

		CLOSE_IN_ON_OPEN("/echo?disconnect=true", (server, client) -> {
			assertThat(client.nextClose().closeCode()).isEqualTo(1000);
			client.send(RawFrame.close(1000));
			assertThat(client.readToEnd()).isNull();
		}),

		SLOW_CONSUMER((server, client) -> {
			Connection connection = server.connection(client.name());
			byte[] payload = new byte[4_000_000];
			PushResult result = connection.push(payload);
			while (result.isAccepted()) {
				result = connection.push(payload);
			}
		}),

		RESET_WHILE_WRITING((server, client) -> {
			server.connection(client.name()).push(new byte[20_000_000]);
			client.skip(1);
			client.reset();
		}),

		HALF_CLOSE_WHILE_WRITING((server, client) -> {
			server.connection(client.name()).push(new byte[20_000_000]);
			client.skip(1);
			client.finish();
		}),

		CUT_BY_TOMCAT((server, client) -> {
			int port = server.connection(client.name()).handshake().remoteAddress().getPort();
			Internals.of(server)
				.sockets()
				.stream()
				.filter((socket) -> socket.getRemotePort() == port)
				.forEach(Internals::cut);
			client.readToCut();
		}),

		PROTOCOL_ERROR((server, client) -> {
			client.bytes(RawFrame.text("unmasked", true).encode(false));
			assertThat(client.nextClose().closeCode()).isEqualTo(1002);
			client.finish();
			assertThat(client.readToEnd()).isNull();
		}),

		PROTOCOL_ERROR_UNANSWERED(
				(server, client) -> client.bytes(new byte[] { (byte) 0xFF, (byte) 0xFF, (byte) 0xFF })),

		FAILURE((server, client) -> {
			assertThat(client.text("fail").nextClose().closeCode()).isEqualTo(1011);
			client.send(RawFrame.close(1011));
			assertThat(client.readToEnd()).isNull();
		}),

		FAILURE_UNANSWERED((server, client) -> client.text("fail")),

		RESET_IN_A_FRAME((server, client) -> client.bytes(PART_OF_A_FRAME).reset()),

		FIN_IN_A_FRAME((server, client) -> client.bytes(PART_OF_A_FRAME).finish()),

		CLOSE_WITH_THE_REQUEST(RawFrame.close(1001).encode(true), (server, client) -> {
			assertThat(client.response().status()).isEqualTo(101);
			assertThat(client.nextClose().closeCode()).isEqualTo(1001);
		}),

		ERROR_WITH_THE_REQUEST(RawFrame.close(1001).encode(false), (server, client) -> {
			assertThat(client.response().status()).isEqualTo(101);
			assertThat(client.nextClose().closeCode()).isEqualTo(1002);
		}),

		RESET_AFTER_THE_REQUEST(new byte[0], (server, client) -> client.reset()),

		FIN_AFTER_THE_REQUEST(new byte[0], (server, client) -> client.finish()),

		END_AFTER_THE_REQUEST(new byte[0], (server, client) -> client.close());

		private final String path;

		private final byte[] first;

		private final BiConsumer<TestServer, RawWebSocketClient> action;

		Ending(BiConsumer<TestServer, RawWebSocketClient> action) {
			this("/echo", action);
		}

		Ending(String path, BiConsumer<TestServer, RawWebSocketClient> action) {
			this.path = path;
			this.first = null;
			this.action = action;
		}

		Ending(byte[] first, BiConsumer<TestServer, RawWebSocketClient> action) {
			this.path = "/echo";
			this.first = first;
			this.action = action;
		}

		RawWebSocketClient open(TestServer server) {
			RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, this.path).receiveBuffer(8192);
			if (server.isSecure()) {
				opening.tls(tls(server));
			}
			if (this.first != null) {
				opening.first(this.first);
				return opening.reach().bytes(opening.request());
			}
			return opening.connect();
		}

		void end(TestServer server, RawWebSocketClient client) {
			this.action.accept(server, client);
		}

	}

}
