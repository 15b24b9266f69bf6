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
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the traffic log.
 */
@Promise("traffic-log")
@ExtendWith(OutputCaptureExtension.class)
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class TrafficLogTests extends ServerTests {

	private static final String LEVEL = "logging.level.io.github.wsboot.traffic=info";

	private static final String ENABLED = "ws.traffic-log.enabled=true";

	TrafficLogTests() {
		super(EchoEndpoint.class);
	}

	@Test
	void eachMessageInEitherDirectionShouldBeALine(CapturedOutput output) {
		TestServer server = server(LEVEL, ENABLED, "ws.heartbeat.interval=0");
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server, "/echo/secret-room?token=secret-query")
			.header("Authorization", "Bearer secret-header")
			.header("Cookie", "a=secret-cookie")
			.connect());
		Connection connection = server.connection(client.name());
		assertThat(client.text("a\r\nforged line").nextText()).isEqualTo("a\r\nforged line");
		client.send(new RawFrame(true, RawFrame.BINARY, new byte[] { 1, -1 }));
		assertThat(client.next().payload()).hasSize(2);
		client.send(new RawFrame(true, RawFrame.PING, new byte[0]));
		assertThat(client.next().opcode()).isEqualTo(RawFrame.PONG);
		client.send(RawFrame.close(1000));
		server.journal().awaitEnd(client.name());
		List<String> lines = awaitLines(output, connection, 7);
		assertThat(lines.get(0)).isEqualTo("opened");
		assertThat(lines).containsSubsequence("< text 14 bytes: a\\u000d\\u000aforged line",
				"> text 14 bytes: a\\u000d\\u000aforged line", "< binary 2 bytes: 01ff");
		assertThat(lines).contains("> binary 2 bytes: 01ff", "< ping 0 bytes");
		assertThat(lines.get(6)).matches("closed 1000 CLIENT after \\d+ ms");
		assertThat(output.toString()).doesNotContain("secret").doesNotContain("\nforged");
	}

	@Test
	void payloadShouldBeCut(CapturedOutput output) {
		assertThat(linesOfAnEcho(output, "ws.traffic-log.max-payload=4B")).containsExactly("opened",
				"< text 8 bytes: abcd...", "> text 8 bytes: abcd...");
	}

	@Test
	void withoutPayloadThereShouldBeTheSizeOnly(CapturedOutput output) {
		assertThat(linesOfAnEcho(output, "ws.traffic-log.max-payload=0B")).containsExactly("opened", "< text 8 bytes",
				"> text 8 bytes");
	}

	private List<String> linesOfAnEcho(CapturedOutput output, String property) {
		TestServer server = server(LEVEL, ENABLED, property);
		RawWebSocketClient client = raw(server, "/echo/a");
		assertThat(client.text("abcdefgh").nextText()).isEqualTo("abcdefgh");
		return awaitLines(output, server.connection(client.name()), 3);
	}

	@Test
	void byDefaultNothingShouldBeLogged(CapturedOutput output) {
		TestServer server = server(LEVEL);
		RawWebSocketClient client = raw(server, "/echo/a");
		assertThat(client.text("abcdefgh").nextText()).isEqualTo("abcdefgh");
		String id = server.connection(client.name()).id();
		client.send(RawFrame.close(1000));
		server.journal().awaitEnd(client.name());
		assertThat(output.toString()).doesNotContain(id);
	}

	private static List<String> awaitLines(CapturedOutput output, Connection connection, int count) {
		String prefix = connection.id() + " /echo/{room} ";
		return TestServer.await(count + " lines").until(() -> lines(output, prefix), (lines) -> lines.size() == count);
	}

	private static List<String> lines(CapturedOutput output, String prefix) {
		return Pattern.compile("\\R")
			.splitAsStream(output.toString())
			.filter((line) -> line.contains(prefix))
			.map((line) -> line.substring(line.indexOf(prefix) + prefix.length()))
			.toList();
	}

	@WebSocketEndpoint("/echo/{room}")
	static class EchoEndpoint extends RecordingEndpoint {

		EchoEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String text(String text) {
			return text;
		}

		@OnMessage
		byte[] binary(byte[] bytes) {
			return bytes;
		}

	}

}
