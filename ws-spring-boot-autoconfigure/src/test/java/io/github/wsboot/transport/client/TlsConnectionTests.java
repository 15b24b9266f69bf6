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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.client.RawPeer;
import io.github.wsboot.client.RawResponse;
import io.github.wsboot.client.RawServer;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.TestTls;
import io.github.wsboot.transport.client.ConnectFailure.Kind;
import io.github.wsboot.transport.client.TestTransport.Opening;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for outgoing sessions with TLS, against the JDK's own sockets.
 */
class TlsConnectionTests {

	private static final SSLContext SERVER = TestTls.ownContext();

	private static final Consumer<SSLSocket> AS_IT_IS = (socket) -> {
	};

	private final TestTransport transport = new TestTransport();

	private RawServer server = new RawServer(SERVER);

	@AfterEach
	void stop() throws InterruptedException {
		this.transport.close();
		this.server.close();
	}

	private void server(SSLContext context, Consumer<SSLSocket> customizer) {
		this.server.close();
		this.server = new RawServer(0, context, customizer);
	}

	private static Consumer<SSLSocket> version(String version) {
		return (socket) -> socket.setEnabledProtocols(new String[] { version });
	}

	private static TlsEngineFactory engines(SSLContext context) {
		return (host, port) -> engine(context, host, port);
	}

	private static SSLEngine engine(SSLContext context, String host, int port) {
		SSLEngine engine = context.createSSLEngine(host, port);
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		engine.setSSLParameters(parameters);
		return engine;
	}

	private ConnectFailure failure() {
		ConnectFailure failure = this.transport.open(this.server.uri("/feed?token=secret")).failure();
		this.server.peers().forEach(RawPeer::awaitEnd);
		assertThat(failure.message()).startsWith("Cannot connect to wss://localhost:" + this.server.port() + "/feed: ");
		return failure;
	}

