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

package io.github.wsboot.server.handshake;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.handshake.ConnectionLimiter;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.SpringTextHandler;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits of connections and handshakes: which handshake is refused, and that each
 * connection that ends makes room for another one.
 */
@Promise("security")
@PlainOnly
class ConnectionLimitTests extends ServerTests {

	private static final String ONE = "ws.max-connections=1";

	private static final String ONE_EACH = "ws.max-connections-per-address=1";

	ConnectionLimitTests() {
		super(CountedEndpoint.class, HandshakeInfrastructure.class, SpringTextHandler.class, SessionAddresses.class);
	}

	@Test
	void connectionsBeyondTheLimitShouldBeRefused() {
		TestServer server = server("ws.max-connections=2");
		raw(server, "/counted");
		RawWebSocketClient second = raw(server, "/counted");
		RawWebSocketClient.Response response = to(server).response();
		assertThat(response.status()).isEqualTo(503);
		assertThat(Integer.parseInt(response.header("Retry-After"))).isPositive();
		second.close();
		awaitTaken(server, 1);
		assertThat(to(server).response().status()).isEqualTo(101);
	}

	@Test
	void connectionsOfAUserShouldBeLimited() {
		TestServer server = server("ws.max-connections-per-user=2");
		closeLater(to(server).header("X-User", "ada").connect());
		closeLater(to(server).header("X-User", "ada").connect());
		RawWebSocketClient.Response response = to(server).header("X-User", "ada").response();
		assertThat(response.status()).isEqualTo(429);
		assertThat(response.header("Retry-After")).isNotNull();
		closeLater(to(server).header("X-User", "bob").connect());
		raw(server, "/counted");
		raw(server, "/counted");
		raw(server, "/counted");
	}

	@Test
	void usersThatAreBoundLaterShouldNotBeCounted() {
		TestServer server = server("ws.max-connections-per-user=2");
		for (int i = 0; i < 2; i++) {
			server.connection(raw(server, "/counted").name()).bindUser("ada");
		}
		closeLater(to(server).header("X-User", "ada").connect());
		closeLater(to(server).header("X-User", "ada").connect());
		assertThat(to(server).header("X-User", "ada").response().status()).isEqualTo(429);
	}

	@Test
	void firstStepThatRefusesShouldDecide() {
		TestServer server = server(ONE);
		raw(server, "/counted");
		assertThat(steps(server, "https://evil.example", "?filter=status&interceptor=false")).isEqualTo(403);
		assertThat(steps(server, null, "?filter=status&interceptor=false&answer=reject")).isEqualTo(429);
		assertThat(steps(server, null, "?interceptor=false&answer=reject")).isEqualTo(503);
		assertThat(steps(server(), null, "?interceptor=false&answer=reject")).isEqualTo(406);
		assertThat(steps(server(), null, "?answer=reject")).isEqualTo(401);
	}

	private static int steps(TestServer server, String origin, String query) {
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/counted" + query);
		return ((origin != null) ? opening.header("Origin", origin) : opening).response().status();
	}

