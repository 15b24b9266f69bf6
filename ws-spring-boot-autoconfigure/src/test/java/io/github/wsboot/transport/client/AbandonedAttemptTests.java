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
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ClientState;
import io.github.wsboot.client.RawServer;
import io.github.wsboot.client.WebSocketClients;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.SpringSessionFactory;
import io.github.wsboot.transport.loop.EventLoops;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing is left of an attempt that the application gives up, however far it
 * has got: no socket, no timer, and no slot, of which there is only one.
 */
class AbandonedAttemptTests {

	private final RawServer good = new RawServer();

	private final ServerSocket socket = new ServerSocket();

	private final List<SocketChannel> waiting = new ArrayList<>();

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
		.web(WebApplicationType.NONE)
		.logStartupInfo(false)
		.properties("spring.main.banner-mode=off")
		.run("--" + ServerKind.DIRECT_TOMCAT.exclusion(List.of()), "--logging.level.root=warn",
				"--ws.client.max-connecting=1");

	private final WebSocketClients clients = this.context.getBean(WebSocketClients.class);

	private final Names names = this.context.getBean(Names.class);

	private int timers;

	AbandonedAttemptTests() throws IOException {
	}

	@BeforeEach
	void connectOnce() throws Exception {
		this.socket.bind(new InetSocketAddress("127.0.0.1", 0), 1);
		this.socket.setSoTimeout(60_000);
		connectElsewhere();
		awaitNothing();
		this.timers = timers();
	}

	@AfterEach
	void close() throws IOException {
		this.names.resolved.countDown();
		this.context.close();
		this.good.close();
		this.socket.close();
		for (SocketChannel channel : this.waiting) {
			channel.close();
		}
	}

	@Test
	void whileTheNameIsResolved() throws Exception {
		ClientConnection client = connect("ws://slow.example:" + this.socket.getLocalPort() + "/");
		assertThat(this.names.asked.await(60, TimeUnit.SECONDS)).isTrue();
		giveUp(client);
		// The name is known now, but nobody wants it any more
		this.names.resolved.countDown();
		assertThat(this.names.answered.await(60, TimeUnit.SECONDS)).isTrue();
		assertThatNothingIsLeft();
		// An attempt that went on would be first
		try (Socket own = new Socket(this.socket.getInetAddress(), this.socket.getLocalPort());
				Socket accepted = this.socket.accept()) {
			assertThat(accepted.getPort()).isEqualTo(own.getLocalPort());
		}
	}

	@Test
	void whileTheSocketIsConnected() throws Exception {
		// More than the server's queue takes
		for (int i = 0; i < 5; i++) {
			SocketChannel channel = SocketChannel.open();
			this.waiting.add(channel);
			channel.configureBlocking(false);
			channel.connect(this.socket.getLocalSocketAddress());
		}
		ClientConnection client = connect(uri("ws"));
		SocketChannel channel = channel();
		assertThat(channel.isConnectionPending()).isTrue();
		giveUp(client);
		assertThat(channel.isOpen()).isFalse();
		assertThatNothingIsLeft();
	}

	@Test
	void whileTlsIsAgreedOn() throws Exception {
		ClientConnection client = connect(uri("wss"));
		try (Socket peer = this.socket.accept()) {
			assertThat(peer.getInputStream().read()).as("a handshake record").isEqualTo(22);
			SocketChannel channel = channel();
			giveUp(client);
			assertThatEnds(peer);
			assertThat(channel.isOpen()).isFalse();
		}
		assertThatNothingIsLeft();
	}

	@Test
	void whileTheResponseIsAwaited() throws Exception {
		ClientConnection client = connect(uri("ws"));
		try (Socket peer = this.socket.accept()) {
			assertThat(peer.getInputStream().read()).isEqualTo('G');
			peer.getOutputStream().write("HTTP/1.1 101 Switching".getBytes());
			SocketChannel channel = channel();
			giveUp(client);
			assertThatEnds(peer);
			assertThat(channel.isOpen()).isFalse();
		}
		assertThatNothingIsLeft();
	}

	private String uri(String scheme) {
		return scheme + "://127.0.0.1:" + this.socket.getLocalPort() + "/";
	}

	private ClientConnection connect(String uri) {
		return this.clients.uri(uri).connect();
	}

	private void giveUp(ClientConnection client) throws Exception {
		assertThat(client.disconnect()).isTrue();
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
		// There is one slot only
		connectElsewhere();
	}

	private void connectElsewhere() throws Exception {
		ClientConnection client = connect(this.good.uri("/").toString());
		client.whenEstablished().toCompletableFuture().get(60, TimeUnit.SECONDS);
		this.good.accept().close();
		client.disconnect();
	}

	private static void assertThatEnds(Socket peer) throws IOException {
		peer.setSoTimeout(60_000);
		try (InputStream input = peer.getInputStream()) {
			assertThat(input.readAllBytes()).isNotNull();
		}
		catch (SocketException ex) {
			// A reset is an end, too
		}
	}

	private void assertThatNothingIsLeft() {
		awaitNothing();
		TestServer.await("end of the timers").until(() -> timers() <= this.timers);
	}

	private void awaitNothing() {
		TestServer.await("end of the sockets").until(() -> this.clients.count() == 0 && keys().isEmpty());
	}

	/**
	 * Return the socket of the only attempt, once there is one.
	 */
	private SocketChannel channel() {
		TestServer.await("the socket").until(() -> keys().size() == 1);
		return (SocketChannel) keys().get(0).channel();
	}

	private List<SelectionKey> keys() {
		EventLoops loops = this.context.getBean(EventLoops.class);
		List<SelectionKey> keys = new ArrayList<>();
		for (Object loop : (List<?>) ReflectionTestUtils.getField(loops, EventLoops.class, "loops")) {
			Set<SelectionKey> registered = ((Selector) ReflectionTestUtils.getField(loop, "selector")).keys();
			keys.addAll(List.of(registered.toArray(SelectionKey[]::new)));
		}
		return keys;
	}

	private int timers() {
		return ((Collection<?>) ((ScheduledThreadPoolExecutor) ReflectionTestUtils
			.getField(this.context.getBean(TimerService.class), "scheduler")).getQueue()).size();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Names names() {
			return new Names();
		}

		@Bean
		@Primary
		DirectClientTransport transport(EventLoops loops, @Qualifier("webSocketServerWorkers") CallbackExecutor server,
				TimerService timers,
				@Qualifier("webSocketClientSpringSessionFactory") SpringSessionFactory springSessions, Names names) {
			return new DirectClientTransport(loops, server::execute, timers, springSessions, new HostLookups(names));
		}

	}

	/**
	 * Knows one name after a while.
	 */
	static class Names implements HostLookups.Resolver {

		final CountDownLatch asked = new CountDownLatch(1);

		final CountDownLatch resolved = new CountDownLatch(1);

		final CountDownLatch answered = new CountDownLatch(1);

		@Override
		public InetAddress[] resolve(String host) throws UnknownHostException {
			if (!host.equals("slow.example")) {
				return InetAddress.getAllByName(host);
			}
			this.asked.countDown();
			try {
				this.resolved.await();
			}
			catch (InterruptedException ex) {
				throw new UnknownHostException(host);
			}
			finally {
				this.answered.countDown();
			}
			return InetAddress.getAllByName("127.0.0.1");
		}

	}

}