	private void assertThatFails(String reason) {
		ConnectFailure failure = failure();
		assertThat(failure.message()).endsWith("/feed: " + reason);
		assertThat(failure.kind()).isEqualTo(Kind.TLS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void messagesShouldPassInBothDirections(String version) throws Exception {
		server(SERVER, version(version));
		this.server.echo();
		Opening session = this.transport.established(this.server.uri("/"));
		for (int size = 1; size <= 1000; size += 111) {
			session.send("x".repeat(size));
			assertThat(session.next()).isEqualTo("TextMessage " + "x".repeat(size));
		}
		session.session().close(CloseStatus.NORMAL);
		assertThat(session.closed()).isEqualTo(CloseStatus.NORMAL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void muchShouldPassToAServerThatReadsSlowly(String version) throws Exception {
		server(SERVER, version(version));
		Opening session = this.transport.established(this.server.uri("/"));
		RawPeer peer = this.server.accept();
		for (int i = 0; i < 8; i++) {
			session.send((i + "x").repeat(150_000));
		}
		for (int i = 0; i < 8; i++) {
			assertThat(peer.readText()).isEqualTo((i + "x").repeat(150_000));
		}
	}

	@Test
	void framesBehindTheResponseShouldBeRead() {
		this.server.respond(RawResponse.acceptWith(RawFrame.text("early", true).encode(false)));
		assertThat(this.transport.established(this.server.uri("/")).next()).isEqualTo("TextMessage early");
	}

	@Test
	void endWithoutACloseFrameShouldBeAnAbnormalClosure() {
		Opening announced = this.transport.established(this.server.uri("/"));
		this.server.accept().close();
		assertThat(announced.closed()).isEqualTo(CloseStatus.NO_CLOSE_FRAME);
		Opening cut = this.transport.established(this.server.uri("/"));
		this.server.accept().shutdownOutput();
		assertThat(cut.closed()).isEqualTo(CloseStatus.NO_CLOSE_FRAME);
	}

	@Test
	void closeOfTheServerShouldBeAnswered() {
		Opening session = this.transport.established(this.server.uri("/"));
		RawPeer peer = this.server.accept();
		peer.sendClose(4000);
		assertThat(peer.read().closeCode()).isEqualTo(4000);
		peer.close();
		assertThat(session.closed().getCode()).isEqualTo(4000);
	}

	@Test
	void certificateOfAnotherHostShouldBeRejected() {
		this.transport.tls((host, port) -> engine(TestTls.context(), "other.example", port));
		ConnectFailure failure = failure();
		assertThat(failure.kind()).isEqualTo(Kind.TLS);
		assertThat(failure.message())
			.contains("/feed: the certificate of the server is for another host (No subject alternative DNS name");
	}

	@Test
	void certificateThatHasExpiredShouldBeRejected() {
		SSLContext expired = TestTls.expiredContext();
		server(expired, AS_IT_IS);
		this.transport.tls(engines(expired));
		assertThatFails("the certificate of the server has expired");
	}

	@Test
	void certificateOfAnUnknownIssuerShouldBeRejected() throws NoSuchAlgorithmException {
		this.transport.tls(engines(SSLContext.getDefault()));
		assertThatFails("the certificate of the server is not trusted, as its issuer is unknown");
	}

	@Test
	void certificateOfTheClientShouldBeShown() {
		server(SERVER, (socket) -> socket.setNeedClientAuth(true));
		this.transport.tls(engines(SERVER));
		this.transport.established(this.server.uri("/"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void clientWithoutACertificateShouldFailIfTheServerNeedsOne(String version) {
		server(SERVER, (socket) -> {
			socket.setNeedClientAuth(true);
			version(version).accept(socket);
		});
		// The alert may be lost if the server resets the connection
		ConnectFailure failure = failure();
		assertThat(failure.kind()).isIn(Kind.TLS, Kind.NETWORK);
		if (failure.kind() == Kind.TLS) {
			assertThat(failure.message()).contains("/feed: the server has refused with the alert ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void versionsShouldHaveOneInCommon(String version) {
		server(SERVER, version(version));
		this.transport.tls((host, port) -> {
			SSLEngine engine = engine(TestTls.context(), host, port);
			engine.setEnabledProtocols(new String[] { version.equals("TLSv1.2") ? "TLSv1.3" : "TLSv1.2" });
			return engine;
		});
		assertThatFails("there is no common version of TLS");
	}

	@Test
	void serverWithoutTlsShouldBeNamedAsSuch() throws IOException {
		try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			Opening opening = this.transport.open(URI.create("wss://localhost:" + plain.getLocalPort() + "/"));
			try (Socket socket = plain.accept()) {
				socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
				assertThat(opening.failure().kind()).isEqualTo(Kind.TLS);
				assertThat(opening.failure().message()).endsWith(": the server does not speak TLS");
			}
		}
	}

	@Test
	void serverThatStallsShouldCostTheTimeOfTheHandshakeOnly() throws IOException {
		this.transport.handshakeTimeout(Duration.ofMillis(200));
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			Opening opening = this.transport.open(URI.create("wss://localhost:" + silent.getLocalPort() + "/"));
			try (Socket socket = silent.accept()) {
				socket.setSoTimeout(20_000);
				assertThat(opening.failure().kind()).isEqualTo(Kind.TIMEOUT);
				assertThat(socket.getInputStream().readAllBytes()).as("ClientHello").isNotEmpty();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void sessionsOfTlsShouldBeResumed(String version) throws Exception {
		server(SERVER, version(version));
		this.server.echo();
		AtomicInteger checks = new AtomicInteger();
		this.transport.tls(engines(contextThatCounts(checks)));
		for (int i = 0; i < 3; i++) {
			Opening session = this.transport.established(this.server.uri("/"));
			session.send("x");
			assertThat(session.next()).isEqualTo("TextMessage x");
		}
		assertThat(checks).hasValue(1);
	}

	private static SSLContext contextThatCounts(AtomicInteger checks)
			throws NoSuchAlgorithmException, KeyManagementException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { new CountingTrustManager(checks) }, null);
		return context;
	}

	/**
	 * Trusts every server, and counts how often it was asked.
	 */
	private static final class CountingTrustManager extends X509ExtendedTrustManager {

		private final AtomicInteger checks;

		CountingTrustManager(AtomicInteger checks) {
			this.checks = checks;
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
			this.checks.incrementAndGet();
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
				throws CertificateException {
			throw new CertificateException();
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
				throws CertificateException {
			throw new CertificateException();
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
			throw new CertificateException();
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
