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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.client.connection.ClientListener;
import io.github.wsboot.cluster.redis.TcpProxy;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.server.TestTls;
import io.github.wsboot.transport.client.ConnectFailure;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of clients whose server goes away, refuses them or misbehaves.
 */
class ClientReconnectTests {

	private static final int MAX_CONNECTING = 8;

	/** For checks that something does not happen. */
	private static final Duration QUIET = Duration.ofMillis(200);

	private static ConfigurableApplicationContext context;

	private static WebSocketClients clients;

	private static Delays delays;

	private final Script script = new Script();

	private final RawServer server = new RawServer();

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off")
			.run("--" + ServerKind.DIRECT_TOMCAT.exclusion(List.of()), "--logging.level.root=warn",
					"--ws.client.max-connecting=" + MAX_CONNECTING, "--ws.client.heartbeat.interval=0",
					"--ws.client.reconnect.delay=50ms", "--ws.client.reconnect.max-delay=100ms",
					"--ws.client.registration.storming.reconnect.delay=400ms",
					"--ws.client.registration.storming.reconnect.max-delay=800ms",
					"--ws.client.registration.growing.reconnect.delay=20ms",
					"--ws.client.registration.growing.reconnect.max-delay=30s",
					"--ws.client.registration.growing.reconnect.stable-after=1h",
					"--ws.client.registration.beating.heartbeat.interval=200ms",
					"--ws.client.registration.beating.heartbeat.timeout=300ms",
					"--ws.client.registration.beating.handshake-timeout=1s",
					"--ws.client.registration.queueing.offline-queue.max-messages=10",
					"--ws.client.registration.secure.ssl.bundle=peer");
		clients = context.getBean(WebSocketClients.class);
		delays = context.getBean(Delays.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@AfterEach
	void disconnect() {
		this.script.closing.release(1000);
		clients.connections().forEach(ClientConnection::disconnect);
		this.server.close();
		TestServer.await("end").until(() -> clients.all().count() == 0);
		delays.all.clear();
	}

	private ClientConnection connect(String client) {
		return connect(client, this.server.port());
	}

	private ClientConnection connect(String client, int port) {
		return clients.client(client).pathVariable("port", port).attribute("script", this.script).connect();
	}

	private static void awaitState(ClientConnection client, ClientState state) {
		TestServer.await(state.name()).until(client::state, state::equals);
	}

	@Test
	void stormShouldBeSpreadAndBounded() {
		HeldRequests held = new HeldRequests();
		this.server.respond(held);
		List<ClientConnection> storm = IntStream.range(0, 200).mapToObj((i) -> connect("storming")).toList();
		held.open();
		awaitAll(storm);
		delays.all.clear();
		held.close();
		this.server.peers().forEach(RawPeer::reset);
		TestServer.await("held requests").until(() -> held.now.get() == MAX_CONNECTING);
		TestServer.await("loss").until(() -> delays.all.size() >= storm.size());
		List<Duration> first = delays.all.stream().limit(storm.size()).toList();
		assertThat(first)
			.allSatisfy((delay) -> assertThat(delay).isBetween(Duration.ofMillis(50), Duration.ofMillis(800)));
		assertThat(first.stream().distinct().count()).isGreaterThan(100);
		assertThat(first).anySatisfy((delay) -> assertThat(delay).isGreaterThan(Duration.ofMillis(600)))
			.anySatisfy((delay) -> assertThat(delay).isLessThan(Duration.ofMillis(200)));
		held.open();
		awaitAll(storm);
		assertThat(held.most.get()).isEqualTo(MAX_CONNECTING);
		assertThat(this.server.heads()).hasSize(2 * storm.size());
	}

	private static void awaitAll(List<ClientConnection> clients) {
		TestServer.await("all").until(() -> clients.stream().allMatch((client) -> client.connection() != null));
	}

	@Test
	void silentNetworkShouldBeNoticedByTheHeartbeat() throws Exception {
		this.server.echo();
		try (TcpProxy proxy = new TcpProxy(this.server.port())) {
			ClientConnection client = connect("beating", proxy.port());
			assertThat(this.script.next()).isEqualTo("opened");
			TestServer.await("answer to a ping").until(() -> client.connection().info().roundTripTime() != null);
			long since = System.nanoTime();
			proxy.blackHole(TcpProxy.Direction.TO_CLIENT);
			assertThat(this.script.next()).isEqualTo("closed TIMEOUT");
			assertThat(System.nanoTime() - since).isGreaterThan(Duration.ofMillis(200).toNanos());
			proxy.passThrough();
			assertThat(this.script.next()).isEqualTo("opened");
		}
	}

	@Test
	void credentialsThatHaveExpiredShouldBeReplacedSoon() throws Exception {
		connect("plain");
		RawPeer first = this.server.accept();
		assertThat(first.header("Authorization")).isEqualTo("Bearer token-1");
		assertThat(this.script.next()).isEqualTo("opened");
		first.sendClose(4401);
		first.readSkippingPings();
		first.close();
		assertThat(this.script.next()).isEqualTo("closed SERVER");
		assertThat(this.server.accept().header("Authorization")).isEqualTo("Bearer token-2");
		assertThat(delays.all).singleElement()
			.satisfies((delay) -> assertThat(delay).isBetween(Duration.ofMillis(50), Duration.ofMillis(100)));
	}

	@Test
	void credentialsThatStayWrongShouldBeTriedTwice() {
		this.server.respond(RawResponse.status(401));
		ClientConnection client = connect("plain");
		awaitState(client, ClientState.REFUSED);
		assertThat(this.server.heads()).hasSize(2)
			.anySatisfy((head) -> assertThat(head).contains("Bearer token-1"))
			.anySatisfy((head) -> assertThat(head).contains("Bearer token-2"));
		assertThatNextAttemptIsNotBefore(client, Duration.ofMinutes(2));
		this.server.respond(RawResponse.accept());
		client.reconnect();
		assertThat(this.server.accept().header("Authorization")).isNotNull();
		awaitState(client, ClientState.ESTABLISHED);
	}

	private static void assertThatNextAttemptIsNotBefore(ClientConnection client, Duration delay) {
		Instant next = client.info().nextAttempt();
		assertThat(next).isNotNull().isAfter(Instant.now().plus(delay));
	}

	static Stream<Arguments> refusals() {
		return Stream.of(Arguments.of(RawResponse.status(404), ClientState.REFUSED, "404", 120),
				Arguments.of(RawResponse.status(503, "Retry-After: 60"), ClientState.WAITING, "503", 50),
				Arguments.of(RawResponse.status(301, "Location: /other"), ClientState.REFUSED, "301", 120),
				Arguments.of(
						RawResponse.raw("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n"
								+ "Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n"),
						ClientState.REFUSED, "Accept", 120),
				Arguments.of(RawResponse.raw("no HTTP at all\r\n\r\n"), ClientState.REFUSED, "HTTP", 120));
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void refusalShouldDecideOnTheNextAttempt(RawResponse response, ClientState state, String reason, long seconds) {
		this.server.respond(response);
		ClientConnection client = connect("plain");
		awaitState(client, state);
		assertThat(client.info().lastFailure()).contains(reason);
		assertThatNextAttemptIsNotBefore(client, Duration.ofSeconds(seconds));
		assertThat(this.server.heads()).hasSize(1);
		assertThat(client.push("no socket")).isEqualTo(PushResult.UNAVAILABLE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1003, 1008, 4403, 4409 })
	void refusingCloseCodeShouldSlowDown(int code) throws Exception {
		ClientConnection client = connect("plain");
		RawPeer peer = this.server.accept();
		peer.sendClose(code);
		peer.readSkippingPings();
		peer.close();
		awaitState(client, ClientState.REFUSED);
		assertThatNextAttemptIsNotBefore(client, Duration.ofMinutes(2));
		assertThat(this.script.next()).isEqualTo("opened");
		assertThat(this.script.next()).isEqualTo("closed SERVER");
	}

	@Test
	void bundleThatIsReplacedShouldBeUsedByNewSockets(@TempDir Path folder) throws Exception {
		TestTls.writePem(folder);
		try (RawServer secure = new RawServer(TestTls.ownContext())) {
			ClientConnection client = connect("secure", secure.port());
			awaitState(client, ClientState.REFUSED);
			assertThat(client.info().lastFailure()).contains("certificate");
			assertThatNextAttemptIsNotBefore(client, Duration.ofMinutes(2));
			String certificate = Files.readString(folder.resolve("fullchain.pem"));
			context.getBean(SslBundleRegistry.class)
				.updateBundle("peer",
						SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(certificate))));
			client.reconnect();
			assertThat(this.script.next()).isEqualTo("opened");
			client.disconnect();
			secure.accept().readSkippingPings();
		}
	}

