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

package io.github.wsboot.server.endurance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for events that connections survive: time-outs and the limit of their container,
 * interrupted threads, and a client that closes one direction.
 */
@DirectOnly
class EnduranceTests extends ServerTests {

	private static final int MAX_CONNECTIONS = 4;

	private static final int SENDERS = 4;

	private static final int MESSAGES = 1000;

	EnduranceTests() {
		super(DirectSuite.EchoEndpoint.class, JettyLimit.class);
	}

	@Promise("hostile-clients")
	@Test
	void idleConnectionShouldOutliveTheTimeoutsOfItsContainer() throws IOException {
		TestServer server = server("server.tomcat.connection-timeout=1s", "server.tomcat.keep-alive-timeout=1s",
				"server.jetty.connection-idle-timeout=1s", "spring.mvc.async.request-timeout=1s");
		RawWebSocketClient idle = raw(server, "/echo");
		RawWebSocketClient inAFrame = raw(server, "/echo");
		RawWebSocketClient inAMessage = raw(server, "/echo").send(RawFrame.text("first, ", false));
		byte[] frame = RawFrame.text("in two parts", true).encode(true);
		inAFrame.bytes(Arrays.copyOf(frame, 8));
		for (int i = 0; i < 4; i++) {
			assertThatSilentSocketIsCut(server);
		}
		assertThat(idle.text("still here").nextText()).isEqualTo("still here");
		inAFrame.bytes(Arrays.copyOfRange(frame, 8, frame.length));
		assertThat(inAFrame.nextText()).isEqualTo("in two parts");
		assertThat(inAMessage.send(RawFrame.continuation("second", true)).nextText()).isEqualTo("first, second");
		server.connection(idle.name()).push("pushed");
		assertThat(idle.nextText()).isEqualTo("pushed");
	}

	/**
	 * Wait for as long as a time-out of the container takes.
	 */
	private static void assertThatSilentSocketIsCut(TestServer server) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
			socket.setSoTimeout((int) TestServer.TIMEOUT.toMillis());
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Promise("hostile-clients")
	@Test
	void clientBeyondTheLimitShouldBeServedOnceAnotherHasLeft() throws Exception {
		TestServer server = server("server.tomcat.max-connections=" + MAX_CONNECTIONS,
				"test.jetty.max-connections=" + MAX_CONNECTIONS);
		List<RawWebSocketClient> clients = IntStream.range(0, MAX_CONNECTIONS)
			.mapToObj((i) -> raw(server, "/echo"))
			.toList();
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/echo");
		RawWebSocketClient waiting = closeLater(opening.reach());
		CompletableFuture<String> answer = Background.supply(() -> {
			waiting.bytes(opening.request());
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
		clients.get(0).close();
		assertThat(answer.get(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("served");
	}

	@Promise("threads")
	@Test
	void interruptsOfSendersShouldDoNoHarm() throws Exception {
		TestServer server = server("ws.send.max-messages=100000", "ws.send.max-bytes=64MB");
		RawWebSocketClient client = raw(server, "/echo");
		Connection connection = server.connection(client.name());
		ExecutorService executor = Executors.newFixedThreadPool(SENDERS);
		try {
			List<Future<?>> senders = new ArrayList<>();
			for (int i = 0; i < SENDERS; i++) {
				int sender = i;
				senders.add(executor.submit(() -> {
					for (int j = 0; j < MESSAGES; j++) {
						Thread.currentThread().interrupt();
						assertThat(connection.push(sender + " " + j + " " + "x".repeat(j)))
							.isEqualTo(PushResult.ACCEPTED);
						assertThat(Thread.currentThread().isInterrupted()).as("interrupt is kept").isTrue();
					}
				}));
			}
			int[] next = new int[SENDERS];
			for (int i = 0; i < SENDERS * MESSAGES; i++) {
				String[] words = client.nextText().split(" ", -1);
				int sender = Integer.parseInt(words[0]);
				assertThat(words[1]).isEqualTo(String.valueOf(next[sender]));
				assertThat(words[2]).hasSize(next[sender]++);
			}
			for (Future<?> sender : senders) {
				sender.get(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(client.text("unharmed").nextText()).isEqualTo("unharmed");
	}

	@Test
	void interruptsOfLoopsShouldDoNoHarm() {
		TestServer server = server();
		RawWebSocketClient client = raw(server, "/echo");
		List<Thread> loops = Internals.of(server).loopThreads();
		for (int i = 0; i < 300; i++) {
			loops.forEach(Thread::interrupt);
			assertThat(client.text("number " + i).nextText()).isEqualTo("number " + i);
		}
		assertThat(raw(server, "/echo").text("another").nextText()).isEqualTo("another");
		assertThat(loops).allMatch(Thread::isAlive);
	}

	@Test
	void halfCloseShouldEndTheConnectionAfterWhatWasSent() {
		TestServer server = server(DirectSuite.IMPATIENT);
		for (boolean busy : new boolean[] { false, true }) {
			RawWebSocketClient client = raw(server, "/echo");
			server.connection(client.name());
			if (busy) {
				client.text("last words");
			}
			client.finish();
			client.readToEnd();
			assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "close 1006 NETWORK");
		}
		Internals.of(server).awaitNothing("half-close");
	}

	/**
	 * Sets Jetty's limit, also for its connector with TLS: Boot's own property reaches
	 * only the one without.
	 */
	@Configuration(proxyBeanMethods = false)
	static class JettyLimit {

		@Bean
		WebServerFactoryCustomizer<JettyServletWebServerFactory> limit(
				@Value("${test.jetty.max-connections:1000}") int limit) {
			return (factory) -> factory.addServerCustomizers(
					(server) -> server.addBean(new NetworkConnectionLimit(limit, server.getConnectors())));
		}

	}

}
