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

package io.github.wsboot.server.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for TLS: versions, new keys, and HTTP/2 on the same port.
 */
class DirectTlsTests {

	private static final int SIZE = 4_000_000;

	private static final byte SETTINGS = 4;

	private static final int ENABLE_CONNECT_PROTOCOL = 8;

	@ParameterizedTest
	@CsvSource({ "DIRECT_TOMCAT_TLS,TLSv1.2", "DIRECT_TOMCAT_TLS,TLSv1.3", "DIRECT_JETTY_TLS,TLSv1.2",
			"DIRECT_JETTY_TLS,TLSv1.3" })
	void everyVersionShouldCarryMessages(ServerKind kind, String version) {
		try (TestServer server = start(kind, "server.ssl.enabled-protocols=" + version);
				RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
			assertThat(client.tlsVersion()).isEqualTo(version);
			assertThatCarries(server, client);
			client.send(RawFrame.close(1000)).nextClose();
			assertThat(client.readToEnd()).isNull();
		}
	}

	@Promise("hostile-clients")
	@ServerKindTest({ ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY_TLS })
	void newKeysShouldNotDisturbMessages(ServerKind kind) {
		try (TestServer server = start(kind);
				RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
			for (int i = 0; i < 10; i++) {
				client.renewKeys();
				assertThat(client.text("number " + i).nextText()).isEqualTo("number " + i);
			}
			Connection connection = server.connection(client.name());
			byte[] payload = new byte[SIZE];
			Arrays.fill(payload, (byte) 7);
			assertThat(connection.push(ByteBuffer.wrap(payload))).isEqualTo(PushResult.ACCEPTED);
			CompletableFuture<RawFrame> frame = Background.supply(client::next);
			// Tomcat aborts a client that asks a second time before the answer
			client.renewKeys();
			assertThat(Arrays.equals(frame.join().payload(), payload)).as("payload is intact").isTrue();
			assertThat(client.text("last").nextText()).isEqualTo("last");
			client.send(RawFrame.close(1000)).nextClose();
		}
	}

	@Promise("protocol")
	@ServerKindTest({ ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY_TLS })
	void webSocketsShouldWorkBesideHttp2(ServerKind kind) throws IOException, InterruptedException {
		try (TestServer server = start(kind, "server.http2.enabled=true");
				RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect();
				TestClient real = TestClient.connect(server, "/echo")) {
			HttpRequest request = HttpRequest.newBuilder(server.httpUri("/nothing")).build();
			assertThat(TestTls.http().send(request, HttpResponse.BodyHandlers.discarding()).version())
				.isEqualTo(HttpClient.Version.HTTP_2);
			assertThatCarries(server, client);
			assertThat(real.text("hello").next()).isEqualTo("hello");
			real.close(1000, "");
			client.send(RawFrame.close(1000)).nextClose();
		}
	}

	@Promise("protocol")
	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY })
	void webSocketsShouldWorkBesideHttp2WithoutTls(ServerKind kind) {
		try (TestServer server = start(kind, "server.http2.enabled=true");
				RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
			assertThatCarries(server, client);
			client.send(RawFrame.close(1000)).nextClose();
		}
	}

	@Promise("protocol")
	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.JETTY, ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_JETTY,
			ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY_TLS })
	void http2ShouldNotPromiseWebSocketsOnItsStreams(ServerKind kind) throws IOException {
		try (TestServer server = start(kind, "server.http2.enabled=true"); Socket socket = http2(server)) {
			socket.setSoTimeout((int) TestServer.TIMEOUT.toMillis());
			socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			socket.getOutputStream().write(new byte[] { 0, 0, 0, SETTINGS, 0, 0, 0, 0, 0 });
			DataInputStream in = new DataInputStream(socket.getInputStream());
			int length = in.readInt();
			assertThat(length & 0xFF).as("type of the first frame").isEqualTo(SETTINGS);
			in.skipNBytes(5);
			Map<Integer, Integer> settings = new HashMap<>();
			for (int i = 0; i < length >>> 8; i += 6) {
				settings.put((int) in.readShort(), in.readInt());
			}
			assertThat(settings.getOrDefault(ENABLE_CONNECT_PROTOCOL, 0)).isZero();
		}
	}

	private static Socket http2(TestServer server) throws IOException {
		if (!server.isTls()) {
			return new Socket(InetAddress.getLoopbackAddress(), server.port());
		}
		SSLSocket socket = (SSLSocket) TestTls.context().getSocketFactory().createSocket("localhost", server.port());
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setApplicationProtocols(new String[] { "h2" });
		socket.setSSLParameters(parameters);
		return socket;
	}

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY_TLS })
	void endShouldBeOneOfTlsAsWell(ServerKind kind) {
		RecordTypes records = new RecordTypes();
		// Later versions hide what kind of record it is
		try (TestServer server = start(kind, "ws.close-timeout=1h");
				RawWebSocketClient client = RawWebSocketClient.to(server, "/echo")
					.tls(TestTls.context("TLSv1.2"))
					.over(records)
					.connect()) {
			byte[] violation = RawFrame.of(3, "reserved opcode").encode(true);
			assertThat(client.bytes(violation).nextClose().closeCode()).isEqualTo(1002);
			assertThat(records.last()).isEqualTo(RecordTypes.APPLICATION_DATA);
			assertThat(client.send(RawFrame.close(1000)).readToEnd()).isNull();
			assertThat(records.last()).as("close_notify").isEqualTo(RecordTypes.ALERT);
		}
	}

	private static TestServer start(ServerKind kind, String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 2);
		all[properties.length] = "ws.max-binary-size=8MB";
		all[properties.length + 1] = "ws.send.max-bytes=32MB";
		return TestServer.start(kind, List.of(DirectSuite.EchoEndpoint.class), all);
	}

	private static void assertThatCarries(TestServer server, RawWebSocketClient client) {
		byte[] payload = new byte[SIZE];
		Arrays.fill(payload, (byte) 7);
		client.send(new RawFrame(true, RawFrame.BINARY, payload));
		assertThat(Arrays.equals(client.next().payload(), payload)).as("payload is intact").isTrue();
		assertThat(client.text("small").nextText()).isEqualTo("small");
		assertThat(server.connections().count()).isPositive();
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
