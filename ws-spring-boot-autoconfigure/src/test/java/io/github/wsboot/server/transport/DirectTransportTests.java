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

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.SelectingUpgradeStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the selection of our own transport and for its special behaviour. Both
 * containers are on the class path.
 */
class DirectTransportTests {

	private static final int CLIENTS = 20;

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY,
			ServerKind.DIRECT_JETTY_TLS })
	void automaticTransportShouldBeDirectOnTheContainerThatRuns(ServerKind kind) {
		try (TestServer server = start(kind, "ws.transport.type=auto");
				TestClient client = TestClient.connect(server, "/echo")) {
			assertThat(server.bean(SelectingUpgradeStrategy.class).isDirect()).isTrue();
			assertThat(client.text("hello").next()).isEqualTo("hello");
			client.close(1000, "");
			server.awaitNoConnection();
		}
	}

	@Test
	void automaticTransportShouldBeStandardOnOtherConnectors() {
		try (TestServer server = TestServer.start(ServerKind.DIRECT_TOMCAT, List.of(EchoEndpoint.class, Nio2.class),
				"ws.transport.type=auto"); TestClient client = TestClient.connect(server, "/echo")) {
			assertThat(server.bean(SelectingUpgradeStrategy.class).isDirect()).isFalse();
			assertThat(client.text("hello").next()).isEqualTo("hello");
			client.close(1000, "");
			server.awaitNoConnection();
		}
	}

	@Test
	void directTransportShouldFailAtStartUpOnOtherConnectors() {
		List<Class<?>> sources = List.of(EchoEndpoint.class, Nio2.class);
		assertThatException().isThrownBy(() -> TestServer.start(ServerKind.DIRECT_TOMCAT, sources))
			.withMessageContaining("'ws.transport.type' is 'direct'")
			.withMessageContaining("nio2")
			.withMessageContaining("use 'auto' or 'standard'");
	}

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY,
			ServerKind.DIRECT_JETTY_TLS })
	void messagesShouldArriveAlthoughTheirClientLeavesAtOnce(ServerKind kind) {
		byte[] large = RawWebSocketClient.encode(RawFrame.text("x".repeat(60_000), true), true);
		byte[] last = RawWebSocketClient.encode(RawFrame.text("last words", true), true);
		byte[] frames = ByteBuffer.allocate(3 * large.length + last.length)
			.put(large)
			.put(large)
			.put(large)
			.put(last)
			.array();
		try (TestServer server = start(kind)) {
			for (int i = 0; i < CLIENTS; i++) {
				try (RawWebSocketClient client = RawWebSocketClient.to(server, "/talk").connect()) {
					client.bytes(frames);
					client.finish();
					assertThat(server.journal().awaitEnd(client.name())).hasSize(6).contains("last words");
				}
			}
			server.awaitNoConnection();
		}
	}

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY,
			ServerKind.DIRECT_JETTY_TLS })
	void manyFramesInTheSegmentOfTheRequestShouldAllArrive(ServerKind kind) {
		byte[] frame = RawWebSocketClient.encode(RawFrame.text("x".repeat(1000), true), true);
		byte[] frames = new byte[60 * frame.length];
		for (int i = 0; i < 60; i++) {
			System.arraycopy(frame, 0, frames, i * frame.length, frame.length);
		}
		try (TestServer server = start(kind);
				RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").first(frames).connect()) {
			for (int i = 0; i < 60; i++) {
				assertThat(client.nextText()).hasSize(1000);
			}
		}
	}

	@ServerKindTest({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY,
			ServerKind.DIRECT_JETTY_TLS })
	void containerShouldForgetConnectionsHoweverTheyEnd(ServerKind kind) {
		try (TestServer server = start(kind, "ws.close-timeout=1s")) {
			List<RawWebSocketClient> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(RawWebSocketClient.to(server, "/echo").connect());
				server.connection(clients.get(i).name());
			}
			awaitContainersConnections(server, CLIENTS);
			for (int i = 0; i < CLIENTS; i += 5) {
				clients.get(i).reset();
				clients.get(i + 1).finish();
				clients.get(i + 2).send(new RawFrame(true, RawFrame.CLOSE, new byte[] { 3, (byte) 0xE8 }));
				clients.get(i + 3).send(RawFrame.of(3, "no such opcode"));
				server.connection(clients.get(i + 4).name()).disconnect();
			}
			awaitContainersConnections(server, 0);
			server.awaitNoConnection();
			clients.forEach(RawWebSocketClient::close);
		}
	}

	private static TestServer start(ServerKind kind, String... properties) {
		return TestServer.start(kind, List.of(EchoEndpoint.class, TalkEndpoint.class), properties);
	}

	private static void awaitContainersConnections(TestServer server, int count) {
		TestServer.await("the container's connections")
			.untilAsserted(() -> assertThat(containersConnections(server)).isEqualTo(count));
	}

	private static long containersConnections(TestServer server) {
		WebServer webServer = server.context().getWebServer();
		if (webServer instanceof TomcatWebServer tomcat) {
			Connector connector = tomcat.getTomcat().getConnector();
			// Tomcat counts the next connection before it has accepted it
			return ((AbstractProtocol<?>) connector.getProtocolHandler()).getConnectionCount() - 1;
		}
		Server jetty = ((JettyWebServer) webServer).getServer();
		return jetty.getConnectors()[0].getConnectedEndPoints().size();
	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint extends EchoingEndpoint {

		EchoEndpoint(Journal journal) {
			super(journal);
		}

	}

	@WebSocketEndpoint("/talk")
	static class TalkEndpoint extends RecordingEndpoint {

		TalkEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		void message(String text, Connection connection) {
			journal().add(connection, text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nio2 {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> nio2Customizer() {
			return (factory) -> factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol");
		}

	}

}
