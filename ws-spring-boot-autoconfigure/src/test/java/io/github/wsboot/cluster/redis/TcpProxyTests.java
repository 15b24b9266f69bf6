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

package io.github.wsboot.cluster.redis;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.cluster.redis.TcpProxy.Direction;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TcpProxy}.
 */
class TcpProxyTests {

	private ServerSocket listening;

	private TcpProxy proxy;

	private Socket client;

	private Socket server;

	@BeforeEach
	void connect() throws IOException {
		this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
		this.proxy = new TcpProxy(this.listening.getLocalPort());
		reconnect();
	}

	private void reconnect() throws IOException {
		this.client = newClient();
		this.server = this.listening.accept();
	}

	private Socket newClient() throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), this.proxy.port());
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.server.close();
		this.proxy.close();
		this.listening.close();
		TestServer.await("end of threads")
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("tcp-proxy")));
		assertThat(this.proxy.open()).isZero();
	}

	@Test
	void bytesShouldPass() throws IOException {
		assertPasses(this.client, this.server);
		assertPasses(this.server, this.client);
		assertThat(this.proxy.accepted()).isEqualTo(1);
		assertThat(this.proxy.open()).isEqualTo(1);
	}

	@Test
	void endShouldPass() throws IOException {
		this.client.close();
		assertThat(this.server.getInputStream().read()).isNegative();
		TestServer.await("end").until(() -> this.proxy.open() == 0);
	}

	@Test
	void bytesShouldBeDelayed() throws IOException {
		this.proxy.delay(Duration.ofMillis(100));
		long start = System.nanoTime();
		assertPasses(this.client, this.server);
		assertPasses(this.server, this.client);
		assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(200).toNanos());
	}

	@Test
	void blackHoleShouldSwallowOneDirection() throws IOException {
		this.proxy.blackHole(Direction.TO_SERVER);
		this.client.getOutputStream().write(1);
		awaitSwallowed(1);
		assertPasses(this.server, this.client);
		assertThat(this.server.getInputStream().available()).isZero();
		this.proxy.blackHole(Direction.TO_CLIENT);
		this.server.getOutputStream().write(1);
		awaitSwallowed(2);
		assertPasses(this.client, this.server);
		assertThat(this.client.getInputStream().available()).isZero();
		this.proxy.passThrough();
		assertPasses(this.server, this.client);
	}

	@Test
	void newConnectionsShouldBeRefused() throws IOException {
		this.proxy.refuse();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::newClient);
		assertPasses(this.client, this.server);
		this.proxy.passThrough();
		reconnect();
		assertPasses(this.client, this.server);
	}

	@Test
	void connectionsShouldBeReset() {
		this.proxy.breakConnections();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.client.getInputStream().read());
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.server.getInputStream().read());
	}

	@Test
	void newConnectionsShouldGoToAnotherServer() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			this.proxy.target(other.getLocalPort());
			assertPasses(this.client, this.server);
			try (Socket second = newClient(); Socket there = other.accept()) {
				assertPasses(second, there);
			}
		}
	}

	private void awaitSwallowed(int bytes) {
		TestServer.await("swallowed bytes").until(() -> this.proxy.swallowed() == bytes);
	}

	private static void assertPasses(Socket from, Socket to) throws IOException {
		from.getOutputStream().write(42);
		assertThat(to.getInputStream().read()).isEqualTo(42);
	}

}
