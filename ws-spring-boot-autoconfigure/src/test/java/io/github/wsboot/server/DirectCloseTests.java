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

package io.github.wsboot.server;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of the closing handshake: a client that answers is not made to wait. The time
 * to close is longer than any test, so that nothing but the answer ends a connection.
 */
class DirectCloseTests {

	private static final RawFrame CLOSE = RawFrame.close(1000);

	private static final Map<ServerKind, TestServer> servers = new EnumMap<>(ServerKind.class);

	private static TestServer server(ServerKind kind) {
		return servers.computeIfAbsent(kind, (key) -> TestServer.start(key, List.of(DirectSuite.EchoEndpoint.class),
				"ws.close-timeout=1h", "ws.max-binary-size=100KB"));
	}

	@AfterAll
	static void stopServers() {
		servers.values().forEach(TestServer::close);
		servers.clear();
	}

	@ParameterizedTest
	@EnumSource(value = ServerKind.class, mode = EnumSource.Mode.MATCH_ALL, names = "DIRECT_.*")
	void answerShouldEndWhatAViolationHasBegun(ServerKind kind) {
		assertThatAnswerEnds(kind, 1002, RawFrame.of(3, "reserved opcode").encode(true));
		assertThatAnswerEnds(kind, 1002, RawFrame.text("unmasked", true).encode(false));
		assertThatAnswerEnds(kind, 1007, new RawFrame(true, RawFrame.TEXT, new byte[] { -1 }).encode(true));
		assertThatAnswerEnds(kind, 1009, large());
	}

	private static byte[] large() {
		return new RawFrame(true, RawFrame.BINARY, new byte[200_000]).encode(true);
	}

	private static void assertThatAnswerEnds(ServerKind kind, int code, byte[] violation) {
		try (RawWebSocketClient client = connect(kind)) {
			assertThat(client.text("before").bytes(violation).nextText()).isEqualTo("before");
			assertThat(client.nextClose().closeCode()).isEqualTo(code);
			assertThat(client.send(CLOSE).readToEnd()).isNull();
			assertThatIsOver(kind, client, "close " + code + " PROTOCOL_ERROR");
		}
	}

	private static RawWebSocketClient connect(ServerKind kind) {
		return RawWebSocketClient.to(server(kind), "/echo").connect();
	}

	private static void assertThatIsOver(ServerKind kind, RawWebSocketClient client, String end) {
		assertThat(server(kind).journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, end);
	}

	@ParameterizedTest
	@EnumSource(value = ServerKind.class, mode = EnumSource.Mode.MATCH_ALL, names = "DIRECT_.*")
	void answerShouldEndWhatAFrameThatIsHalfSentHasBegun(ServerKind kind) {
		byte[] large = large();
		int half = large.length / 2;
		try (RawWebSocketClient client = connect(kind)) {
			client.bytes(Arrays.copyOf(large, half));
			assertThat(client.nextClose().closeCode()).isEqualTo(1009);
			client.bytes(Arrays.copyOfRange(large, half, large.length));
			assertThat(client.send(CLOSE).readToEnd()).isNull();
			assertThatIsOver(kind, client, "close 1009 PROTOCOL_ERROR");
		}
	}

	@ParameterizedTest
	@EnumSource(value = ServerKind.class, mode = EnumSource.Mode.MATCH_ALL, names = "DIRECT_.*")
	void closeFrameThatIsAViolationShouldEndTheConnection(ServerKind kind) {
		try (RawWebSocketClient client = connect(kind)) {
			assertThat(client.send(RawFrame.close(1005)).nextClose().closeCode()).isEqualTo(1002);
			assertThat(client.readToEnd()).isNull();
			assertThatIsOver(kind, client, "close 1002 PROTOCOL_ERROR");
		}
	}

	@ParameterizedTest
	@EnumSource(value = ServerKind.class, mode = EnumSource.Mode.MATCH_ALL, names = "DIRECT_.*")
	void closeSentRightBehindAViolationShouldEndTheConnection(ServerKind kind) {
		try (RawWebSocketClient client = connect(kind)) {
			client.bytes(RawFrame.join(RawFrame.of(3, "reserved").encode(true), CLOSE.encode(true)));
			assertThat(client.nextClose().closeCode()).isEqualTo(1002);
			assertThat(client.readToEnd()).isNull();
			assertThatIsOver(kind, client, "close 1002 PROTOCOL_ERROR");
		}
	}

