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

package io.github.wsboot.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link LimitServer}, where there is a C compiler.
 */
class LimitServerTests {

	private static final int TIMEOUT_MILLIS = 60_000;

	private static LimitServer server;

	@BeforeAll
	static void start() {
		Optional<Path> program = LimitServer.build();
		assumeThat(program).as("C compiler").isPresent();
		server = LimitServer.start(program.get(), 2);
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			server.close();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 125, 126, 65_535, 65_536, 1_048_576 })
	void echoShouldGoBackToItsSender(int size) {
		try (Clients clients = server.clients(PlainFormat.TEXT)) {
			List<Client> readers = clients.open("/limit", 3, true);
			List<Client> receivers = new ArrayList<>();
			List<Long> times = new ArrayList<>();
			clients.listen((client, sentAt, arrivedAt) -> {
				receivers.add(client);
				times.add(arrivedAt - sentAt);
			});
			for (int i = 0; i < 5; i++) {
				clients.send(readers.get(1), 'E', size);
			}
			clients.await("get all texts back", () -> receivers.size() >= 5);
			assertThat(receivers).containsOnly(readers.get(1)).hasSize(5);
			assertThat(times).allSatisfy((time) -> assertThat(time).isPositive());
			clients.closeAll();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 16, 2048, 1_048_576 })
	void broadcastShouldReachAll(int size) {
		try (Clients clients = server.clients(PlainFormat.BINARY)) {
			List<Client> readers = clients.open("/limit", 7, true);
			List<Client> receivers = new ArrayList<>();
			clients.listen((client, sentAt, arrivedAt) -> receivers.add(client));
			for (int i = 0; i < 4; i++) {
				clients.send(readers.get(0), 'B', size);
			}
			clients.await("reach all", () -> receivers.size() >= 28);
			assertThat(receivers).hasSameElementsAs(readers).hasSize(28);
			clients.closeAll();
		}
	}

	@Test
	void handshakeShouldBeThatOfTheStandard() throws IOException {
		try (Socket socket = open()) {
			OutputStream output = socket.getOutputStream();
			output.write(ascii("GET /chat HTTP/1.1\r\nHost: x\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
			output.flush();
			output.write(ascii("Upgrade: websocket\r\n\r\n"));
			String answer = read(socket, 129);
			assertThat(answer).startsWith("HTTP/1.1 101 ")
				.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
				.endsWith("\r\n\r\n");
		}
	}

	@Test
	void otherRequestShouldBeRefused() throws IOException {
		try (Socket socket = open()) {
			socket.getOutputStream().write(ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
				.startsWith("HTTP/1.1 400 ");
		}
	}

	@Test
	void pingAndCloseShouldBeAnsweredEvenIfTheyArriveInParts() throws IOException {
		try (Socket socket = open()) {
			OutputStream output = socket.getOutputStream();
			output.write(ascii("GET / HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
			read(socket, 129);
			byte[] frames = { (byte) 0x89, (byte) 0x82, 0, 0, 0, 0, 'h', 'i', (byte) 0x88, (byte) 0x82, 1, 1, 1, 1, 2,
					(byte) 0xE9 };
			for (byte part : frames) {
				output.write(part);
				output.flush();
			}
			byte[] answer = socket.getInputStream().readAllBytes();
			assertThat(answer).containsExactly(0x8A, 0x02, 'h', 'i', 0x88, 0x02, 0x03, 0xE8);
		}
	}

	private static Socket open() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
		socket.setSoTimeout(TIMEOUT_MILLIS);
		return socket;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static String read(Socket socket, int length) throws IOException {
		InputStream input = socket.getInputStream();
		return new String(input.readNBytes(length), StandardCharsets.US_ASCII);
	}

}
