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

package io.github.wsboot.server.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.EchoingEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Program;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;
import io.github.wsboot.server.handshake.ReverseProxy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for two servers behind a proxy that are restarted one after the other, as their
 * clients see it.
 */
class RollingRestartIntegrationTests {

	private static final int CLIENTS = 20;

	@Promise("life-cycle")
	@ParameterizedTest
	@EnumSource(ReverseProxy.class)
	void clientsShouldMoveToTheOtherServerAndNeverBeRefused(ReverseProxy proxy) {
		List<TestServer> servers = new ArrayList<>();
		try (Program program = proxy.find()) {
			servers.add(start(0));
			servers.add(start(0));
			int port = proxy.start(program, servers.get(0).port(), servers.get(1).port());
			List<Client> clients = Stream.generate(() -> new Client(port)).limit(CLIENTS).toList();
			awaitConnections(clients, servers);
			for (int i = 0; i < servers.size(); i++) {
				servers.set(i, restart(servers.get(i)));
				awaitConnections(clients, servers);
			}
			clients.forEach(Client::stop);
			while (!servers.isEmpty()) {
				servers.remove(0).close();
			}
			assertThat(clients).allSatisfy((client) -> {
				assertThat(client.end).succeedsWithin(TestServer.TIMEOUT);
				assertThat(client.closeCodes).containsOnly(1012).hasSizeGreaterThan(1);
			});
		}
		finally {
			servers.forEach(TestServer::close);
		}
	}

	private static TestServer restart(TestServer server) {
		int port = server.port();
		server.close();
		return start(port);
	}

	private static TestServer start(int port) {
		return TestServer.start(ServerKind.DIRECT_TOMCAT, List.of(TestServer.WithActuator.class, EchoEndpoint.class),
				"server.port=" + port, "server.forward-headers-strategy=framework", "ws.drain.delay=3s",
				"ws.heartbeat.interval=1s", "ws.heartbeat.timeout=1m");
	}

	private static void awaitConnections(List<Client> clients, List<TestServer> servers) {
		TestServer.await("all connections").until(() -> {
			clients.forEach(Client::throwFailure);
			return servers.stream().mapToInt((server) -> server.connections().count()).sum() == CLIENTS;
		});
	}

	/**
	 * A client that comes back after a random time of up to a second, until it is
	 * stopped.
	 */
	private static final class Client {

		private final List<Integer> closeCodes = new CopyOnWriteArrayList<>();

		private final CountDownLatch stopped = new CountDownLatch(1);

		private final CompletableFuture<Void> end;

		Client(int port) {
			this.end = Background.run(() -> run(port));
		}

		private void run(int port) {
			do {
				try (RawWebSocketClient client = RawWebSocketClient.to(port, "/echo")
					.tls(TestTls.context())
					.connect()) {
					RawFrame frame = next(client.text("hello"));
					// Otherwise the server began to stop in this very moment
					if (frame.opcode() == RawFrame.TEXT) {
						assertThat(frame.text()).isEqualTo("hello");
						frame = next(client);
					}
					this.closeCodes.add(frame.closeCode());
					client.send(RawFrame.close(1012));
				}
			}
			while (!isStoppedWithin(ThreadLocalRandom.current().nextLong(1000)));
		}

		private static RawFrame next(RawWebSocketClient client) {
			RawFrame frame = client.next();
			while (frame.opcode() == RawFrame.PING) {
				client.send(new RawFrame(true, RawFrame.PONG, frame.payload()));
				frame = client.next();
			}
			return frame;
		}

		private boolean isStoppedWithin(long millis) {
			try {
				return this.stopped.await(millis, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		void throwFailure() {
			this.end.getNow(null);
		}

		void stop() {
			this.stopped.countDown();
		}

	}

	@WebSocketEndpoint("/echo")
	static class EchoEndpoint extends EchoingEndpoint {

		EchoEndpoint(Journal journal) {
			super(journal);
		}

	}

}
