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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionState;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections that are terminated.
 */
@Promise("close")
class TerminateTests extends ServerTests {

	/** Longer than any test waits. */
	private static final String PATIENT = "ws.close-timeout=60s";

	TerminateTests() {
		super(TerminatingEndpoint.class);
	}

	@Test
	void terminateShouldCutTheConnectionAtOnce() {
		RawWebSocketClient client = raw("/terminating");
		Connection connection = server().connection(client.name());
		server().journal().await(client.name(), Journal.OPEN);
		assertThat(connection.terminate()).isTrue();
		assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
		assertThat(connection.push("late")).isEqualTo(PushResult.CLOSED);
		assertThat(server().connections().exists(connection.id())).isFalse();
		assertThat(connection.terminate()).isFalse();
		assertThat(connection.disconnect()).isFalse();
		assertThat(server().journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 1006 SERVER");
		assertEnd(client);
	}

	private void assertEnd(RawWebSocketClient client) {
		RawFrame last = client.readToEnd();
		if (kind().isDirect()) {
			assertThat(last).as("last frame").isNull();
		}
		else if (last != null) {
			assertThat(last.opcode()).isEqualTo(RawFrame.CLOSE);
			assertThat(last.closeCode()).isEqualTo(1001);
		}
	}

	@Test
	void terminateShouldDropWhatWasAccepted() {
		TestServer server = server(PATIENT, "ws.send.max-delay=60s", "ws.send.max-bytes=100MB",
				"ws.send.max-messages=100000");
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server, "/terminating").receiveBuffer(16_384).connect());
		Connection connection = server.connection(client.name());
		server.journal().await(client.name(), Journal.OPEN);
		String large = "x".repeat(100_000);
		for (int i = 0; i < 200; i++) {
			assertThat(connection.push(large)).isEqualTo(PushResult.ACCEPTED);
		}
		assertThat(connection.terminate()).isTrue();
		assertThat(connection.info().queuedBytes()).isZero();
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 1006 SERVER");
	}

	@Test
	void terminateShouldCutAConnectionThatIsClosing() {
		TestServer server = server(PATIENT);
		RawWebSocketClient client = raw(server, "/terminating");
		Connection connection = server.connection(client.name());
		server.journal().await(client.name(), Journal.OPEN);
		assertThat(connection.disconnect(new CloseStatus(4001))).isTrue();
		assertThat(client.nextClose().closeCode()).isEqualTo(4001);
		assertThat(connection.terminate()).isFalse();
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 4001 SERVER");
	}

	@Test
	void callbacksShouldBeFreeToTerminate() {
		List.of("/terminating?when=open", "/terminating").forEach((path) -> {
			RawWebSocketClient client = raw(path).text("terminate");
			assertThat(server().journal().awaitEnd(client.name())).startsWith(Journal.OPEN)
				.endsWith("close 1006 SERVER");
		});
	}

	@WebSocketEndpoint("/terminating")
	static class TerminatingEndpoint extends RecordingEndpoint {

		TerminatingEndpoint(Journal journal) {
			super(journal);
		}

		@Override
		protected void open(Connection connection) {
			super.open(connection);
			if (connection.handshake().queryParams().containsKey("when")) {
				connection.terminate();
			}
		}

		@OnMessage
		String message(String text, Connection connection) {
			connection.terminate();
			return "nobody gets this";
		}

	}

}
