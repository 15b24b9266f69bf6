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

package io.github.wsboot.server.protocol;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnPing;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for pings of clients: always answered, and passed to {@code @OnPing} on our own
 * transport.
 */
@Promise("protocol")
@ExtendWith(OutputCaptureExtension.class)
class PingTests extends ServerTests {

	PingTests() {
		super(PingedEndpoint.class, QuietEndpoint.class);
	}

	@Test
	void pingShouldBeAnsweredAndTold() {
		RawWebSocketClient client = raw("/pinged").text("1").send(RawFrame.of(RawFrame.PING, "two")).text("3");
		client.send(RawFrame.of(RawFrame.PING, "")).text("end");
		server().journal().await(client.name(), "message end");
		if (kind().isDirect()) {
			assertThat(server().journal().of(client.name())).containsExactly(Journal.OPEN, "message 1", "ping two",
					"message 3", "ping ", "message end");
		}
		else {
			assertThat(server().journal().of(client.name())).containsExactly(Journal.OPEN, "message 1", "message 3",
					"message end");
		}
		assertThat(client.next()).satisfies((pong) -> {
			assertThat(pong.opcode()).isEqualTo(RawFrame.PONG);
			assertThat(pong.text()).isEqualTo("two");
		});
	}

	@Test
	void withoutCallbackPingShouldBeAnswered() {
		RawWebSocketClient client = raw("/quiet").send(RawFrame.of(RawFrame.PING, "a"));
		assertThat(client.next().opcode()).isEqualTo(RawFrame.PONG);
		assertThat(client.text("b").nextText()).isEqualTo("b");
	}

	@Test
	void whereNobodyIsToldTheLogShouldSaySo(CapturedOutput output) {
		server("ws.path=/unused");
		assertThat(StringUtils.countOccurrencesOf(output.toString(),
				"WebSocket endpoint bean 'pingTests.PingedEndpoint' at [/pinged] has an @OnPing callback, which will "
						+ "never be called"))
			.isEqualTo(kind().isDirect() ? 0 : 1);
		assertThat(output).doesNotContain("QuietEndpoint");
	}

	@WebSocketEndpoint("/pinged")
	static class PingedEndpoint extends RecordingEndpoint {

		PingedEndpoint(Journal journal) {
			super(journal);
		}

		@OnPing
		void ping(byte[] payload, Connection connection) {
			journal().add(connection, "ping " + new String(payload, StandardCharsets.UTF_8));
		}

		@OnMessage
		void message(String text, Connection connection) {
			journal().add(connection, "message " + text);
		}

	}

	@WebSocketEndpoint("/quiet")
	static class QuietEndpoint extends EchoingEndpoint {

		QuietEndpoint(Journal journal) {
			super(journal);
		}

	}

}
