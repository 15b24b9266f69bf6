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

package io.github.wsboot.server.limit;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.github.wsboot.Connection;
import io.github.wsboot.MessageTooLargeException;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests that the sizes of messages are limited, in bytes, and that the limits reach the
 * container. The limit of connections must not exceed that of the web server.
 */
@Promise("security")
class LimitTests extends ServerTests {

	private static final String TEXT_10 = "ws.max-text-size=10B";

	private static final String BINARY_10 = "ws.max-binary-size=10B";

	LimitTests() {
		super(EchoEndpoint.class);
	}

	@Test
	void defaultLimitShouldBe64KilobytesOfText() {
		assertThat(connect("/echo").text("x".repeat(65_536)).next()).hasSize(65_536);
		assertThatIsTooLarge(server(), "x".repeat(65_537));
	}

	@Test
	void defaultLimitShouldBe64KilobytesOfBytes() {
		assertThat(connect("/echo").binary(new byte[65_536]).nextBytes()).hasSize(65_536);
		TestClient client = connect("/echo").binary(new byte[65_537]);
		assertThat(client.nextClose().getCode()).isEqualTo(1009);
	}

	@Promise("errors")
	@Test
	void largerLimitShouldReachTheContainer() {
		TestServer server = server("ws.max-text-size=1MB", "ws.max-binary-size=1MB", "ws.send.max-bytes=2MB");
		TestClient client = connect(server, "/echo");
		assertThat(client.text("x".repeat(1_048_576)).next()).hasSize(1_048_576);
		assertThat(client.binary(new byte[1_048_576]).nextBytes()).hasSize(1_048_576);
		assertThatIsTooLarge(server, "x".repeat(1_048_577));
	}

	@Test
	void smallLimitShouldCountBytesOfUtf8() {
		TestServer server = server(TEXT_10, BINARY_10);
		TestClient client = connect(server, "/echo");
		assertThat(client.text("0123456789").next()).isEqualTo("0123456789");
		assertThat(client.text("ééééé").next()).isEqualTo("ééééé");
		assertThat(client.text("éééé€").nextClose().getCode()).isEqualTo(1009);
		assertThatIsTooLarge(server, "01234567890");
		assertThatIsTooLarge(server, "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00");
	}

	@Test
	void smallLimitShouldHoldForBytes() {
		TestServer server = server(TEXT_10, BINARY_10);
		assertThat(connect(server, "/echo").binary(new byte[10]).nextBytes()).hasSize(10);
		assertThat(connect(server, "/echo").binary(new byte[11]).nextClose().getCode()).isEqualTo(1009);
	}

	@Test
	void limitShouldHoldForAFragmentedMessage() {
		TestServer server = server(TEXT_10, BINARY_10);
		RawWebSocketClient client = raw(server, "/echo");
		client.send(RawFrame.text("01234", false)).send(RawFrame.continuation("56789", true));
		assertThat(client.nextText()).isEqualTo("0123456789");
		client.send(RawFrame.text("0123456", false)).send(RawFrame.continuation("789012", true));
		assertThat(client.nextClose().closeCode()).isEqualTo(1009);
	}

	@Test
	void replyBeyondTheQueueShouldBeAFailureAndNotVanish() {
		TestServer server = server("ws.send.max-bytes=1KB");
		assertThat(connect(server, "/echo").text("x".repeat(2000)).nextClose().getCode()).isEqualTo(1011);
	}

	@Test
	void headersOfAHandshakeShouldBeBounded() {
		assertThat(filled(7000)).isEqualTo(101);
		assertThat(filled(9000)).isIn(400, 431);
	}

	@Test
	void limitAboveThatOfTheWebServerShouldFail() {
		String container = containerProperty();
		assertThatException()
			.isThrownBy(() -> TestServer.start(kind(), List.of(), "ws.max-connections=11", container + "=10"))
			.havingRootCause()
			.isInstanceOf(InvalidConfigurationPropertyValueException.class)
			.withMessageContaining("'ws.max-connections'")
			.withMessageContaining("'" + container + "'")
			.withMessageContaining("only 10 connections");
	}

	@Test
	void limitOfTheWebServerShouldBeAllowed() {
		try (TestServer server = TestServer.start(kind(), List.of(), "ws.max-connections=10",
				containerProperty() + "=10")) {
			assertThat(server.port()).isPositive();
		}
		try (TestServer server = TestServer.start(kind(), List.of(), "ws.max-connections=100000",
				containerProperty() + "=100000")) {
			assertThat(server.port()).isPositive();
		}
	}

	private String containerProperty() {
		return kind().name().contains("TOMCAT") ? "server.tomcat.max-connections" : "server.jetty.max-connections";
	}

	private int filled(int length) {
		return RawWebSocketClient.to(server(), "/echo").header("X-Filler", "f".repeat(length)).response().status();
	}

	private void assertThatIsTooLarge(TestServer server, String text) {
		TestClient client = connect(server, "/echo").text(text);
		assertThat(client.nextClose().getCode()).isEqualTo(1009);
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "too large",
				"close 1009 PROTOCOL_ERROR");
	}

	@WebSocketEndpoint("/echo")
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
			return Arrays.copyOf(bytes, bytes.length);
		}

		@OnError
		String tooLarge(MessageTooLargeException exception, Connection connection) {
			journal().add(connection, "too large");
			return "reaches nobody";
		}

	}

}
