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

package io.github.wsboot.transport.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.client.RawPeer;
import io.github.wsboot.client.RawServer;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.transport.client.TestTransport.Opening;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.CompressionSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the protocol of outgoing sessions against a server that breaks it, or that is
 * slow to close.
 */
class ClientProtocolTests {

	private static final String LONG = "a".repeat(125);

	private final TestTransport transport = new TestTransport();

	private final RawServer server = new RawServer();

	@AfterEach
	void stop() throws InterruptedException {
		this.transport.close();
		this.server.close();
	}

	private Opening open() {
		return this.transport.established(this.server.uri("/"));
	}

	private void awaitNoSession() {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.transport.sessions() == 0);
	}

	/**
	 * Send bytes, and expect a close frame with this code and the end of the session.
	 */
	private void shouldFail(int code, byte[] bytes) {
		Opening opening = open();
		RawPeer peer = this.server.accept();
		peer.send(bytes);
		RawFrame answer = peer.read();
		assertThat(answer.opcode()).isEqualTo(RawFrame.CLOSE);
		assertThat(answer.closeCode()).isEqualTo(code);
		assertThat(opening.closed().getCode()).isEqualTo(code);
		peer.close();
		awaitNoSession();
	}

	@Test
	void maskedFrameShouldFail() {
		shouldFail(1002, RawFrame.text("a", true).encode(true));
	}

	@ParameterizedTest
	@CsvSource({ "1002, 80 00, nothing to continue", "1002, 01 01 61 81 01 62, unfinished message",
			"1002, 83 00, opcode 3", "1002, 87 00, opcode 7", "1002, 8b 00, opcode 11", "1002, 8f 00, opcode 15",
			"1002, c1 01 61, first reserved bit", "1002, a1 01 61, second reserved bit",
			"1002, 91 01 61, third reserved bit", "1002, c9 00, reserved bit of a ping", "1002, 09 00, fragmented ping",
			"1002, 08 00, fragmented close", "1002, 89 7e 00 7e, long ping", "1002, 88 7e 00 80, long close",
			"1002, 81 7e 00 7d, length not minimal", "1002, 81 7f 00 00 00 00 00 00 ff ff, length not minimal",
			"1002, 81 7f 80 00 00 00 00 00 00 00, negative length", "1002, 89 80 00 00 00 00, masked ping",
			"1007, 81 01 ff, invalid byte", "1007, 81 02 c0 80, overlong", "1007, 81 03 ed a0 80, surrogate",
			"1007, 81 04 f4 90 80 80, beyond Unicode", "1007, 81 01 c3, incomplete character",
			"1007, 01 01 c3 80 01 28, broken across fragments", "1009, 81 7e 03 e9, too large",
			"1009, 82 7f 00 00 00 01 00 00 00 00, far too large", "1009, 01 7e 03 e8, too large with the next" })
	void violationShouldFail(int code, String hex, String description) {
		byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
		shouldFail(code, description.endsWith("with the next")
				? RawFrame.join(bytes, new byte[0x3E8], new byte[] { (byte) 0x80, 1, 0 }) : bytes);
	}

	@Test
	void tooManyFragmentsShouldFail() {
		byte[][] frames = new byte[TestTransport.MAX_FRAGMENTS + 1][];
		for (int i = 0; i < frames.length; i++) {
			frames[i] = (i == 0) ? RawFrame.text("a", false).encode(false)
					: RawFrame.continuation("a", false).encode(false);
		}
		shouldFail(1009, RawFrame.join(frames));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535 })
	void closeCodeThatMustNotBeSentShouldFail(int code) {
		shouldFail(1002, RawFrame.close(code).encode(false));
	}

	@ParameterizedTest
	@CsvSource({ "1002, 88 01 03", "1007, 88 03 03 e8 ff" })
	void malformedCloseFrameShouldFail(int code, String hex) {
		shouldFail(code, HexFormat.ofDelimiter(" ").parseHex(hex));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999 })
	void closeFrameShouldBeAnswered(int code) {
		Opening opening = open();
		RawPeer peer = this.server.accept();
		peer.sendClose(code);
		assertThat(peer.read().closeCode()).isEqualTo(code);
		assertThat(opening.closed().getCode()).isEqualTo(code);
		peer.close();
		awaitNoSession();
	}

	@Test
	void closeFrameWithoutCodeShouldBeAnswered() {
		Opening opening = open();
		RawPeer peer = this.server.accept();
		peer.send(RawFrame.of(RawFrame.CLOSE, ""));
		assertThat(peer.read().payload()).isEmpty();
		assertThat(opening.closed()).isEqualTo(CloseStatus.NO_STATUS_CODE);
	}

	@Test
	void serverShouldCloseTheSocketAfterItsClose() {
		Opening opening = open();
		RawPeer peer = this.server.accept();
		peer.sendClose(4000);
		assertThat(peer.read().closeCode()).isEqualTo(4000);
		assertThat(opening.closed().getCode()).isEqualTo(4000);
		assertThat(peer.isSilentFor(Duration.ofMillis(200))).isTrue();
		peer.shutdownOutput();
		peer.awaitEnd();
	}

	@Test
	void serverShouldCloseTheSocketAfterTheClientsClose() throws Exception {
		Opening opening = open();
		RawPeer peer = this.server.accept();
		opening.session().close(new CloseStatus(4001, "bye"));
		RawFrame close = peer.read();
		assertThat(close.closeCode()).isEqualTo(4001);
		assertThat(close.closeReason()).isEqualTo("bye");
		peer.sendClose(4001);
		assertThat(opening.closed()).isEqualTo(new CloseStatus(4001, "bye"));
		assertThat(peer.isSilentFor(Duration.ofMillis(200))).isTrue();
		peer.shutdownOutput();
		peer.awaitEnd();
	}

	@Test
	void clientShouldCloseTheSocketIfTheServerDoesNot() {
		this.transport.closeTimeout(Duration.ofMillis(100));
		Opening opening = open();
		RawPeer peer = this.server.accept();
		peer.sendClose(1000);
		assertThat(opening.closed()).isEqualTo(CloseStatus.NORMAL);
		peer.awaitEnd();
	}

	@Test
	void clientShouldCloseTheSocketIfTheServerDoesNotAnswer() throws Exception {
		this.transport.closeTimeout(Duration.ofMillis(100));
		Opening opening = open();
		RawPeer peer = this.server.accept();
		opening.session().close();
		assertThat(peer.read().closeCode()).isEqualTo(1000);
		peer.awaitEnd();
		assertThat(opening.closed()).isEqualTo(CloseStatus.NORMAL);
	}

	@Test
	void endWithoutCloseFrameShouldEndTheSession() {
		Opening opening = open();
		this.server.accept().close();
		assertThat(opening.closed()).isEqualTo(CloseStatus.NO_CLOSE_FRAME);
		awaitNoSession();
	}

	@Test
	void resetShouldEndTheSession() {
		Opening opening = open();
		this.server.accept().reset();
		assertThat(opening.closed()).isEqualTo(CloseStatus.NO_CLOSE_FRAME);
		awaitNoSession();
	}

	@Test
	void fragmentsWithAPingBetweenShouldBeDelivered() {
		Opening opening = open();
		RawPeer peer = this.server.accept();
		byte[] text = "\u00e9\u20ac".getBytes(StandardCharsets.UTF_8);
		peer.send(new RawFrame(false, RawFrame.TEXT, new byte[] { text[0] }), RawFrame.of(RawFrame.PING, LONG),
				new RawFrame(false, RawFrame.CONTINUATION, new byte[] { text[1], text[2] }),
				new RawFrame(true, RawFrame.CONTINUATION, new byte[] { text[3], text[4] }));
		assertThat(opening.next()).isEqualTo("TextMessage \u00e9\u20ac");
		RawFrame pong = peer.read();
		assertThat(pong.opcode()).isEqualTo(RawFrame.PONG);
		assertThat(pong.text()).isEqualTo(LONG);
	}

	@Test
	void largestMessageShouldBeDeliveredByteByByte() {
		Opening opening = open();
		RawPeer peer = this.server.accept();
		for (byte next : RawFrame.text("a".repeat(TestTransport.MAX_TEXT_SIZE), true).encode(false)) {
			peer.send(new byte[] { next });
		}
		assertThat(opening.next()).hasSize("TextMessage ".length() + TestTransport.MAX_TEXT_SIZE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 125, 126, 65535, 65536, 200_000 })
	void messageOfAnySizeShouldBeSent(int size) throws Exception {
		Opening opening = open();
		RawPeer peer = this.server.accept();
		opening.send("a".repeat(size));
		opening.send("end");
		assertThat(peer.readText()).hasSize(size).matches("a*");
		assertThat(peer.readText()).isEqualTo("end");
	}

	@Test
	void eachFrameShouldBeMaskedWithAnotherKey() throws Exception {
		Opening opening = open();
		RawPeer peer = this.server.accept();
		Set<String> keys = new HashSet<>();
		for (int i = 0; i < 50; i++) {
			opening.send("same");
			RawPeer.Received received = peer.receive();
			assertThat(received.masked()).isTrue();
			assertThat(received.frame().text()).isEqualTo("same");
			keys.add(HexFormat.of().formatHex(received.key()));
		}
		assertThat(keys).hasSizeGreaterThan(48);
	}

	@Test
	void messagesShouldBeCompressedBeforeTheyAreMasked() throws Exception {
		this.transport.compress(new Compression(new CompressionSettings(true, 1, false)));
		this.server.respond((peer) -> peer.send(peer.acceptance(
				"Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover")
			.getBytes(StandardCharsets.ISO_8859_1)));
		Opening opening = open();
		RawPeer peer = this.server.accept();
		assertThat(peer.header("Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
		opening.send("a".repeat(500));
		RawFrame frame = peer.read();
		assertThat(frame.isCompressed()).isTrue();
		assertThat(frame.payload()).hasSizeLessThan(50);
		peer.send(frame);
		assertThat(opening.next()).isEqualTo("TextMessage " + "a".repeat(500));
	}

}
