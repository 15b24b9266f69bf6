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
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for servers behind nginx and HAProxy, with the settings of
 * {@code docs/proxies.md}.
 */
@Promise("handshake")
@PlainOnly
class ReverseProxyIntegrationTests extends ServerTests {

	private static final String FRAMEWORK = "server.forward-headers-strategy=framework";

	private final Map<TestServer, Integer> ports = new HashMap<>();

	ReverseProxyIntegrationTests() {
		super(EchoEndpoint.class, PageController.class);
	}

	@AfterEach
	void forgetPorts() {
		this.ports.clear();
	}

	@ParameterizedTest
	@CsvSource({ "NGINX, native", "NGINX, framework", "HAPROXY, native", "HAPROXY, framework" })
	void handshakesAndMessagesShouldPass(ReverseProxy proxy, String strategy) {
		TestServer server = server("server.forward-headers-strategy=" + strategy);
		RawWebSocketClient client = closeLater(through(proxy, server).connect());
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

	@ParameterizedTest
	@EnumSource(ReverseProxy.class)
	void otherRequestsShouldPass(ReverseProxy proxy) throws Exception {
		TestServer server = server(FRAMEWORK);
		HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port(proxy, server) + "/page"))
			.timeout(TestServer.TIMEOUT)
			.build();
		assertThat(TestTls.http().send(request, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("page");
	}

	@ParameterizedTest
	@CsvSource({ "NGINX, native", "NGINX, framework", "HAPROXY, native", "HAPROXY, framework" })
	void onlyPagesOfTheSiteShouldConnect(ReverseProxy proxy, String strategy) {
		TestServer server = server("server.forward-headers-strategy=" + strategy);
		int port = port(proxy, server);
		assertThat(through(proxy, server).header("Origin", "https://localhost:" + port).response().status())
			.isEqualTo(101);
		assertThat(through(proxy, server).header("Origin", "http://localhost:" + port).response().status())
			.isEqualTo(403);
		assertThat(through(proxy, server).header("Origin", "https://localhost").response().status()).isEqualTo(403);
		assertThat(through(proxy, server).header("Origin", "https://evil.example").response().status()).isEqualTo(403);
	}

	@ParameterizedTest
	@CsvSource({ "NGINX, native", "NGINX, framework", "HAPROXY, native", "HAPROXY, framework" })
	void clientShouldBeSeenAndNotBelieved(ReverseProxy proxy, String strategy) throws IOException {
		TestServer server = server("server.forward-headers-strategy=" + strategy);
		Socket elsewhere = new Socket();
		elsewhere.bind(new InetSocketAddress("127.0.0.2", 0));
		RawWebSocketClient client = closeLater(through(proxy, server).over(elsewhere)
			.header("X-Forwarded-For", "192.0.2.1")
			.header("Forwarded", "for=192.0.2.1")
			.connect());
		assertThat(server.connection(client.name()).handshake().remoteAddress().getAddress().getHostAddress())
			.isEqualTo("127.0.0.2");
	}

	@ParameterizedTest
	@EnumSource(ReverseProxy.class)
	void heartbeatShouldKeepSilentConnections(ReverseProxy proxy) {
		TestServer server = server(FRAMEWORK, "ws.heartbeat.interval=500ms", "ws.heartbeat.timeout=1m");
		RawWebSocketClient client = closeLater(through(proxy, server).connect());
		long started = System.nanoTime();
		long twiceTheTimeout = TimeUnit.SECONDS.toNanos(2 * ReverseProxy.TIMEOUT_SECONDS);
		while (System.nanoTime() - started < twiceTheTimeout) {
			RawFrame ping = client.next();
			assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
			client.send(new RawFrame(true, RawFrame.PONG, ping.payload()));
		}
		assertThat(server.find(client.name())).isPresent();
	}

	@ParameterizedTest
	@EnumSource(ReverseProxy.class)
	void withoutHeartbeatSilentConnectionsShouldBeCutOff(ReverseProxy proxy) {
		TestServer server = server(FRAMEWORK, "ws.heartbeat.interval=0");
		RawWebSocketClient client = closeLater(through(proxy, server).connect());
		assertThat(client.readToEnd()).isNull();
		assertThat(server.journal().awaitEnd(client.name())).last().asString().contains("NETWORK");
	}

	@ParameterizedTest
	@EnumSource(ReverseProxy.class)
	void slowClientShouldBeNoticed(ReverseProxy proxy) {
		TestServer server = server(FRAMEWORK, "ws.heartbeat.interval=0", "ws.send.max-delay=1s");
		RawWebSocketClient client = closeLater(through(proxy, server).receiveBuffer(8192).connect());
		Connection connection = server.connection(client.name());
		String message = "x".repeat(60_000);
		TestServer.await("end of the slow client").until(() -> {
			connection.push(message);
			return !connection.isEstablished();
		});
		assertThat(server.journal().awaitEnd(client.name())).last().asString().contains("SLOW_CONSUMER");
	}

	private RawWebSocketClient.Opening through(ReverseProxy proxy, TestServer server) {
		return RawWebSocketClient.to(port(proxy, server), "/echo").tls(TestTls.context());
	}

	/**
	 * Return the port of a proxy in front of a server, which lasts as long as the test.
	 */
	private int port(ReverseProxy proxy, TestServer server) {
		return this.ports.computeIfAbsent(server,
				(key) -> proxy.start(closeLater(proxy.find()), server.port(), server.port()));
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