	@Test
	void serverThatClosesAtOnceShouldBeTriedAtGrowingDistances() {
		this.server.respond((peer) -> {
			peer.sendRaw(peer.acceptance());
			peer.sendClose(1000);
			peer.close();
		});
		connect("growing");
		// Far more than the bound of the first attempts
		TestServer.await("growing delay")
			.until(() -> delays.all.stream().anyMatch((delay) -> delay.compareTo(Duration.ofMillis(250)) > 0));
		List<Duration> all = List.copyOf(delays.all);
		assertThat(all).hasSizeGreaterThan(3);
		for (int i = 0; i < all.size(); i++) {
			assertThat(all.get(i)).isBetween(Duration.ofMillis(50), Duration.ofMillis(Math.max(50, 20L << (i + 1))));
		}
	}

	@Test
	void nextSocketShouldWaitForTheCloseCallback() throws Exception {
		this.script.closing.drainPermits();
		connect("plain");
		assertThat(this.script.next()).isEqualTo("opened");
		this.server.accept().reset();
		assertThat(this.script.next()).isEqualTo("closing");
		assertThat(this.server.poll(QUIET)).isNull();
		this.script.closing.release();
		assertThat(this.script.next()).isEqualTo("closed NETWORK");
		assertThat(this.script.next()).isEqualTo("opened");
		assertThat(this.server.accept()).isNotNull();
	}

