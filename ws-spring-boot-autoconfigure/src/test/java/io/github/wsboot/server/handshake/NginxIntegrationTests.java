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

package io.github.wsboot.server.handshake;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Program;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for servers behind nginx, with the settings of {@code docs/proxies.md}.
 */
@Promise("handshake")
@PlainOnly
class NginxIntegrationTests extends ServerTests {

	private static final Path DOCUMENT = Path.of("../docs/proxies.md");

	private static final Pattern SNIPPET = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);

	private static final String FRAMEWORK = "server.forward-headers-strategy=framework";

	private static final String PROXY_TIMEOUT = "5s";

	private final Map<TestServer, Integer> ports = new HashMap<>();

	NginxIntegrationTests() {
		super(EchoEndpoint.class, PageController.class);
	}

	@AfterEach
	void forgetPorts() {
		this.ports.clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void handshakesAndMessagesShouldPass(String strategy) {
		TestServer server = server("server.forward-headers-strategy=" + strategy);
		RawWebSocketClient client = closeLater(through(server).connect());
		assertThat(client.text("hello").nextText()).isEqualTo("hello");
		String large = "x".repeat(60_000);
		assertThat(client.text(large).nextText()).isEqualTo(large);
		Connection connection = server.connection(client.name());
		assertThat(connection.handshake().uri()).hasScheme("https")
			.hasHost("localhost")
			.hasPort(this.ports.get(server));
		assertThat(client.send(RawFrame.close(1000)).nextClose().closeCode()).isEqualTo(1000);
		assertThat(client.readToEnd()).isNull();
	}

	@Test
	void otherRequestsShouldPass() throws Exception {
		TestServer server = server(FRAMEWORK);
		HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + nginx(server) + "/page"))
			.timeout(TestServer.TIMEOUT)
			.build();
		assertThat(TestTls.http().send(request, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("page");
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void onlyPagesOfTheSiteShouldConnect(String strategy) {
		TestServer server = server("server.forward-headers-strategy=" + strategy);
		int port = nginx(server);
		assertThat(through(server).header("Origin", "https://localhost:" + port).response().status()).isEqualTo(101);
		assertThat(through(server).header("Origin", "http://localhost:" + port).response().status()).isEqualTo(403);
		assertThat(through(server).header("Origin", "https://localhost").response().status()).isEqualTo(403);
		assertThat(through(server).header("Origin", "https://evil.example").response().status()).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void clientShouldBeSeenAndNotBelieved(String strategy) throws IOException {
		TestServer server = server("server.forward-headers-strategy=" + strategy);
		Socket elsewhere = new Socket();
		elsewhere.bind(new InetSocketAddress("127.0.0.2", 0));
		RawWebSocketClient client = closeLater(through(server).over(elsewhere)
			.header("X-Forwarded-For", "192.0.2.1")
			.header("Forwarded", "for=192.0.2.1")
			.connect());
		assertThat(server.connection(client.name()).handshake().remoteAddress().getAddress().getHostAddress())
			.isEqualTo("127.0.0.2");
	}

	@Test
	void heartbeatShouldKeepSilentConnections() {
		TestServer server = server(FRAMEWORK, "ws.heartbeat.interval=500ms", "ws.heartbeat.timeout=1m");
		RawWebSocketClient client = closeLater(through(server).connect());
		long started = System.nanoTime();
		long twiceTheTimeout = 10_000_000_000L;
		while (System.nanoTime() - started < twiceTheTimeout) {
			RawFrame ping = client.next();
			assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
			client.send(new RawFrame(true, RawFrame.PONG, ping.payload()));
		}
		assertThat(server.find(client.name())).isPresent();
	}

	@Test
	void withoutHeartbeatSilentConnectionsShouldBeCutOff() {
		TestServer server = server(FRAMEWORK, "ws.heartbeat.interval=0");
		RawWebSocketClient client = closeLater(through(server).connect());
		assertThat(client.readToEnd()).isNull();
		assertThat(server.journal().awaitEnd(client.name())).last().asString().contains("NETWORK");
	}

	@Test
	void slowClientShouldBeNoticed() {
		TestServer server = server(FRAMEWORK, "ws.heartbeat.interval=0", "ws.send.max-delay=1s");
		RawWebSocketClient client = closeLater(through(server).receiveBuffer(8192).connect());
		Connection connection = server.connection(client.name());
		String message = "x".repeat(60_000);
		TestServer.await("end of the slow client").until(() -> {
			connection.push(message);
			return !connection.isEstablished();
		});
		assertThat(server.journal().awaitEnd(client.name())).last().asString().contains("SLOW_CONSUMER");
	}

	private RawWebSocketClient.Opening through(TestServer server) {
		return RawWebSocketClient.to(nginx(server), "/echo").tls(TestTls.context());
	}

	/**
	 * Return the port of an nginx before a server, which lasts as long as the test.
	 */
	private int nginx(TestServer server) {
		return this.ports.computeIfAbsent(server, (key) -> start(key));
	}

	private int start(TestServer server) {
		Program nginx = closeLater(Program.find("WS_REQUIRE_NGINX", "nginx"));
		try {
			int port = freePort();
			TestTls.writePem(nginx.folder());
			Files.writeString(nginx.folder().resolve("nginx.conf"), configuration(snippet(port, server.port())));
			nginx.start("-p", nginx.folder().toString(), "-c", nginx.folder().resolve("nginx.conf").toString(), "-e",
					"stderr");
			TestServer.await("start of nginx").until(() -> {
				assertThat(nginx.isRunning()).as(nginx::output).isTrue();
				try (Socket socket = new Socket("127.0.0.1", port)) {
					return socket.isConnected();
				}
				catch (IOException ex) {
					return false;
				}
			});
			return port;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static String snippet(int port, int serverPort) throws IOException {
		Matcher matcher = SNIPPET.matcher(Files.readString(DOCUMENT));
		assertThat(matcher.find()).as("settings of nginx in %s", DOCUMENT).isTrue();
		return replace(
				replace(replace(matcher.group(1), "listen 443 ", "listen 127.0.0.1:" + port + " "),
						"server 127.0.0.1:8080;", "server 127.0.0.1:" + serverPort + ";"),
				" 60s;", " " + PROXY_TIMEOUT + ";");
	}

	private static String replace(String text, String old, String replacement) {
		assertThat(text).contains(old);
		return text.replace(old, replacement);
	}

	/**
	 * Configuration around the settings, with all files in the folder of the test.
	 */
	private static String configuration(String settings) {
		return """
				daemon off;
				master_process off;
				pid nginx.pid;
				error_log stderr;
				events {}
				http {
				access_log off;
				client_body_temp_path body;
				proxy_temp_path proxy;
				fastcgi_temp_path fastcgi;
				uwsgi_temp_path uwsgi;
				scgi_temp_path scgi;
				%s
				}
				""".formatted(settings);
	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint extends EchoingEndpoint {

		EchoEndpoint(Journal journal) {
			super(journal);
		}

	}

	@RestController
	static class PageController {

		@GetMapping("/page")
		String page() {
			return "page";
		}

	}

}
