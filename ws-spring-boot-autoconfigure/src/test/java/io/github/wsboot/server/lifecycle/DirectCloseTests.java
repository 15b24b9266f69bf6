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

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the end of the closing handshake: a client that answers need not wait. The
 * time to close is longer than any test, so that nothing but the answer ends a
 * connection.
 */
@Promise("close")
@DirectOnly
class DirectCloseTests extends ServerTests {

	private static final RawFrame CLOSE = RawFrame.close(1000);

	DirectCloseTests() {
		super(DirectSuite.EchoEndpoint.class);
	}

	private TestServer echo() {
		return server("ws.close-timeout=1h", "ws.max-binary-size=100KB");
	}

	@Test
	void answerShouldEndWhatAViolationHasBegun() {
		assertThatAnswerEnds(1002, RawFrame.of(3, "reserved opcode").encode(true));
		assertThatAnswerEnds(1002, RawFrame.text("unmasked", true).encode(false));
		assertThatAnswerEnds(1007, new RawFrame(true, RawFrame.TEXT, new byte[] { -1 }).encode(true));
		assertThatAnswerEnds(1009, large());
	}

	private static byte[] large() {
		return new RawFrame(true, RawFrame.BINARY, new byte[200_000]).encode(true);
	}

	private void assertThatAnswerEnds(int code, byte[] violation) {
		try (RawWebSocketClient client = connect()) {
			assertThat(client.text("before").bytes(violation).nextText()).isEqualTo("before");
			assertThat(client.nextClose().closeCode()).isEqualTo(code);
			assertThat(client.send(CLOSE).readToEnd()).isNull();
			assertThatIsOver(client, "close " + code + " PROTOCOL_ERROR");
		}
	}

	private RawWebSocketClient connect() {
		return RawWebSocketClient.to(echo(), "/echo").connect();
	}

	private void assertThatIsOver(RawWebSocketClient client, String end) {
		assertThat(echo().journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, end);
	}

	@Test
	void answerShouldEndWhatAFrameThatIsHalfSentHasBegun() {
		byte[] large = large();
		int half = large.length / 2;
		try (RawWebSocketClient client = connect()) {
			client.bytes(Arrays.copyOf(large, half));
			assertThat(client.nextClose().closeCode()).isEqualTo(1009);
			client.bytes(Arrays.copyOfRange(large, half, large.length));
			assertThat(client.send(CLOSE).readToEnd()).isNull();
			assertThatIsOver(client, "close 1009 PROTOCOL_ERROR");
		}
	}

	@Test
	void closeFrameThatIsAViolationShouldEndTheConnection() {
		try (RawWebSocketClient client = connect()) {
			assertThat(client.send(RawFrame.close(1005)).nextClose().closeCode()).isEqualTo(1002);
			assertThat(client.readToEnd()).isNull();
			assertThatIsOver(client, "close 1002 PROTOCOL_ERROR");
		}
	}

	@Test
	void closeSentRightBehindAViolationShouldEndTheConnection() {
		try (RawWebSocketClient client = connect()) {
			client.bytes(RawFrame.join(RawFrame.of(3, "reserved").encode(true), CLOSE.encode(true)));
			assertThat(client.nextClose().closeCode()).isEqualTo(1002);
			assertThat(client.readToEnd()).isNull();
			assertThatIsOver(client, "close 1002 PROTOCOL_ERROR");
		}
	}

	@Test
	void clientThatLeavesInsteadOfAnsweringShouldBeGone() {
		try (RawWebSocketClient client = connect()) {
			client.bytes(RawFrame.of(3, "reserved").encode(true));
			assertThat(client.nextClose().closeCode()).isEqualTo(1002);
			client.finish();
			assertThat(client.readToEnd()).isNull();
			assertThatIsOver(client, "close 1002 PROTOCOL_ERROR");
		}
	}

	@Test
	void answerShouldEndWhatACallbackHasBegun() {
		try (RawWebSocketClient client = connect()) {
			assertThat(client.text("fail").nextClose().closeCode()).isEqualTo(1011);
			assertThat(client.send(CLOSE).readToEnd()).isNull();
			assertThatIsOver(client, "close 1011 FAILURE");
		}
	}

	@Test
	void answerShouldEndWhatTheServerHasBegunWithinAFrame() {
		byte[] frame = RawFrame.text("split", true).encode(true);
		try (RawWebSocketClient client = connect()) {
			client.bytes(Arrays.copyOf(frame, 8));
			echo().connection(client.name()).disconnect(CloseStatus.SERVICE_RESTARTED);
			assertThat(client.nextClose().closeCode()).isEqualTo(1012);
			client.bytes(Arrays.copyOfRange(frame, 8, frame.length)).send(RawFrame.of(3, "a violation"));
			assertThat(client.send(CLOSE).readToEnd()).isNull();
			assertThatIsOver(client, "close 1012 SERVER");
		}
	}

}
