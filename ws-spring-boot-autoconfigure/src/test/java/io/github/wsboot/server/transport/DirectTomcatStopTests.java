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

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.wsboot.server.Background;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing is left in the JVM of a server that has stopped. Each test stops
 * servers of its own.
 */
class DirectTomcatStopTests {

	private static final List<Class<?>> SOURCES = List.of(DirectSuite.EchoEndpoint.class);

	private final Set<String> threadsBefore = Internals.threads();

	@ParameterizedTest
	@ValueSource(strings = { "graceful", "immediate" })
	void clientsShouldBeToldBeforeTheEnd(String shutdown) throws Exception {
		TestServer server = start("server.shutdown=" + shutdown);
		List<RawWebSocketClient> clients = IntStream.range(0, 20)
			.mapToObj((i) -> RawWebSocketClient.to(server, "/echo").connect())
			.toList();
		clients.forEach((client) -> assertThat(client.text("there").nextText()).isEqualTo("there"));
		Journal journal = server.journal();
		CompletableFuture<Void> stop = Background.run(server::close);
		for (RawWebSocketClient client : clients) {
			assertThat(client.nextClose().closeCode()).isEqualTo(1012);
			client.send(RawFrame.close(1012));
			assertThat(client.readToEnd()).isNull();
			client.close();
		}
		stop.get(60, TimeUnit.SECONDS);
		for (RawWebSocketClient client : clients) {
			assertThat(journal.of(client.name())).containsExactly(Journal.OPEN, "close 1012 SHUTDOWN");
		}
		assertThatNoThreadIsLeft();
	}

	@Test
	void clientThatDoesNotAnswerShouldBeCut() throws Exception {
		TestServer server = start(DirectSuite.IMPATIENT);
		try (RawWebSocketClient silent = RawWebSocketClient.to(server, "/echo").connect();
				RawWebSocketClient stuck = RawWebSocketClient.to(server, "/echo").receiveBuffer(1024).connect()) {
			server.connection(stuck.name()).push(new byte[1_000_000]);
			server.connection(silent.name());
			Background.run(server::close).get(60, TimeUnit.SECONDS);
			assertThat(silent.nextClose().closeCode()).isEqualTo(1012);
			assertThat(silent.readToEnd()).isNull();
		}
		assertThatNoThreadIsLeft();
	}

	@Test
	void connectionsShouldEndWithoutADrain() throws Exception {
		TestServer server = start("ws.drain.enabled=false");
		try (RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
			server.connection(client.name());
			Background.run(server.context()::close).get(60, TimeUnit.SECONDS);
			client.readToEnd();
		}
		assertThatNoThreadIsLeft();
	}

	@Promise("life-cycle")
	@Test
	void tenServersInARowShouldLeaveNothing() {
		for (int i = 0; i < 10; i++) {
			TestServer server = start(DirectSuite.IMPATIENT);
			try (RawWebSocketClient client = RawWebSocketClient.to(server, "/echo").connect()) {
				assertThat(client.text("hello").nextText()).isEqualTo("hello");
				client.send(RawFrame.close(1000)).nextClose();
				server.close();
			}
		}
		assertThatNoThreadIsLeft();
	}

	private static TestServer start(String... properties) {
		return TestServer.start(ServerKind.DIRECT_TOMCAT, SOURCES, properties);
	}

	private void assertThatNoThreadIsLeft() {
		TestServer.await("end of all threads").untilAsserted(() -> {
			Set<String> threads = new HashSet<>(Internals.threads());
			threads.removeAll(this.threadsBefore);
			assertThat(threads).isEmpty();
		});
	}

}