	@ParameterizedTest
	@EnumSource(value = ServerKind.class, mode = EnumSource.Mode.MATCH_ALL, names = "DIRECT_.*_TLS")
	void tlsShouldBeEndedAsWell(ServerKind kind) {
		RecordTypes records = new RecordTypes();
		// Later versions hide what kind of record it is
		try (RawWebSocketClient client = RawWebSocketClient.to(server(kind), "/echo")
			.tls(TestTls.context("TLSv1.2"))
			.over(records)
			.connect()) {
			assertThat(client.bytes(large()).nextClose().closeCode()).isEqualTo(1009);
			assertThat(records.last()).isEqualTo(RecordTypes.APPLICATION_DATA);
			assertThat(client.send(CLOSE).readToEnd()).isNull();
			assertThat(records.last()).as("close_notify").isEqualTo(RecordTypes.ALERT);
		}
	}

	@ParameterizedTest
	@EnumSource(value = ServerKind.class, mode = EnumSource.Mode.MATCH_ALL, names = "DIRECT_.*")
	void clientThatLeavesInsteadOfAnsweringShouldBeGone(ServerKind kind) {
		try (RawWebSocketClient client = connect(kind)) {
			client.bytes(RawFrame.of(3, "reserved").encode(true));
			assertThat(client.nextClose().closeCode()).isEqualTo(1002);
			client.finish();
			assertThat(client.readToEnd()).isNull();
			assertThatIsOver(kind, client, "close 1002 PROTOCOL_ERROR");
		}
	}

	@ParameterizedTest
	@EnumSource(value = ServerKind.class, mode = EnumSource.Mode.MATCH_ALL, names = "DIRECT_.*")
	void answerShouldEndWhatACallbackHasBegun(ServerKind kind) {
		try (RawWebSocketClient client = connect(kind)) {
			assertThat(client.text("fail").nextClose().closeCode()).isEqualTo(1011);
			assertThat(client.send(CLOSE).readToEnd()).isNull();
			assertThatIsOver(kind, client, "close 1011 FAILURE");
		}
	}

	@ParameterizedTest
	@EnumSource(value = ServerKind.class, mode = EnumSource.Mode.MATCH_ALL, names = "DIRECT_.*")
	void answerShouldEndWhatTheServerHasBegunWithinAFrame(ServerKind kind) {
		byte[] frame = RawFrame.text("split", true).encode(true);
		try (RawWebSocketClient client = connect(kind)) {
			client.bytes(Arrays.copyOf(frame, 8));
			server(kind).connection(client.name()).disconnect(CloseStatus.SERVICE_RESTARTED);
			assertThat(client.nextClose().closeCode()).isEqualTo(1012);
			client.bytes(Arrays.copyOfRange(frame, 8, frame.length)).send(RawFrame.of(3, "a violation"));
			assertThat(client.send(CLOSE).readToEnd()).isNull();
			assertThatIsOver(kind, client, "close 1012 SERVER");
		}
	}

	/**
	 * A socket that knows the types of the TLS records that it has received.
	 */
	private static final class RecordTypes extends Socket {

		static final int ALERT = 21;

		static final int APPLICATION_DATA = 23;

		private static final int HEADER = 5;

		private final ByteArrayOutputStream received = new ByteArrayOutputStream();

		@Override
		public InputStream getInputStream() throws IOException {
			return new FilterInputStream(super.getInputStream()) {

				@Override
				public int read(byte[] target, int offset, int length) throws IOException {
					int count = super.read(target, offset, length);
					if (count > 0) {
						RecordTypes.this.received.write(target, offset, count);
					}
					return count;
				}

			};
		}

		int last() {
			ByteBuffer records = ByteBuffer.wrap(this.received.toByteArray());
			int type = -1;
			while (records.remaining() > HEADER) {
				type = records.get();
				records.getShort();
				records.position(records.position() + 2 + records.getShort(records.position()));
			}
			return type;
		}

	}

}
