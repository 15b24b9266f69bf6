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

package io.github.wsboot.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.PushResult;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of outgoing connections to a server by other authors, the npm package {@code ws},
 * plain and with TLS, with and without compression.
 */
class NodePeerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int LARGE = 1_000_000;

	private static NodePeer peer;

	private static final Map<Boolean, ConfigurableApplicationContext> applications = new ConcurrentHashMap<>();

	@BeforeAll
	static void start() {
		peer = NodePeer.start();
	}

	@AfterAll
	static void stop() {
		applications.values().forEach(ConfigurableApplicationContext::close);
		applications.clear();
		if (peer != null) {
			peer.close();
		}
	}

	private static WebSocketClients clients(boolean compressed) {
		return applications.computeIfAbsent(compressed, NodePeerTests::application).getBean(WebSocketClients.class);
	}

	private static ConfigurableApplicationContext application(boolean compressed) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off")
			.run("--" + ServerKind.DIRECT_TOMCAT.exclusion(List.of()), "--logging.level.root=warn",
					"--ws.client.compression.enabled=" + compressed, "--ws.client.max-text-size=2MB",
					"--ws.client.max-binary-size=2MB", "--ws.client.send.max-bytes=10MB",
					"--ws.client.receive.max-pending-bytes=10MB", "--ws.client.ssl.bundle=peer",
					"--spring.ssl.bundle.pem.peer.truststore.certificate=" + peer.certificate().toUri());
	}

	private static BlockingConnection open(boolean tls, boolean compressed, String path) {
		return clients(compressed).uri(peer.uri(tls, path)).open();
	}

	private static String ask(BlockingConnection connection, Object payload) throws InterruptedException {
		assertThat(connection.push(payload)).isEqualTo(PushResult.ACCEPTED);
		return connection.receive(String.class, PATIENCE);
	}

	@ParameterizedTest
	@CsvSource({ "false, false", "false, true", "true, false", "true, true" })
	void messagesOfAllKindsAndSizesShouldPass(boolean tls, boolean compressed) throws Exception {
		try (BlockingConnection connection = open(tls, compressed, "/messages")) {
			assertThat(ask(connection, "!extensions")).isEqualTo(compressed ? "permessage-deflate" : "");
			assertThat(ask(connection, "γειά 🚀")).isEqualTo("γειά 🚀");
			for (int size : new int[] { 0, 1, 125, 126, 65_535, 65_536, LARGE }) {
				assertThat(ask(connection, "x".repeat(size))).isEqualTo("x".repeat(size));
				byte[] bytes = new byte[size];
				new Random(size).nextBytes(bytes);
				assertThat(connection.push(bytes)).isEqualTo(PushResult.ACCEPTED);
				assertThat(connection.receive(byte[].class, PATIENCE)).isEqualTo(bytes);
			}
			assertThat(ask(connection, "!large " + LARGE)).isEqualTo("x".repeat(LARGE));
			assertThat(ask(connection, "!fragments")).isEqualTo("one two three");
			assertThat(connection.receive(String.class, PATIENCE)).isEqualTo("ponged between");
		}
		awaitOutput("closed /messages 1000");
	}

	private static void awaitOutput(String line) {
		TestServer.await(line).untilAsserted(() -> assertThat(peer.output()).contains(line));
		assertThat(peer.output()).doesNotContain("ERROR");
	}

	@ParameterizedTest
	@CsvSource({ "false", "true" })
	void pingsShouldBeAnsweredOnBothSides(boolean compressed) throws Exception {
		try (BlockingConnection connection = open(false, compressed, "/pings")) {
			connection.connection().ping(ByteBuffer.wrap("ours".getBytes()));
			assertThat(connection.receive(String.class, PATIENCE)).isEqualTo("pinged ours");
			assertThat(ask(connection, "!ping theirs")).isEqualTo("ponged theirs");
		}
	}

	@ParameterizedTest
	@CsvSource({ "false", "true" })
	void clientShouldClose(boolean tls) throws Exception {
		BlockingConnection connection = open(tls, false, "/client");
		assertThat(ask(connection, "hello")).isEqualTo("hello");
		connection.connection().disconnect(new CloseStatus(4001, "over"));
		awaitOutput("closed /client 4001 over");
		assertThat(connection.receive(PATIENCE)).isNull();
		assertThat(connection.closeStatus()).isEqualTo(new CloseStatus(4001, "over"));
	}

	@ParameterizedTest
	@CsvSource({ "false", "true" })
	void serverShouldClose(boolean tls) throws Exception {
		BlockingConnection connection = open(tls, false, "/server");
		connection.push("!close 4002 enough");
		assertThat(connection.receive(PATIENCE)).isNull();
		assertThat(connection.closeStatus()).isEqualTo(new CloseStatus(4002, "enough"));
		awaitOutput("closed /server 4002 enough");
	}

	@ParameterizedTest
	@CsvSource({ "false", "true" })
	void endWithoutCloseFrameShouldBeNoticed(boolean tls) throws Exception {
		BlockingConnection connection = open(tls, false, "/cut");
		connection.push("!terminate");
		assertThat(connection.receive(PATIENCE)).isNull();
		assertThat(connection.closeStatus().getCode()).isEqualTo(1006);
	}

	@Test
	void subProtocolAndHeadersShouldArrive() throws Exception {
		ConnectSpec spec = clients(false).uri(peer.uri(false, "/protocols")).header("X-Own", "a b");
		try (BlockingConnection connection = spec.subProtocols("v3", "v2").open()) {
			assertThat(connection.connection().handshake().subProtocol()).isEqualTo("v2");
			assertThat(ask(connection, "!headers x-own")).isEqualTo("a b");
			assertThat(ask(connection, "!headers sec-websocket-protocol").replace(" ", "")).isEqualTo("v3,v2");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
