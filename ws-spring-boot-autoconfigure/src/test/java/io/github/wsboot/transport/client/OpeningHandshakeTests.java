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

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.client.RawPeer;
import io.github.wsboot.client.RawResponse;
import io.github.wsboot.client.RawServer;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.TestTls;
import io.github.wsboot.transport.client.ConnectFailure.Kind;
import io.github.wsboot.transport.client.TestTransport.Opening;
import io.github.wsboot.transport.loop.EventLoop;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the opening handshake of {@link DirectClientTransport}.
 */
class OpeningHandshakeTests {

	private static final String ACCEPTANCE = """
			HTTP/1.1 101 Switching Protocols\r
			Upgrade: websocket\r
			Connection: Upgrade\r
			Sec-WebSocket-Accept: {accept}\r
			""";

	private final TestTransport transport = new TestTransport();

	private final RawServer server = new RawServer();

	@AfterEach
	void stop() throws InterruptedException {
		this.transport.close();
		this.server.close();
	}

	private ConnectFailure failure(RawResponse response) {
		this.server.respond(response);
		ConnectFailure failure = this.transport.open(this.server.uri("/feed?token=secret")).failure();
		this.server.peers().forEach(RawPeer::awaitEnd);
		assertThat(failure.message()).startsWith("Cannot connect to ws://127.0.0.1:" + this.server.port() + "/feed: ")
			.doesNotContain("secret");
		return failure;
	}

	@Test
	void requestShouldBeComplete() {
		this.transport.established(this.server.uri("/a%20b/c?d=e&f"));
		RawPeer peer = this.server.accept();
		assertThat(peer.head()).startsWith("GET /a%20b/c?d=e&f HTTP/1.1\r\n");
		assertThat(peer.header("Host")).isEqualTo("127.0.0.1:" + this.server.port());
		assertThat(peer.header("Upgrade")).isEqualTo("websocket");
		assertThat(peer.header("Connection")).isEqualTo("Upgrade");
		assertThat(peer.header("Sec-WebSocket-Version")).isEqualTo("13");
		assertThat(peer.header("Sec-WebSocket-Key")).hasSize(24);
		assertThat(peer.header("Sec-WebSocket-Protocol")).isNull();
		assertThat(peer.header("Sec-WebSocket-Extensions")).isNull();
	}

	@Test
	void keysShouldDiffer() {
		this.transport.established(this.server.uri("/"));
		this.transport.established(this.server.uri("/"));
		assertThat(this.server.accept().header("Sec-WebSocket-Key"))
			.isNotEqualTo(this.server.accept().header("Sec-WebSocket-Key"));
	}

	@Test
	void emptyPathShouldBeTheRoot() {
		this.transport.established(URI.create("ws://127.0.0.1:" + this.server.port() + "?a=b"));
		assertThat(this.server.accept().target()).isEqualTo("/?a=b");
	}

	@Test
	void headersOfTheApplicationShouldBeSent() {
		HttpHeaders headers = new HttpHeaders();
		headers.setBearerAuth("abc");
		headers.add("X-Many", "1");
		headers.add("X-Many", "2 \u00e9");
		headers.add("Host", "other.example.org");
		Opening opening = this.transport.open(this.server.uri("/"), headers, List.of());
		RawPeer peer = this.server.accept();
		assertThat(peer.header("Authorization")).isEqualTo("Bearer abc");
		assertThat(peer.headers("X-Many")).containsExactly("1", "2 \u00e9");
		assertThat(peer.header("Host")).isEqualTo("other.example.org");
		assertThat(opening.session().getHandshakeHeaders().getFirst("Authorization")).isEqualTo("Bearer abc");
	}

	@ParameterizedTest
	@CsvSource({ "Sec-WebSocket-Key, a", "sec-websocket-protocol, a", "Upgrade, a", "Connection, a",
			"Content-Length, 1", "X-A, 'a\r\nX-B: c'", "'X A', a", "'X-A\n', a", "X-A, '\u0000'", "X-A, '\u20ac'" })
	void headersThatMustNotBeSentShouldFail(String name, String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.add(name, value);
		assertThat(this.transport.open(this.server.uri("/"), headers, List.of()).failure().kind())
			.isEqualTo(Kind.REQUEST);
		assertThat(this.server.peers()).isEmpty();
	}