	@Test
	void connectionsFromAnAddressShouldBeLimited() {
		TestServer server = server("server.forward-headers-strategy=none", ONE_EACH);
		closeLater(from(server, "192.0.2.1").connect());
		RawWebSocketClient.Response response = from(server, "192.0.2.2").response();
		assertThat(response.status()).isEqualTo(429);
		assertThat(response.header("Retry-After")).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void addressShouldBeThatOfAForwardedRequest(String strategy) {
		TestServer server = server("server.forward-headers-strategy=" + strategy, ONE_EACH);
		RawWebSocketClient first = closeLater(from(server, "192.0.2.1").connect());
		closeLater(from(server, "192.0.2.2").connect());
		closeLater(from(server, "2001:db8:1:2::1").connect());
		assertThat(from(server, "192.0.2.1").response().status()).isEqualTo(429);
		assertThat(from(server, "2001:db8:1:2::2").response().status()).isEqualTo(429);
		assertThat(server.connection(first.name()).handshake().remoteAddress().getAddress().getHostAddress())
			.isEqualTo("192.0.2.1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void originShouldBeThatOfAForwardedRequest(String strategy) {
		TestServer server = server("server.forward-headers-strategy=" + strategy, ONE_EACH);
		assertThat(forwarded(server, "https://www.example.org")).isEqualTo(101);
		assertThat(forwarded(server, "https://evil.example")).isEqualTo(403);
		assertThat(forwarded(server("server.forward-headers-strategy=none", ONE_EACH), "https://www.example.org"))
			.isEqualTo(403);
	}

	private static int forwarded(TestServer server, String origin) {
		return from(server, "192.0.2.1").header("Host", "www.example.org")
			.header("X-Forwarded-Proto", "https")
			.header("Origin", origin)
			.response()
			.status();
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void proxyAndStrategyShouldDecideWhichOfSeveralAddressesCounts(String strategy) {
		TestServer server = server("server.forward-headers-strategy=" + strategy, ONE_EACH);
		RawWebSocketClient client = closeLater(from(server, "192.0.2.1, 198.51.100.2").connect());
		boolean last = strategy.equals("native") && (kind() == ServerKind.TOMCAT || kind() == ServerKind.DIRECT_TOMCAT);
		assertThat(server.connection(client.name()).handshake().remoteAddress().getAddress().getHostAddress())
			.isEqualTo(last ? "198.51.100.2" : "192.0.2.1");
	}

	@ParameterizedTest
	@CsvSource({ "native, X-Forwarded-For, localhost", "framework, X-Forwarded-For, localhost",
			"framework, Forwarded, for=localhost;by=localhost" })
	void namesInForwardedHeadersShouldNotBeLookedUp(String strategy, String header, String value) {
		TestServer server = server("server.forward-headers-strategy=" + strategy, ONE_EACH);
		RawWebSocketClient client = closeLater(to(server).header(header, value).connect());
		Connection connection = server.connection(client.name());
		assertThat(connection.handshake().remoteAddress().isUnresolved()).isTrue();
		List<InetSocketAddress> session = server.bean(SessionAddresses.class).addresses(client.name());
		assertThat(session.get(0).getHostString()).isEqualTo("localhost");
		assertThat(session.get(0).isUnresolved()).as("client").isTrue();
		assertThat(session.get(1).isUnresolved()).as("server").isEqualTo(value.contains("by="));
	}

	@Test
	void handshakesBeyondTheRateShouldBeRefused() {
		TestServer server = server("ws.handshake.rate=1", "ws.handshake.burst=2");
		int refused = 0;
		for (int i = 0; i < 20; i++) {
			RawWebSocketClient.Response response = to(server).response();
			assertThat(response.status()).isIn(101, 429);
			if (response.status() == 429) {
				assertThat(Integer.parseInt(response.header("Retry-After"))).isPositive();
				refused++;
			}
		}
		assertThat(refused).isPositive();
		TestServer.await("next token").until(() -> to(server).response().status() == 101);
	}

	@Test
	void otherHandlersOfTheApplicationShouldNotBeCounted() {
		TestServer server = server(ONE, "ws.handshake.rate=1", "ws.handshake.burst=1");
		raw(server, "/spring");
		raw(server, "/spring");
		raw(server, "/counted");
		raw(server, "/spring");
		awaitTaken(server, 1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "?filter=false", "?filter=exception", "?interceptor=false", "?interceptor=exception",
			"?answer=reject", "?answer=exception" })
	void refusedHandshakeShouldGiveItsPlaceBack(String query) {
		TestServer server = server(ONE);
		for (int i = 0; i < 3; i++) {
			assertThat(RawWebSocketClient.to(server, "/counted" + query).response().status()).isBetween(400, 500);
		}
		awaitTaken(server, 0);
		assertThat(to(server).response().status()).isEqualTo(101);
	}

	@Test
	void brokenHandshakeShouldGiveItsPlaceBack() {
		TestServer server = server(ONE);
		assertThat(to(server).without("Sec-WebSocket-Key").response().status()).isEqualTo(400);
		assertThat(to(server).header("Sec-WebSocket-Version", "12").response().status()).isEqualTo(426);
		assertThat(to(server).header("Origin", "https://evil.example").response().status()).isEqualTo(403);
		awaitTaken(server, 0);
		assertThat(to(server).response().status()).isEqualTo(101);
	}

	@Test
	void handshakeWhoseClientHasGoneShouldGiveItsPlaceBack() {
		TestServer server = server("ws.max-connections=100");
		Random random = new Random(4);
		for (int i = 0; i < 60; i++) {
			RawWebSocketClient.Opening opening = to(server);
			byte[] request = opening.request();
			RawWebSocketClient client = opening.reach();
			client.bytes(request);
			TestServer.await("a moment").pollDelay(random.nextInt(3), TimeUnit.MILLISECONDS).until(() -> true);
			client.reset();
		}
		awaitTaken(server, 0);
	}

	@Test
	void handshakeThatFailsInADecoratorShouldGiveItsPlaceBack() {
		TestServer server = server(ONE);
		RawWebSocketClient client = closeLater(RawWebSocketClient.to(server, "/counted?decorator=fail").connect());
		assertThat(client.nextClose().closeCode()).isEqualTo(1011);
		client.close();
		awaitTaken(server, 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "close", "finish", "reset", "disconnect", "abort", "fail", "garbage" })
	void endOfAConnectionShouldGiveItsPlaceBack(String how) {
		TestServer server = server(ONE, "ws.close-timeout=1s");
		for (int i = 0; i < 3; i++) {
			RawWebSocketClient client = raw(server, "/counted");
			Connection connection = server.connection(client.name());
			assertThat(to(server).response().status()).isEqualTo(503);
			end(how, client, connection);
			awaitTaken(server, 0);
			client.close();
		}
	}

	private static void end(String how, RawWebSocketClient client, Connection connection) {
		switch (how) {
			case "close" -> client.send(RawFrame.close(1000));
			case "finish" -> client.finish();
			case "reset" -> client.reset();
			case "disconnect" -> connection.disconnect(CloseStatus.GOING_AWAY);
			case "abort" ->
				((ManagedConnection) connection).abort(CloseStatus.SERVICE_OVERLOAD, CloseCause.SLOW_CONSUMER);
			case "garbage" -> client.bytes(new byte[] { 0x7F, 0, 0, 0 });
			default -> client.text(how);
		}
	}

	@Test
	void concurrentHandshakesShouldNeverExceedTheLimit() throws Exception {
		int limit = 5;
		TestServer server = server("ws.max-connections=" + limit, "ws.close-timeout=1s");
		CountedEndpoint endpoint = server.bean(CountedEndpoint.class);
		endpoint.most.set(0);
		AtomicInteger accepted = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(12);
		List<Future<?>> all = new ArrayList<>();
		List<Consumer<RawWebSocketClient>> ends = List.of(RawWebSocketClient::close, RawWebSocketClient::reset,
				(client) -> client.send(RawFrame.close(1000)).readToEnd(), (client) -> client.text("fail").readToEnd());
		for (int i = 0; i < 12; i++) {
			int thread = i;
			all.add(threads.submit(() -> {
				for (int j = 0; j < 25; j++) {
					RawWebSocketClient.Exchange exchange = to(server).exchange();
					if (exchange.response().status() != 101) {
						assertThat(exchange.response().status()).isEqualTo(503);
						refused.incrementAndGet();
					}
					else {
						accepted.incrementAndGet();
						ends.get((thread + j) % ends.size()).accept(exchange.client());
					}
					exchange.client().close();
				}
			}));
		}
		for (Future<?> one : all) {
			one.get(120, TimeUnit.SECONDS);
		}
		threads.shutdown();
		assertThat(accepted.get() + refused.get()).isEqualTo(300);
		assertThat(accepted.get()).isPositive();
		assertThat(endpoint.most.get()).isBetween(1, limit);
		awaitTaken(server, 0);
	}

	private static RawWebSocketClient.Opening to(TestServer server) {
		return RawWebSocketClient.to(server, "/counted");
	}

	private static RawWebSocketClient.Opening from(TestServer server, String address) {
		return to(server).header("X-Forwarded-For", address);
	}

	private static void awaitTaken(TestServer server, int count) {
		TestServer.await(count + " places taken")
			.atMost(TestServer.TIMEOUT.multipliedBy(2))
			.untilAsserted(() -> assertThat(taken(server)).isEqualTo(count));
	}

	private static int taken(TestServer server) {
		return ReflectionTestUtils.<Integer>invokeMethod(server.bean(ConnectionLimiter.class), "taken");
	}

	@WebSocketEndpoint("/counted")
	static class CountedEndpoint extends RecordingEndpoint {

		private final AtomicInteger most = new AtomicInteger();

		private final ConnectionManager connections;

		CountedEndpoint(Journal journal, ConnectionManager connections) {
			super(journal);
			this.connections = connections;
		}

		@OnHandshake
		void check(HandshakeContext context) {
			String answer = String.valueOf(context.handshake().queryParams().getFirst("answer"));
			if (answer.equals("exception")) {
				throw new IllegalStateException("expected by the test");
			}
			if (answer.equals("reject")) {
				context.reject(HttpStatus.UNAUTHORIZED);
			}
		}

		@Override
		@OnOpen
		protected void open(Connection connection) {
			super.open(connection);
			this.most.accumulateAndGet(this.connections.count(), Math::max);
		}

		@OnMessage
		void message(String text) {
			throw new IllegalStateException("expected by the test");
		}

	}

	/**
	 * A decorator that fails before the endpoint has heard of the session, on demand.
	 */
	@Configuration(proxyBeanMethods = false)
	static class SessionAddresses {

		private final Map<String, List<InetSocketAddress>> addresses = new ConcurrentHashMap<>();

		/**
		 * Return what the session of a client says where it comes from and goes to.
		 */
		List<InetSocketAddress> addresses(String client) {
			return this.addresses.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().endsWith("client=" + client))
				.findFirst()
				.orElseThrow()
				.getValue();
		}

		@Bean
		@ForWebSocketEndpoints
		WebSocketHandlerDecoratorFactory failingDecorator() {
			return (handler) -> new WebSocketHandlerDecorator(handler) {

				@Override
				public void afterConnectionEstablished(WebSocketSession session) throws Exception {
					SessionAddresses.this.addresses.put(String.valueOf(session.getUri()),
							Arrays.asList(session.getRemoteAddress(), session.getLocalAddress()));
					if (String.valueOf(session.getUri()).contains("decorator=fail")) {
						throw new IllegalStateException("expected by the test");
					}
					super.afterConnectionEstablished(session);
				}

			};
		}

	}

}
