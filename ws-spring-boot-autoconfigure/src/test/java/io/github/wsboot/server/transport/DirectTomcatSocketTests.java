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

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.Connection;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for our sockets under actions of Tomcat.
 */
@Tag("large-heap")
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class DirectTomcatSocketTests extends DirectSuite {

	private static final int MAX_CONNECTIONS = 4;

	private static final long LARGE_HEAP = 2_500_000_000L;

	private static final int VICTIMS = 6;

	private static final byte[] SECRET = RawFrame.text("secret of another", true).encode(false);

	DirectTomcatSocketTests() {
		super(ReuseConfiguration.class);
	}

	@Promise("hostile-clients")
	@Test
	void staleWriteShouldNeverReachAnotherClient() {
		assertThatStaleWriteReachesNobody(server());
	}

	@Promise("hostile-clients")
	@Test
	void staleWriteShouldNeverReachAnotherClientWithTls() {
		assertThatStaleWriteReachesNobody(server(secure()));
	}

	private void assertThatStaleWriteReachesNobody(TestServer server) {
		Internals internals = Internals.of(server);
		RawWebSocketClient first = connect(server);
		server.connection(first.name());
		TestServer.await("first socket").until(() -> internals.directSockets().size() == 1);
		Object stale = internals.directSockets().get(0);
		Object channel = internals.sockets().iterator().next().getSocket();
		first.send(RawFrame.close(1000)).nextClose();
		internals.awaitNothing("first client");
		List<RawWebSocketClient> victims = IntStream.range(0, VICTIMS).mapToObj((i) -> connect(server)).toList();
		victims.forEach((victim) -> server.connection(victim.name()));
		assertThat(internals.sockets()).as("sockets with the channel of the first client")
			.anyMatch((socket) -> socket.getSocket() == channel);
		assertThatIOException().isThrownBy(() -> write(stale));
		for (RawWebSocketClient victim : victims) {
			assertThat(victim.text("own").nextText()).isEqualTo("own");
		}
	}

	private static void write(Object socket) throws Throwable {
		try {
			ReflectionTestUtils.invokeMethod(socket, "write", ByteBuffer.wrap(SECRET));
		}
		catch (RuntimeException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	@Test
	void pushesShouldReachOnlyTheirOwnClientWhileOthersComeAndGo() throws Exception {
		TestServer server = server("ws.send.overflow=drop-newest");
		AtomicBoolean done = new AtomicBoolean();
		List<Connection> seen = new ArrayList<>();
		CompletableFuture<Void> pushing = Background.run(() -> {
			while (!done.get()) {
				server.connections()
					.connections()
					.filter((connection) -> !seen.contains(connection))
					.forEach(seen::add);
				seen.forEach((connection) -> connection.push(TestServer.clientOf(connection)));
			}
		});
		try {
			for (int i = 0; i < 200; i++) {
				RawWebSocketClient client = connect(server);
				assertThat(client.nextText()).isEqualTo(client.name());
				assertThat(client.nextText()).isEqualTo(client.name());
				client.reset();
			}
		}
		finally {
			done.set(true);
		}
		pushing.get(60, TimeUnit.SECONDS);
		Internals.of(server).awaitNothing("pushes");
	}

	@Test
	void closeByTomcatShouldBeNoticed() {
		TestServer server = server();
		RawWebSocketClient client = connect(server);
		server.connection(client.name());
		Internals.cut(Internals.of(server).sockets().iterator().next());
		assertThat(client.readToEnd()).isNull();
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 1006 NETWORK");
		Internals.of(server).awaitNothing("close by Tomcat");
	}

	@Test
	void clientBeyondTheLimitShouldBeServedOnceAnotherHasLeft() throws Exception {
		TestServer server = server("server.tomcat.max-connections=" + MAX_CONNECTIONS);
		List<RawWebSocketClient> clients = IntStream.range(0, MAX_CONNECTIONS)
			.mapToObj((i) -> connect(server))
			.toList();
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/echo");
		RawWebSocketClient waiting = closeLater(opening.reach()).bytes(opening.request());
		CompletableFuture<String> answer = Background.supply(() -> {
			assertThat(waiting.response().status()).isEqualTo(101);
			return waiting.text("served").nextText();
		});
		for (int i = 0; i < 100; i++) {
			for (RawWebSocketClient client : clients) {
				assertThat(client.text("others").nextText()).isEqualTo("others");
			}
		}
		assertThat(answer).isNotDone();
		assertThat(server.find(waiting.name())).isEmpty();
		clients.get(0).send(RawFrame.close(1000)).nextClose();
		assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("served");
	}

	@Test
	void idleConnectionShouldOutliveTheTimeoutsOfTomcat() throws IOException {
		TestServer server = server("server.tomcat.connection-timeout=1s", "server.tomcat.keep-alive-timeout=1s",
				"spring.mvc.async.request-timeout=1s");
		RawWebSocketClient idle = connect(server);
		RawWebSocketClient inAFrame = connect(server);
		byte[] frame = RawFrame.text("in two parts", true).encode(true);
		inAFrame.bytes(Arrays.copyOf(frame, 8));
		for (int i = 0; i < 3; i++) {
			assertThatSilentHttpClientIsCut(server);
		}
		assertThat(idle.text("still here").nextText()).isEqualTo("still here");
		inAFrame.bytes(Arrays.copyOfRange(frame, 8, frame.length));
		assertThat(inAFrame.nextText()).isEqualTo("in two parts");
	}

	private static void assertThatSilentHttpClientIsCut(TestServer server) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
			socket.setSoTimeout((int) TestServer.TIMEOUT.toMillis());
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	private RawWebSocketClient connect(TestServer server) {
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/echo");
		return closeLater((server.isSecure() ? opening.tls(tls(server)) : opening).connect());
	}

	/**
	 * Tomcat uses its objects for channels again. With a large heap it does by default,
	 * and is left alone.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ReuseConfiguration {

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> reuse() {
			return (factory) -> {
				if (Runtime.getRuntime().maxMemory() < LARGE_HEAP) {
					factory
						.addConnectorCustomizers((connector) -> ((AbstractProtocol<?>) connector.getProtocolHandler())
							.setProperty("socket.bufferPool", "100"));
				}
			};
		}

	}

}
