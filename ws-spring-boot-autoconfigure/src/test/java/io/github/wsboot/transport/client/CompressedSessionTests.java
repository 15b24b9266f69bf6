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
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.BinaryMessage;

import io.github.wsboot.client.RawPeer;
import io.github.wsboot.client.RawResponse;
import io.github.wsboot.client.RawServer;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.transport.client.ConnectFailure.Kind;
import io.github.wsboot.transport.client.TestTransport.Opening;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.CompressionSettings;
import io.github.wsboot.transport.codec.TestDeflate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for compression by outgoing sessions (RFC 7692), against a server that compresses
 * by hand.
 */
class CompressedSessionTests {

	private static final String EXTENSIONS = "Sec-WebSocket-Extensions: ";

	private static final String ALONE = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

	private final TestTransport transport = new TestTransport();

	private final RawServer server = new RawServer();

	@AfterEach
	void stop() throws InterruptedException {
		this.transport.close();
		this.server.close();
	}

	private static Compression compression(boolean takeover) {
		return new Compression(new CompressionSettings(true, 20, takeover));
	}

	private Opening open(boolean takeover, String response) {
		this.transport.compress(compression(takeover));
		this.server.respond(RawResponse.accept(EXTENSIONS + response));
		return this.transport.established(this.server.uri("/"));
	}

	/**
	 * Return the server's side, whose contexts have the names that the client's have
	 * here.
	 */
	private static TestDeflate serverSide(String response) {
		return new TestDeflate(
				response.replace("server_no", "x_no").replace("client_no", "server_no").replace("x_no", "client_no"));
	}

	@ParameterizedTest
	@CsvSource({ "true, permessage-deflate", "true, permessage-deflate; server_no_context_takeover",
			"true, permessage-deflate; client_no_context_takeover",
			"true, permessage-deflate; server_max_window_bits=9", "true, " + ALONE,
			"false, permessage-deflate; server_no_context_takeover", "false, " + ALONE })
	void messagesOfAllSizesShouldPassWhateverTheServerAgreesTo(boolean takeover, String response) throws Exception {
		Opening session = open(takeover, response);
		RawPeer peer = this.server.accept();
		assertThat(peer.header("Sec-WebSocket-Extensions")).isEqualTo(takeover ? "permessage-deflate" : ALONE);
		try (TestDeflate deflate = serverSide(takeover ? response : ALONE)) {
			for (int size = 20; size <= 1000; size += 35) {
				String text = "γειά {%d} ".formatted(size).repeat(100).substring(0, size / 2);
				session.send(text);
				RawFrame frame = peer.read();
				byte[] payload = frame.isCompressed() ? deflate.inflate(frame.payload()) : frame.payload();
				assertThat(new String(payload, StandardCharsets.UTF_8)).isEqualTo(text);
				if (takeover && !response.contains("client_no")) {
					assertThat(frame.isCompressed()).isEqualTo(payload.length >= 20);
				}
				peer.send(new RawFrame(true, RawFrame.TEXT | RawFrame.COMPRESSED,
						deflate.deflate(text.getBytes(StandardCharsets.UTF_8))));
				assertThat(session.next()).isEqualTo("TextMessage " + text);
			}
		}
	}

	@Test
	void messagesShouldReferToEarlierOnesOnlyIfThatWasAgreed() throws Exception {
		byte[] random = new byte[5000];
		new Random(1).nextBytes(random);
		Opening takingOver = open(true, "permessage-deflate");
		RawPeer peer = this.server.accept();
		takingOver.session().sendMessage(new BinaryMessage(random));
		takingOver.session().sendMessage(new BinaryMessage(random));
		try (TestDeflate deflate = serverSide("permessage-deflate")) {
			assertThat(deflate.inflate(peer.read().payload())).isEqualTo(random);
			RawFrame again = peer.read();
			assertThat(again.payload()).hasSizeLessThan(200);
			assertThat(deflate.inflate(again.payload())).isEqualTo(random);
		}
		Opening alone = open(true, "permessage-deflate; client_no_context_takeover");
		peer = this.server.accept();
		alone.session().sendMessage(new BinaryMessage(random));
		alone.session().sendMessage(new BinaryMessage(random));
		assertThat(peer.read().payload()).isEqualTo(random);
		assertThat(peer.read().payload()).isEqualTo(random);
	}

	@Test
	void smallMessagesShouldBeLeftAlone() throws Exception {
		Opening session = open(false, ALONE);
		RawPeer peer = this.server.accept();
		session.send("x".repeat(19));
		assertThat(peer.readText()).isEqualTo("x".repeat(19));
		session.send("x".repeat(20));
		RawFrame frame = peer.read();
		assertThat(frame.opcode()).isEqualTo(RawFrame.TEXT | RawFrame.COMPRESSED);
		assertThat(TestDeflate.inflated(frame.payload())).asString().isEqualTo("x".repeat(20));
	}

	@Test
	void serverMayDeclineAndThenMustNotCompress() throws Exception {
		this.transport.compress(compression(true));
		Opening session = this.transport.established(this.server.uri("/"));
		RawPeer peer = this.server.accept();
		session.send("x".repeat(100));
		assertThat(peer.readText()).isEqualTo("x".repeat(100));
		peer.send(new RawFrame(true, RawFrame.TEXT | RawFrame.COMPRESSED, TestDeflate.deflated("x".getBytes())));
		assertThat(peer.read().closeCode()).isEqualTo(1002);
	}

	@ParameterizedTest
	@ValueSource(strings = { "other", "permessage-deflate; client_max_window_bits=10", "permessage-deflate; x",
			"permessage-deflate; server_max_window_bits=16", "permessage-deflate, permessage-deflate",
			"permessage-deflate; client_no_context_takeover; client_no_context_takeover" })
	void responseThatDoesNotMatchTheOfferShouldFailTheHandshake(String response) {
		this.transport.compress(compression(true));
		this.server.respond(RawResponse.accept(EXTENSIONS + response));
		ConnectFailure failure = this.transport.open(this.server.uri("/")).failure();
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		this.server.accept().awaitEnd();
	}

	@Test
	void bombShouldCloseWith1009() {
		open(true, "permessage-deflate");
		RawPeer peer = this.server.accept();
		peer.send(new RawFrame(true, RawFrame.BINARY | RawFrame.COMPRESSED, TestDeflate.deflated(new byte[1 << 20])));
		assertThat(peer.read().closeCode()).isEqualTo(1009);
	}

	@Test
	void badDataShouldCloseWith1007() {
		open(true, "permessage-deflate");
		RawPeer peer = this.server.accept();
		peer.send(new RawFrame(true, RawFrame.BINARY | RawFrame.COMPRESSED, new byte[] { -1, -1, -1 }));
		assertThat(peer.read().closeCode()).isEqualTo(1007);
	}

}
