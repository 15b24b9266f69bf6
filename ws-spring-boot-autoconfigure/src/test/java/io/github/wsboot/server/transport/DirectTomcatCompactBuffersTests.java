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

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that, with compact buffers, the sockets of WebSocket connections have no buffers
 * of Tomcat's, and that HTTP is unchanged.
 */
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class DirectTomcatCompactBuffersTests extends DirectSuite {

	static final String COMPACT = "ws.transport.tomcat.compact-buffers=true";

	/** Tomcat keeps channels for other clients only if the heap is large. */
	private static final String POOLED = "test.pooled-channels=true";

	private static final int CONNECTIONS = 300;

	private static final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	DirectTomcatCompactBuffersTests() {
		super(Http.class);
	}

	@Promise("transports")
	@Test
	void connectionsShouldHaveNoBuffers() {
		TestServer server = server(COMPACT, IMPATIENT);
		List<RawWebSocketClient> clients = IntStream.range(0, CONNECTIONS)
			.mapToObj((i) -> closeLater(RawWebSocketClient.to(server, "/echo").connect()))
			.toList();
		clients.forEach((client) -> assertThat(client.text("hello").nextText()).isEqualTo("hello"));
		assertThat(Internals.of(server).sockets()).hasSize(CONNECTIONS)
			.allSatisfy(DirectTomcatCompactBuffersTests::assertThatBuffersAreGone);
	}

	@Test
	void connectionsShouldHaveBuffersUnlessAskedFor() {
		RawWebSocketClient client = raw("/echo");
		assertThat(client.text("hello").nextText()).isEqualTo("hello");
		assertThat(Internals.of(server()).sockets()).singleElement().satisfies((socket) -> {
			assertThat(socket.getSocketBufferHandler()).hasSameClassAs(new SocketBufferHandler(0, 0, false));
			assertThat(socket.getSocketBufferHandler().getReadBuffer().capacity()).isEqualTo(8192);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void buffersShouldGoAfterWhatTheyHold(boolean secure) {
		TestServer server = secure ? server(secure(COMPACT)) : server(COMPACT, IMPATIENT);
		byte[] first = RawFrame.text("x".repeat(7000), true).encode(true);
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/echo").first(first);
		RawWebSocketClient client = closeLater((secure ? opening.tls(tls(server)) : opening).connect());
		assertThat(client.nextText()).hasSize(7000);
		assertThat(client.text("y".repeat(40_000)).nextText()).hasSize(40_000);
		assertThat(Internals.of(server).sockets()).singleElement()
			.satisfies(DirectTomcatCompactBuffersTests::assertThatBuffersAreGone);
	}

	@Test
	void buffersInDirectMemoryShouldGo() {
		TestServer server = server(COMPACT, "test.direct-buffers=true");
		RawWebSocketClient client = raw(server, "/echo");
		assertThat(client.text("hello").nextText()).isEqualTo("hello");
		assertThat(Internals.of(server).sockets()).singleElement()
			.satisfies(DirectTomcatCompactBuffersTests::assertThatBuffersAreGone);
	}

	@Promise("transports")
	@Test
	void nextClientOnAChannelShouldHaveBuffersAgain() throws Exception {
		TestServer server = server(COMPACT, POOLED);
		for (int i = 0; i < 5; i++) {
			RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect();
			assertThat(client.text("hello").nextText()).isEqualTo("hello");
			SocketWrapperBase<?> first = onlySocket(server);
			Object channel = first.getSocket();
			assertThatBuffersAreGone(first);
			client.send(RawFrame.close(1000)).nextClose();
			client.close();
			TestServer.await("free channel").untilAsserted(() -> assertThat(Internals.of(server).sockets()).isEmpty());
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
				assertThatPipelinedRequestsAreAnswered(socket, 3);
				assertThat(onlySocket(server).getSocket()).as("channel used again").isSameAs(channel);
				assertThat(onlySocket(server).getSocketBufferHandler().getReadBuffer().capacity()).isEqualTo(8192);
			}
			TestServer.await("free channel").untilAsserted(() -> assertThat(Internals.of(server).sockets()).isEmpty());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/bytes/1", "/bytes/8191", "/bytes/8192", "/bytes/100000", "/chunked/100000",
			"/chunked/1000000" })
	void responsesShouldBeComplete(String path) throws Exception {
		int size = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
		for (int i = 0; i < 20; i++) {
			HttpResponse<byte[]> response = http.send(request(path).build(), BodyHandlers.ofByteArray());
			assertThat(response.body()).isEqualTo(bytes(size));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8192, 100_000, 1_000_000 })
	void requestsShouldBeComplete(int size) throws Exception {
		for (BodyPublisher body : List.of(BodyPublishers.ofByteArray(bytes(size)),
				BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes(size))))) {
			for (int i = 0; i < 5; i++) {
				HttpResponse<byte[]> response = http.send(request("/mirror").POST(body).build(),
						BodyHandlers.ofByteArray());
				assertThat(response.body()).isEqualTo(bytes(size));
			}
		}
	}

	@Promise("transports")
	@Test
	void pipelinedRequestsShouldBeAnswered() throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server(COMPACT).port())) {
			for (int i = 0; i < 5; i++) {
				assertThatPipelinedRequestsAreAnswered(socket, 15);
			}
		}
	}

	@Test
	void websocketShouldFollowPipelinedRequests() {
		TestServer server = server(COMPACT);
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/echo")
			.first(RawFrame.text("first", true).encode(true));
		RawWebSocketClient client = closeLater(opening.reach());
		client.bytes("GET /bytes/5 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		assertThat(client.response().status()).isEqualTo(200);
		client.skip(5);
		client.bytes(opening.request());
		assertThat(client.response().status()).isEqualTo(101);
		assertThat(client.nextText()).isEqualTo("first");
		assertThat(client.text("hello").nextText()).isEqualTo("hello");
		assertThat(Internals.of(server).sockets())
			.anySatisfy(DirectTomcatCompactBuffersTests::assertThatBuffersAreGone);
	}

	private static void assertThatPipelinedRequestsAreAnswered(Socket socket, int count) throws IOException {
		socket.setSoTimeout((int) TestServer.TIMEOUT.toMillis());
		String request = "GET /bytes/3000 HTTP/1.1\r\nHost: localhost\r\nX-Filler: " + "f".repeat(500) + "\r\n\r\n";
		socket.getOutputStream().write(request.repeat(count).getBytes(StandardCharsets.US_ASCII));
		DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
		for (int i = 0; i < count; i++) {
			assertThat(line(in)).startsWith("HTTP/1.1 200");
			Stream.generate(() -> line(in)).takeWhile((line) -> !line.isEmpty()).forEach((line) -> {
			});
			byte[] body = new byte[3000];
			in.readFully(body);
			assertThat(body).isEqualTo(bytes(3000));
		}
	}

	private static String line(DataInputStream in) {
		try {
			StringBuilder line = new StringBuilder();
			for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
				line.append((char) b);
			}
			return line.toString().trim();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + server(COMPACT).port() + path))
			.timeout(TestServer.TIMEOUT);
	}

	private static SocketWrapperBase<?> onlySocket(TestServer server) {
		List<SocketWrapperBase<?>> sockets = new ArrayList<>(Internals.of(server).sockets());
		assertThat(sockets).hasSize(1);
		return sockets.get(0);
	}

	private static void assertThatBuffersAreGone(SocketWrapperBase<?> socket) {
		assertThat(socket.isClosed()).isFalse();
		SocketBufferHandler buffers = socket.getSocketBufferHandler();
		assertThat(ReflectionTestUtils.getField(buffers, "buffers")).isNull();
		assertThat(((ByteBuffer) ReflectionTestUtils.getField(buffers, SocketBufferHandler.class, "readBuffer"))
			.capacity()).isZero();
	}

	private static byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	@RestController
	static class Controller {

		@GetMapping("/bytes/{size}")
		byte[] bytes(@PathVariable int size) {
			return DirectTomcatCompactBuffersTests.bytes(size);
		}

		@GetMapping("/chunked/{size}")
		void chunked(@PathVariable int size, HttpServletResponse response) throws IOException {
			byte[] bytes = DirectTomcatCompactBuffersTests.bytes(size);
			for (int i = 0; i < size; i += 7001) {
				response.getOutputStream().write(bytes, i, Math.min(7001, size - i));
				response.flushBuffer();
			}
		}

		@PostMapping("/mirror")
		byte[] mirror(@RequestBody byte[] body) {
			return body;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Http {

		@Bean
		Controller controller() {
			return new Controller();
		}

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> socketCustomizer(Environment environment) {
			return (factory) -> factory.addConnectorCustomizers((connector) -> {
				AbstractProtocol<?> protocol = (AbstractProtocol<?>) connector.getProtocolHandler();
				protocol.setProperty("socket.bufferPool",
						environment.getProperty("test.pooled-channels", boolean.class, false) ? "100" : "0");
				protocol.setProperty("socket.directBuffer", environment.getProperty("test.direct-buffers", "false"));
			});
		}

	}

}