	@Test
	void twoValuesOfHostShouldFail() {
		HttpHeaders headers = new HttpHeaders();
		headers.addAll("Host", List.of("a", "b"));
		ConnectFailure failure = this.transport.open(this.server.uri("/"), headers, List.of()).failure();
		assertThat(failure.kind()).isEqualTo(Kind.REQUEST);
		assertThat(failure.message()).endsWith("the header 'Host' must have one value");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost/", "ws:///path", "ws://user:secret@localhost/", "ws://localhost/#secret",
			"ws://localhost:0/", "ws://localhost:70000/", "/path", "ws:opaque" })
	void urisThatCannotBeOpenedShouldFail(String uri) {
		ConnectFailure failure = this.transport.open(URI.create(uri)).failure();
		assertThat(failure.kind()).isEqualTo(Kind.REQUEST);
		assertThat(failure.message()).startsWith("Cannot connect to ").doesNotContain("secret");
	}

	@ParameterizedTest
	@CsvSource({ "ws://example.org/, false, example.org, 80, example.org",
			"wss://example.org, true, example.org, 443, example.org", "WS://[::1]:8080/, false, ::1, 8080, [::1]:8080",
			"ws://my_service:81/, false, my_service, 81, my_service:81",
			"wss://[2001:db8::1]/, true, 2001:db8::1, 443, [2001:db8::1]",
			"ws://example.org:443/, false, example.org, 443, example.org:443" })
	void targetShouldFollowFromTheUri(String uri, boolean secure, String host, int port, String header) {
		Target target = Target.of(URI.create(uri));
		assertThat(target).isEqualTo(new Target(secure, host, port, "/"));
		assertThat(target.hostHeader()).isEqualTo(header);
	}

	@Test
	void subProtocolShouldBeAgreedOn() {
		this.server.respond(RawResponse.accept("Sec-WebSocket-Protocol: b", "X-Node: 7"));
		Opening opening = this.transport.open(this.server.uri("/"), new HttpHeaders(), List.of("a", "b"));
		assertThat(opening.session().getAcceptedProtocol()).isEqualTo("b");
		assertThat(opening.session().getAttributes()).containsEntry("a", 1);
		assertThat(opening.session().getUri()).isEqualTo(this.server.uri("/"));
		assertThat(opening.session().getRemoteAddress()).hasFieldOrPropertyWithValue("port", this.server.port());
		assertThat(opening.session().getLocalAddress()).isNotNull();
		assertThat(opening.responseHeaders().getFirst("X-Node")).isEqualTo("7");
		assertThat(this.server.accept().header("Sec-WebSocket-Protocol")).isEqualTo("a, b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sec-WebSocket-Protocol: x", "Sec-WebSocket-Extensions: permessage-deflate",
			"Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: a" })
	void whatWasNotOfferedShouldFail(String header) {
		assertThat(failure(RawResponse.accept(header)).kind()).isEqualTo(Kind.PROTOCOL);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x{accept}\r\n\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: close\r\nSec-WebSocket-Accept: {accept}\r\n\r\n",
			"HTTP/2 101\r\n\r\n", "SSH-2.0-OpenSSH\r\n\r\n", "\r\n\r\n", "HTTP/1.1 101\r\nBad Name: a\r\n\r\n" })
	void responsesThatBreakTheProtocolShouldFail(String response) {
		assertThat(failure(RawResponse.raw(response)).kind()).isEqualTo(Kind.PROTOCOL);
	}

	@Test
	void unusualButValidResponseShouldBeAccepted() {
		this.server.respond(RawResponse.raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
				+ "HTTP/1.1 101\r\nUPGRADE: WebSocket\r\nconnection: keep-alive,\r\n\tupgrade\r\n"
				+ "Sec-WebSocket-Accept:{accept}\r\nX-Text: \u00e9\r\nSec-WebSocket-Extensions: \r\n\r\n"));
		Opening opening = this.transport.established(this.server.uri("/"));
		assertThat(opening.responseHeaders().getFirst("X-Text")).isEqualTo("\u00e9");
	}

	@Test
	void otherStatusShouldFailWithItsHeaders() {
		ConnectFailure failure = failure(RawResponse.status(503, "Retry-After: 7"));
		assertThat(failure.kind()).isEqualTo(Kind.STATUS);
		assertThat(failure.status()).hasFieldOrPropertyWithValue("value", 503);
		assertThat(failure.headers().getFirst("retry-after")).isEqualTo("7");
		assertThat(failure.message()).endsWith(": the server has answered with status 503");
	}

	@Test
	void framesBehindTheResponseShouldBeDelivered() {
		this.server.respond(RawResponse
			.acceptWith(RawFrame.join(RawFrame.text("a", true).encode(false), RawFrame.text("b", true).encode(false))));
		Opening opening = this.transport.established(this.server.uri("/"));
		assertThat(opening.next()).isEqualTo("TextMessage a");
		assertThat(opening.next()).isEqualTo("TextMessage b");
		this.server.accept().sendText("c");
		assertThat(opening.next()).isEqualTo("TextMessage c");
	}

	@Test
	void responseByteByByteShouldBeAccepted() {
		this.server.respond(RawResponse.slowly(ACCEPTANCE + "\r\n", Duration.ZERO));
		this.transport.established(this.server.uri("/"));
	}

	@Test
	void silentServerShouldFailInTime() {
		this.transport.handshakeTimeout(Duration.ofMillis(100));
		ConnectFailure failure = failure(RawResponse.silence());
		assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
		assertThat(failure.message()).endsWith("the handshake was not complete within 100 ms");
	}

	@Test
	void slowServerShouldFailInTime() {
		this.transport.handshakeTimeout(Duration.ofMillis(200));
		ConnectFailure failure = failure(RawResponse.slowly(ACCEPTANCE, Duration.ofMillis(20)));
		assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
	}

	@Test
	void endlessHeadShouldFail() {
		String line = "X-Padding: " + "a".repeat(1000) + "\r\n";
		ConnectFailure failure = failure(RawResponse.raw(ACCEPTANCE + line.repeat(20)));
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		assertThat(failure.message()).contains("16384 bytes");
	}

	@Test
	void endWithinTheHeadShouldFail() {
		ConnectFailure failure = failure((peer) -> {
			peer.send("HTTP/1.1 101".getBytes(StandardCharsets.ISO_8859_1));
			peer.close();
		});
		assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
		assertThat(failure.message()).endsWith("the server has closed the connection");
	}

	@Test
	void resetWithinTheHandshakeShouldFail() {
		assertThat(failure(RawPeer::reset).kind()).isEqualTo(Kind.NETWORK);
	}

	@Test
	void refusedConnectionShouldFail() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		ConnectFailure failure = this.transport.open(URI.create("ws://127.0.0.1:" + port + "/")).failure();
		assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
		assertThat(failure.message()).isEqualTo("Cannot connect to ws://127.0.0.1:" + port + "/: Connection refused");
	}

	@Test
	void unknownNameShouldFail() {
		// Too long for a name, so that no server is asked for it
		ConnectFailure failure = this.transport.open(URI.create("ws://" + "a".repeat(70) + ".invalid/")).failure();
		assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
		assertThat(failure.message()).endsWith("the host name cannot be resolved");
	}

	@Test
	void cancelledAttemptShouldFail() {
		this.server.respond(RawResponse.silence());
		Opening opening = this.transport.open(this.server.uri("/"));
		RawPeer peer = this.server.accept();
		opening.cancel();
		assertThat(opening.failure().kind()).isEqualTo(Kind.CANCELLED);
		peer.awaitEnd();
		opening.cancel();
	}

	@Test
	void cancelledSessionShouldStay() throws Exception {
		Opening opening = this.transport.established(this.server.uri("/"));
		opening.cancel();
		opening.send("a");
		assertThat(this.server.accept().readText()).isEqualTo("a");
	}

	@Test
	void endOfTheLoopsShouldEndAttempts() throws InterruptedException {
		this.server.respond(RawResponse.silence());
		Opening opening = this.transport.open(this.server.uri("/"));
		RawPeer peer = this.server.accept();
		this.transport.close();
		assertThat(opening.failure().kind()).isEqualTo(Kind.CANCELLED);
		peer.awaitEnd();
	}

	@Test
	void sessionWithTlsShouldWork() throws Exception {
		try (RawServer secure = new RawServer(TestTls.ownContext())) {
			secure.respond(RawResponse.acceptWith(RawFrame.text("early", true).encode(false)));
			Opening opening = this.transport.established(secure.uri("/"));
			assertThat(opening.next()).isEqualTo("TextMessage early");
			opening.send("a");
			RawPeer peer = secure.accept();
			assertThat(peer.readText()).isEqualTo("a");
			peer.sendClose(1000);
			assertThat(opening.closed()).isEqualTo(CloseStatus.NORMAL);
			assertThat(peer.read().closeCode()).isEqualTo(1000);
			peer.close();
		}
	}

	@Test
	void engineShouldBeCreatedWhereCodeMayBlock() {
		BlockingQueue<Boolean> onLoop = new LinkedBlockingQueue<>();
		this.transport.tls((host, port) -> {
			onLoop.add(EventLoop.isCurrentThread());
			throw new NoSuchAlgorithmException("wrong settings");
		});
		ConnectFailure failure = this.transport.open(URI.create("wss://127.0.0.1:" + this.server.port() + "/"))
			.failure();
		assertThat(failure.kind()).isEqualTo(Kind.TLS);
		assertThat(failure.cause()).hasRootCauseInstanceOf(NoSuchAlgorithmException.class);
		assertThat(onLoop).containsExactly(false);
	}

	@Test
	void attemptAfterTheEndOfTheLoopsShouldFail() throws InterruptedException {
		this.transport.close();
		assertThat(this.transport.open(this.server.uri("/")).failure().kind()).isEqualTo(Kind.CANCELLED);
	}

	@Test
	void expiredCertificateShouldFail() {
		try (RawServer secure = new RawServer(TestTls.expiredContext())) {
			ConnectFailure failure = this.transport.open(secure.uri("/")).failure();
			assertThat(failure.kind()).isEqualTo(Kind.TLS);
			assertThat(failure.message()).startsWith("Cannot connect to wss://localhost:" + secure.port() + "/: ");
			secure.peers().forEach(RawPeer::awaitEnd);
		}
	}

}