	@Test
	void disconnectDuringTheHandshakeShouldLeaveNothingOpen() {
		this.server.respond(RawResponse.silence());
		ClientConnection client = connect("plain");
		RawPeer peer = this.server.accept();
		client.disconnect();
		peer.awaitEnd();
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
		assertThat(clients.count()).isZero();
		assertThat(this.server.poll(QUIET)).isNull();
	}

	@Test
	void disconnectDuringTlsShouldLeaveNothingOpen() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
			ClientConnection client = connect("secure", silent.getLocalPort());
			try (Socket socket = silent.accept()) {
				socket.setSoTimeout((int) RawServer.PATIENCE.toMillis());
				assertThat(socket.getInputStream().read()).isEqualTo(0x16);
				client.disconnect();
				assertThatEnds(socket);
			}
		}
	}

	private static void assertThatEnds(Socket socket) {
		try {
			socket.getInputStream().readAllBytes();
		}
		catch (IOException ex) {
			assertThat(ex).hasMessageContaining("reset");
		}
	}

	@Test
	void disconnectShouldFreeThePlaceOfAnAttempt() {
		this.server.respond(RawResponse.silence());
		List<ClientConnection> connecting = IntStream.range(0, MAX_CONNECTING)
			.mapToObj((i) -> connect("plain"))
			.toList();
		connecting.forEach((client) -> this.server.accept());
		ClientConnection waiting = connect("plain");
		assertThat(this.server.poll(QUIET)).isNull();
		connecting.get(0).disconnect();
		assertThat(this.server.accept()).isNotNull();
		waiting.disconnect();
	}

	@Test
	void messagesShouldWaitForTheFirstSocket() throws Exception {
		HeldRequests held = new HeldRequests();
		this.server.respond(held);
		ClientConnection unqueued = connect("plain");
		assertThat(unqueued.push("lost")).isEqualTo(PushResult.UNAVAILABLE);
		unqueued.disconnect();
		ClientConnection client = connect("queueing");
		for (int i = 0; i < 10; i++) {
			assertThat(client.push("queued " + i)).isEqualTo(PushResult.ACCEPTED);
		}
		assertThat(client.push("one more")).isEqualTo(PushResult.DROPPED);
		held.open();
		client.whenEstablished().toCompletableFuture().get(60, TimeUnit.SECONDS);
		assertThat(client.push("later")).isEqualTo(PushResult.ACCEPTED);
		RawPeer peer = TestServer.await("socket")
			.until(() -> this.server.poll(Duration.ofMillis(10)),
					(found) -> found != null && found.target().equals("/queueing"));
		for (int i = 0; i < 10; i++) {
			assertThat(peer.readText()).isEqualTo("queued " + i);
		}
		assertThat(peer.readText()).isEqualTo("later");
	}

	/**
	 * Response that accepts requests once it is open, and counts those that wait.
	 */
	private static final class HeldRequests implements RawResponse {

		private final AtomicInteger now = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		private final Semaphore passes = new Semaphore(0);

		@Override
		public void respond(RawPeer peer) throws IOException {
			this.most.accumulateAndGet(this.now.incrementAndGet(), Math::max);
			try {
				if (!this.passes.tryAcquire(10, TimeUnit.SECONDS)) {
					throw new IOException("Held for too long");
				}
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
			this.now.decrementAndGet();
			peer.sendRaw(peer.acceptance());
		}

		private void open() {
			this.passes.release(10_000);
		}

		private void close() {
			this.passes.drainPermits();
		}

	}

	/** Events and answers of the client of one test. */
	private static final class Script {

		private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

		private final AtomicInteger tokens = new AtomicInteger();

		/** Permits for {@code @OnClose} to return. */
		private final Semaphore closing = new Semaphore(1000);

		private String next() throws InterruptedException {
			String call = this.calls.poll(60, TimeUnit.SECONDS);
			assertThat(call).as("next call").isNotNull();
			return call;
		}

		private void onClose(CloseCause cause) throws InterruptedException {
			if (!this.closing.tryAcquire()) {
				this.calls.add("closing");
				this.closing.tryAcquire(10, TimeUnit.SECONDS);
			}
			this.calls.add("closed " + cause);
		}

	}

	abstract static class RecordingClient {

		@OnHandshake
		void authenticate(ConnectRequest request) {
			Script script = (Script) request.attributes().get("script");
			request.headers().setBearerAuth("token-" + script.tokens.incrementAndGet());
		}

		@OnOpen
		void opened(Connection connection) {
			script(connection).calls.add("opened");
		}

		@OnClose
		void closed(Connection connection, CloseCause cause, CloseStatus status) throws InterruptedException {
			script(connection).onClose(cause);
		}

		private static Script script(Connection connection) {
			return (Script) connection.attributes().get("script");
		}

	}

	@WebSocketClient(name = "plain", value = "ws://localhost:{port}/plain")
	static class PlainClient extends RecordingClient {

	}

	@WebSocketClient(name = "storming", value = "ws://localhost:{port}/storming")
	static class StormingClient extends RecordingClient {

	}

	@WebSocketClient(name = "growing", value = "ws://localhost:{port}/growing")
	static class GrowingClient extends RecordingClient {

	}

	@WebSocketClient(name = "beating", value = "ws://localhost:{port}/beating")
	static class BeatingClient extends RecordingClient {

	}

	@WebSocketClient(name = "queueing", value = "ws://localhost:{port}/queueing")
	static class QueueingClient extends RecordingClient {

	}

	@WebSocketClient(name = "secure", value = "wss://localhost:{port}/secure")
	static class SecureClient extends RecordingClient {

	}

	/** Delays that clients had to wait. */
	static final class Delays implements ClientListener {

		private final ConcurrentLinkedQueue<Duration> all = new ConcurrentLinkedQueue<>();

		@Override
		public void onConnected(String client, long nanos) {
		}

		@Override
		public void onConnectFailed(String client, ConnectFailure failure) {
		}

		@Override
		public void onReconnectDelayed(String client, Duration delay) {
			this.all.add(delay);
		}

		@Override
		public void onDropped(String client, DropReason reason, long messages) {
		}

		@Override
		public ConnectionListener sockets() {
			return new ConnectionListener() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ PlainClient.class, StormingClient.class, GrowingClient.class, BeatingClient.class, QueueingClient.class,
			SecureClient.class })
	static class Application {

		@Bean
		Delays delays() {
			return new Delays();
		}

		@Bean
		SslBundleRegistrar peerBundle() {
			return (registry) -> registry.registerBundle("peer", SslBundle.systemDefault());
		}

	}

}
