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

package io.github.wsboot.transport.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.transport.client.ConnectFailure.Kind;
import io.github.wsboot.transport.loop.EventLoop;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TcpConnector}, with an address that refuses, one that does not answer,
 * and one that accepts, all at the same port.
 */
class TcpConnectorTests implements TcpConnector.Result {

	private static final String REFUSING = "127.0.0.3";

	private static final String SILENT = "127.0.0.2";

	private static final String ACCEPTING = "127.0.0.1";

	private final EventLoops loops = new EventLoops(1);

	private final EventLoop loop = this.loops.next();

	private final TimerService timers = new TimerService();

	private final CompletableFuture<Object> result = new CompletableFuture<>();

	private final List<SocketChannel> waiting = new ArrayList<>();

	private final ServerSocket accepting = new ServerSocket();

	private final ServerSocket silent = new ServerSocket();

	private int port;

	TcpConnectorTests() throws IOException {
	}

	@BeforeEach
	void listen() throws IOException {
		this.accepting.bind(new InetSocketAddress(ACCEPTING, 0));
		this.port = this.accepting.getLocalPort();
		this.silent.bind(new InetSocketAddress(SILENT, this.port), 1);
	}

	/**
	 * Let clients wait for the server to accept, so that the operating system drops those
	 * that come later.
	 */
	private void fillBacklog() throws IOException {
		for (int i = 0; i < 5; i++) {
			SocketChannel channel = SocketChannel.open();
			this.waiting.add(channel);
			channel.configureBlocking(false);
			channel.connect(new InetSocketAddress(SILENT, this.port));
		}
	}

	@AfterEach
	void stop() throws IOException, InterruptedException {
		this.loops.destroy();
		this.timers.destroy();
		this.accepting.close();
		this.silent.close();
		for (SocketChannel channel : this.waiting) {
			channel.close();
		}
		if (this.result.getNow(null) instanceof ChannelSocket socket) {
			socket.close();
		}
	}

	private TcpConnector start(Duration timeout, String... addresses) throws IOException {
		List<InetAddress> all = new ArrayList<>();
		for (String address : addresses) {
			all.add(InetAddress.getByName(address));
		}
		TcpConnector connector = new TcpConnector(this.loop, this.timers, all, this.port, timeout, this);
		this.loop.execute(connector::next);
		return connector;
	}

	@Override
	public void onConnected(ChannelSocket socket) {
		this.result.complete(socket);
	}

	@Override
	public void onUnreachable(IOException cause) {
		this.result.complete(cause);
	}

	private Object result() {
		assertThat(this.result).succeedsWithin(20, TimeUnit.SECONDS);
		return this.result.join();
	}

	private void shouldConnect() {
		assertThat(((ChannelSocket) result()).remoteAddress()).isEqualTo(new InetSocketAddress(ACCEPTING, this.port));
	}

	@Test
	void addressAfterOneThatRefusesShouldBeTried() throws IOException {
		start(Duration.ofMinutes(1), REFUSING, ACCEPTING);
		shouldConnect();
	}

	@Test
	void addressAfterOneThatDoesNotAnswerShouldBeTried() throws IOException {
		fillBacklog();
		start(Duration.ofSeconds(1), SILENT, REFUSING, ACCEPTING);
		shouldConnect();
	}

	@Test
	void failureOfTheLastAddressShouldBeReported() throws IOException {
		fillBacklog();
		start(Duration.ofMillis(200), SILENT, REFUSING);
		assertThat(result()).isInstanceOf(IOException.class)
			.isNotInstanceOf(SocketTimeoutException.class)
			.hasToString("java.net.ConnectException: Connection refused");
	}

	@Test
	void noAddressShouldBeAFailure() throws IOException {
		start(Duration.ofMinutes(1));
		assertThat(result()).isInstanceOf(IOException.class);
	}

	@Test
	void cancelledConnectorShouldStop() throws IOException {
		fillBacklog();
		TcpConnector connector = start(Duration.ofMillis(50), SILENT, ACCEPTING);
		this.loop.execute(connector::cancel);
		this.accepting.setSoTimeout(200);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this.accepting::accept);
		assertThat(this.result).isNotDone();
	}

	@Test
	void addressesOfTheFirstFamilyShouldBeShuffled() throws IOException {
		List<InetAddress> addresses = new ArrayList<>();
		for (String address : List.of("::1", "::2", "::3", "127.0.0.1", "127.0.0.2", "::4")) {
			addresses.add(InetAddress.getByName(address));
		}
		Set<List<InetAddress>> orders = new HashSet<>();
		Random random = new Random(1);
		for (int i = 0; i < 100; i++) {
			List<InetAddress> shuffled = TcpConnector.shuffle(addresses, random);
			assertThat(shuffled.subList(0, 3)).containsExactlyInAnyOrderElementsOf(addresses.subList(0, 3));
			assertThat(shuffled.subList(3, 6)).isEqualTo(addresses.subList(3, 6));
			orders.add(shuffled);
		}
		assertThat(orders).hasSize(6);
		assertThat(TcpConnector.shuffle(List.of(), random)).isEmpty();
	}

	@Test
	void attemptAtAServerThatDoesNotAnswerShouldFailInTime() throws Exception {
		fillBacklog();
		try (TestTransport transport = new TestTransport()) {
			ConnectFailure failure = transport.connectTimeout(Duration.ofMillis(200))
				.open(URI.create("ws://" + SILENT + ":" + this.port + "/"))
				.failure();
			assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
			assertThat(failure.message()).endsWith("/: the socket was not connected within 200 ms");
		}
	}

}
