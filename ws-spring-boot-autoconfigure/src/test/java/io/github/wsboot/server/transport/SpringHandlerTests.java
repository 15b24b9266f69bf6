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
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.SessionLimitExceededException;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.util.UriComponentsBuilder;

import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.DirectOnly;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestClient;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.SelectingUpgradeStrategy;
import io.github.wsboot.transport.SpringSessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for Spring's own handlers on our own transport.
 */
@Promise("beans")
@DirectOnly
@PlainOnly
class SpringHandlerTests extends ServerTests {

	private static final String APPLY = "ws.transport.apply-to-spring-handlers=true";

	private static final String FILLER = "x".repeat(16 * 1024);

	SpringHandlerTests() {
		super(SpringHandlers.class);
	}

	private TestServer applied(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add(APPLY);
		return server(all.toArray(String[]::new));
	}

	private static SpringEchoHandler handler(TestServer server) {
		return server.bean(SpringEchoHandler.class);
	}

	private static WebSocketSession session(TestServer server, String client) {
		return handler(server).session(client);
	}

	private static int count(TestServer server) {
		return server.bean(SpringSessions.class).count();
	}

	private static void awaitNoSession(TestServer server) {
		TestServer.await("end of all sessions").until(() -> count(server) == 0);
		TestServer.await("memory of all queues").until(() -> server.bean(SendMemoryBudget.class).used() == 0);
	}

	@Test
	void sessionShouldBeTheContainersUnlessAsked() {
		assumeThat(kind()).as("Spring takes Jetty's strategy, as it is on the class path")
			.isEqualTo(ServerKind.DIRECT_JETTY);
		TestServer server = server();
		TestClient client = connect(server, "/spring");
		assertThat(client.text("hi").next()).isEqualTo("hi");
		assertThat(session(server, client.name()).getClass().getName()).startsWith("org.springframework.");
	}

	@Test
	void handlerShouldGetAndSendMessagesOnWorkers() {
		TestServer server = applied();
		TestClient client = connect(server, "/spring");
		assertThat(client.text("hellö").next()).isEqualTo("hellö");
		assertThat(client.binary(new byte[] { 1, 2, 3 }).nextBytes()).containsExactly(1, 2, 3);
		assertThat(client.text("thread").next()).startsWith("ws-worker-");
		handler(server).of(client.name()).clear();
		client.pong("abc");
		handler(server).await(client.name(), "pong 3");
		assertThat(server.connections().count()).isZero();
		assertThat(server.connections().broadcast("x").targeted()).isZero();
		assertThat(client.close(4001, "bye").nextClose().getCode()).isEqualTo(4001);
		assertThat(handler(server).awaitEnd(client.name())).containsExactly("pong 3", "close 4001");
		awaitNoSession(server);
	}

	@Test
	void bodyOfARequestShouldNotBeReadAsFrames() {
		TestServer server = applied();
		byte[] body = RawWebSocketClient.encode(RawFrame.text("smuggled", true), true);
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(server, "/spring").first(body);
		RawWebSocketClient.Exchange exchange = opening.line("Content-Length", String.valueOf(body.length)).exchange();
		assertThat(exchange.response().status()).isEqualTo(400);
		assertThat(closeLater(exchange.client()).rest()).doesNotContain("smuggled");
	}

	@Test
	void fieldsThatAreListsShouldBeReadAsLists() {
		RawWebSocketClient.Opening opening = RawWebSocketClient.to(applied(), "/spring")
			.header("Connection", "keep-alive, UPGRADE")
			.header("Upgrade", "h2c");
		RawWebSocketClient client = closeLater(opening.line("Upgrade", "websocket").connect());
		client.text("hi");
		assertThat(client.nextText()).isEqualTo("hi");
	}

	@Test
	void sessionShouldKnowItsFacts() {
		TestServer server = applied();
		TestClient client = connect(server, "/spring?x=1");
		WebSocketSession session = session(server, client.name());
		assertThat(session.getClass().getSimpleName()).isEqualTo("DirectSession");
		assertThat(session.getId()).isNotBlank();
		assertThat(session.getUri()).hasScheme("ws").hasPath("/spring").hasParameter("x", "1");
		assertThat(session.getHandshakeHeaders().getFirst(HttpHeaders.HOST)).isEqualTo("localhost:" + server.port());
		assertThat(session.getLocalAddress().getPort()).isEqualTo(server.port());
		assertThat(session.getRemoteAddress().getAddress().isLoopbackAddress()).isTrue();
		assertThat(session.getAcceptedProtocol()).isNull();
		assertThat(session.getTextMessageSizeLimit()).isEqualTo(65536);
		assertThat(session.getBinaryMessageSizeLimit()).isEqualTo(65536);
		session.getAttributes().put("key", "value");
		assertThat(session.getAttributes()).containsEntry("key", "value");
		assertThat(session.isOpen()).isTrue();
	}

	@Test
	void fragmentsShouldArriveWholeAndLeaveAsTheyAreSent() throws Exception {
		TestServer server = applied();
		RawWebSocketClient client = raw(server, "/spring");
		client.send(RawFrame.text("to", false)).send(RawFrame.continuation("gether", true));
		assertThat(client.nextText()).isEqualTo("together");
		WebSocketSession session = session(server, client.name());
		assertThatFrameIs(send(session, new TextMessage("a", false), client), RawFrame.TEXT, false, "a");
		assertThatFrameIs(send(session, new PingMessage(bytes("p")), client), RawFrame.PING, true, "p");
		assertThatFrameIs(send(session, new TextMessage("b", false), client), RawFrame.CONTINUATION, false, "b");
		assertThatFrameIs(send(session, new PongMessage(bytes("q")), client), RawFrame.PONG, true, "q");
		assertThatIllegalStateException().isThrownBy(() -> session.sendMessage(new BinaryMessage(bytes("x"))));
		assertThatFrameIs(send(session, new TextMessage("c"), client), RawFrame.CONTINUATION, true, "c");
		assertThatFrameIs(send(session, new BinaryMessage(bytes("d"), false), client), RawFrame.BINARY, false, "d");
		assertThatFrameIs(send(session, new BinaryMessage(bytes("e"), true), client), RawFrame.CONTINUATION, true, "e");
		assertThatFrameIs(send(session, new TextMessage("f"), client), RawFrame.TEXT, true, "f");
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes());
	}

	private static RawFrame send(WebSocketSession session, WebSocketMessage<?> message, RawWebSocketClient client)
			throws IOException {
		session.sendMessage(message);
		return client.next();
	}

	private static void assertThatFrameIs(RawFrame frame, int opcode, boolean fin, String text) {
		assertThat(frame.opcode()).isEqualTo(opcode);
		assertThat(frame.fin()).isEqualTo(fin);
		assertThat(frame.text()).isEqualTo(text);
	}

	@Promise("protocol")
	@Test
	void textShouldLeaveAsValidUtf8() throws Exception {
		TestServer server = applied();
		RawWebSocketClient client = raw(server, "/spring");
		WebSocketSession session = session(server, client.name());
		session.sendMessage(new TextMessage("a\uD83D", false));
		session.sendMessage(new TextMessage("\uDE00b\uDE00", false));
		session.sendMessage(new TextMessage("\uD83D", true));
		assertThat(client.nextText()).isEqualTo("a😀b\uFFFD\uFFFD");
		session.sendMessage(new TextMessage("half \uD83D"));
		assertThat(client.next().payload()).isEqualTo("half \uFFFD".getBytes(StandardCharsets.UTF_8));
		session.sendMessage(new TextMessage(new byte[] { 'a', (byte) 0xFF }));
		assertThat(client.next().payload()).isEqualTo("a\uFFFD".getBytes(StandardCharsets.UTF_8));
		session.close(new CloseStatus(4000, "\uD83D"));
		assertThat(client.nextClose().closeReason()).isEqualTo("\uFFFD");
	}

	@Test
	void messagesOfManyThreadsShouldNotMix() throws Exception {
		TestServer server = applied("ws.send.max-messages=50");
		TestClient client = connect(server, "/spring");
		WebSocketSession session = session(server, client.name());
		List<CompletableFuture<Void>> senders = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			int thread = i;
			senders.add(inBackground(() -> {
				for (int n = 0; n < 200; n++) {
					session.sendMessage(new TextMessage(thread + ":" + n + ":" + "y".repeat(n)));
				}
			}));
		}
		Map<String, Integer> next = new HashMap<>();
		for (String message : client.next(1600)) {
			String[] parts = message.split(":", -1);
			int number = next.merge(parts[0], 1, Integer::sum) - 1;
			assertThat(parts[1]).isEqualTo(String.valueOf(number));
			assertThat(parts[2]).isEqualTo("y".repeat(number));
		}
		for (CompletableFuture<Void> sender : senders) {
			sender.get(60, TimeUnit.SECONDS);
		}
	}

	private static CompletableFuture<Void> inBackground(Sending sending) {
		return Background.run(() -> {
			try {
				sending.send();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	@Test
	void slowClientShouldBlockItsSenderForSomeTimeOnly() throws Exception {
		TestServer server = applied("ws.send.max-bytes=256KB", "ws.send.max-delay=2s");
		RawWebSocketClient slow = slow(server);
		WebSocketSession session = session(server, slow.name());
		CompletableFuture<Void> sender = inBackground(() -> sendForEver(session));
		TestClient other = connect(server, "/spring");
		for (int i = 0; i < 20; i++) {
			assertThat(other.text("still " + i).next()).isEqualTo("still " + i);
		}
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> sender.get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(SessionLimitExceededException.class);
		assertThat(session.isOpen()).isFalse();
		assertThat(handler(server).awaitEnd(slow.name())).containsExactly("open", "close 4500");
		assertThatIOException().isThrownBy(() -> session.sendMessage(new TextMessage("late")));
		assertThat(other.text("after").next()).isEqualTo("after");
		other.close();
		awaitNoSession(server);
	}

	@Test
	void stalledClientShouldBeCutEvenWhenNobodySends() throws Exception {
		TestServer server = applied("ws.send.max-bytes=16MB", "ws.send.max-delay=1s");
		RawWebSocketClient slow = slow(server);
		WebSocketSession session = session(server, slow.name());
		session.sendMessage(new TextMessage("x".repeat(8 * 1024 * 1024)));
		assertThat(handler(server).awaitEnd(slow.name())).containsExactly("open", "close 4500");
		assertThat(session.isOpen()).isFalse();
		awaitNoSession(server);
	}

	private static void sendForEver(WebSocketSession session) throws IOException {
		while (true) {
			session.sendMessage(new TextMessage(FILLER));
		}
	}

	/**
	 * Send through Spring's decorator, which drops messages silently once a limit has
	 * been exceeded.
	 */
	private static void sendWhileOpen(WebSocketSession session) throws IOException {
		while (session.isOpen()) {
			session.sendMessage(new TextMessage(FILLER));
		}
	}

	private RawWebSocketClient slow(TestServer server) {
		return closeLater(RawWebSocketClient.to(server, "/spring").receiveBuffer(1024).connect());
	}

	@Test
	void blockedSenderShouldEndWithItsSession() throws Exception {
		TestServer server = applied("ws.send.max-bytes=256KB", "ws.send.max-delay=10m");
		RawWebSocketClient slow = slow(server);
		WebSocketSession session = session(server, slow.name());
		CompletableFuture<Void> sender = inBackground(() -> sendForEver(session));
		TestServer.await("full queue").until(() -> server.bean(SendMemoryBudget.class).used() > 240 * 1024);
		slow.reset();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> sender.get(60, TimeUnit.SECONDS))
			.withRootCauseInstanceOf(IOException.class);
		assertThat(handler(server).awaitEnd(slow.name())).containsExactly("open", "error", "close 1006");
		awaitNoSession(server);
	}

	@Test
	void messageBeyondTheQueueShouldBeRefusedAlone() throws Exception {
		TestServer server = applied("ws.send.max-bytes=16KB");
		TestClient client = connect(server, "/spring");
		WebSocketSession session = session(server, client.name());
		assertThatExceptionOfType(SessionLimitExceededException.class)
			.isThrownBy(() -> session.sendMessage(new TextMessage(FILLER)));
		session.sendMessage(new TextMessage("small"));
		assertThat(client.next()).isEqualTo("small");
	}

	@Test
	void limitsThatTheHandlerSetsShouldHold() {
		TestServer server = applied();
		RawWebSocketClient client = raw(server, "/spring?limit=100");
		client.text("z".repeat(100));
		assertThat(client.nextText()).hasSize(100);
		WebSocketSession session = session(server, client.name());
		assertThat(session.getTextMessageSizeLimit()).isEqualTo(100);
		assertThat(session.getBinaryMessageSizeLimit()).isEqualTo(50);
		client.text("z".repeat(101));
		assertThat(client.nextClose().closeCode()).isEqualTo(1009);
		assertThat(handler(server).awaitEnd(client.name())).containsExactly("open", "close 1009");
	}

	@Test
	void limitsThatTheHandlerSetsShouldHoldForTheFirstMessage() {
		TestServer server = applied();
		byte[] first = RawFrame.of(RawFrame.BINARY, "z".repeat(51)).encode(true);
		for (int i = 0; i < 100; i++) {
			RawWebSocketClient client = closeLater(
					RawWebSocketClient.to(server, "/spring?limit=100").first(first).connect());
			assertThat(client.nextClose().closeCode()).isEqualTo(1009);
		}
	}

	@Test
	void closingShouldFollowWhatWasSent() throws Exception {
		TestServer server = applied();
		TestClient client = connect(server, "/spring");
		WebSocketSession session = session(server, client.name());
		for (int i = 0; i < 100; i++) {
			session.sendMessage(new TextMessage("m" + i));
		}
		session.close(new CloseStatus(4002, "enough " + "x".repeat(200)));
		assertThat(session.isOpen()).isFalse();
		session.close(new CloseStatus(4003, "again"));
		assertThatIOException().isThrownBy(() -> session.sendMessage(new TextMessage("late")));
		assertThat(client.next(100)).endsWith("m98", "m99");
		assertThat(client.nextClose()).isEqualTo(new CloseStatus(4002, "enough " + "x".repeat(116)));
		assertThat(handler(server).awaitEnd(client.name())).containsExactly("open", "close 4002");
		assertThatIllegalArgumentException().isThrownBy(() -> session.close(new CloseStatus(1005)));
	}

	@Test
	void clientThatDoesNotCloseShouldBeCut() throws Exception {
		TestServer server = applied("ws.close-timeout=1s");
		RawWebSocketClient client = raw(server, "/spring");
		session(server, client.name()).close(CloseStatus.NORMAL);
		assertThat(client.nextClose().closeCode()).isEqualTo(1000);
		assertThat(client.readToEnd()).isNull();
		assertThat(handler(server).awaitEnd(client.name())).containsExactly("open", "close 1000");
		awaitNoSession(server);
	}

	@Test
	void failingHandlerShouldCloseWith1011() {
		TestServer server = applied();
		TestClient client = connect(server, "/spring");
		assertThat(client.text("fail").nextClose().getCode()).isEqualTo(1011);
		assertThat(handler(server).awaitEnd(client.name())).containsExactly("open", "close 1011");
		TestClient failsAtOnce = connect(server, "/spring?fail=yes");
		assertThat(failsAtOnce.nextClose().getCode()).isEqualTo(1011);
		assertThat(handler(server).awaitEnd(failsAtOnce.name())).containsExactly("open", "close 1011");
	}

	@Test
	void lostClientShouldBeAnErrorAndTheEnd() {
		TestServer server = applied();
		RawWebSocketClient client = raw(server, "/spring");
		assertThat(client.text("there").nextText()).isEqualTo("there");
		client.reset();
		assertThat(handler(server).awaitEnd(client.name())).containsExactly("open", "error", "close 1006");
		awaitNoSession(server);
	}

	@Test
	void blockedHandlerShouldStopReadingFromItsClientOnly() throws Exception {
		TestServer server = applied("ws.receive.max-pending-messages=4");
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server, "/spring").sendBuffer(16 * 1024).connect());
		client.text("block");
		handler(server).await(client.name(), "blocked");
		CompletableFuture<Void> writer = inBackground(() -> {
			for (int i = 0; i < 1000; i++) {
				client.text(i + " " + FILLER);
			}
		});
		TestClient other = connect(server, "/spring");
		assertThat(other.text("hi").next()).isEqualTo("hi");
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> writer.get(2, TimeUnit.SECONDS));
		handler(server).released.countDown();
		for (int i = 0; i < 1000; i++) {
			assertThat(client.nextText()).startsWith(i + " x");
		}
		writer.get(60, TimeUnit.SECONDS);
	}

	@Test
	void springsDecoratorShouldWorkAroundTheSession() throws Exception {
		TestServer server = applied("ws.send.max-bytes=256KB", "ws.send.max-delay=10m");
		TestClient client = connect(server, "/spring");
		WebSocketSession decorated = new ConcurrentWebSocketSessionDecorator(session(server, client.name()), 60_000,
				1_000_000);
		decorated.sendMessage(new TextMessage("decorated"));
		assertThat(client.next()).isEqualTo("decorated");
		RawWebSocketClient slow = slow(server);
		WebSocketSession slowSession = new ConcurrentWebSocketSessionDecorator(session(server, slow.name()), 60_000,
				100_000);
		CompletableFuture<Void> blocked = inBackground(() -> sendWhileOpen(slowSession));
		TestServer.await("full queue").until(() -> server.bean(SendMemoryBudget.class).used() > 240 * 1024);
		CompletableFuture<Void> other = inBackground(() -> sendWhileOpen(slowSession));
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> CompletableFuture.anyOf(blocked, other).get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(SessionLimitExceededException.class);
		slowSession.close(CloseStatus.SESSION_NOT_RELIABLE);
		assertThat(handler(server).awaitEnd(slow.name())).containsExactly("open", "close 4500");
		TestServer.await("both senders").until(() -> blocked.isDone() && other.isDone());
	}

	@Test
	void sockJsShouldUseTheTransportForWebSocket() {
		TestServer server = applied();
		TestClient client = connect(server, "/sockjs/000/session1/websocket");
		assertThat(client.next()).isEqualTo("o");
		assertThat(client.text("[\"hello\"]").next()).isEqualTo("a[\"hello\"]");
		assertThat(count(server)).isOne();
	}

	@Test
	void handshakeHandlerOfTheApplicationShouldStay() {
		TestServer server = applied();
		TestClient client = connect(server, "/own");
		assertThat(client.text("hi").next()).isEqualTo("hi");
		assertThat(session(server, client.name()).getClass().getSimpleName()).isNotEqualTo("DirectSession");
	}

	@Test
	void handlersShouldStayOnTheContainerUnlessAsked() {
		TestServer server = server();
		TestClient client = connect(server, "/own");
		assertThat(client.text("hi").next()).isEqualTo("hi");
		assertThat(count(server)).isZero();
		assertThat(strategy(server)).isEqualTo(new DefaultHandshakeHandler().getRequestUpgradeStrategy().getClass());
		assertThat(strategy(applied())).isEqualTo(SelectingUpgradeStrategy.class);
	}

	private static Class<?> strategy(TestServer server) {
		Object handler = server.context()
			.getBean("webSocketHandlerMapping", WebSocketHandlerMapping.class)
			.getUrlMap()
			.get("/spring");
		DefaultHandshakeHandler handshakes = (DefaultHandshakeHandler) ((WebSocketHttpRequestHandler) handler)
			.getHandshakeHandler();
		return handshakes.getRequestUpgradeStrategy().getClass();
	}

	@Test
	void stoppingServerShouldTellClientsAndHandlers() throws Exception {
		TestServer server = TestServer.start(kind(), List.of(SpringHandlers.class), APPLY);
		SpringEchoHandler handler = handler(server);
		TestClient client = connect(server, "/spring");
		RawWebSocketClient silent = raw(server, "/spring");
		handler.session(silent.name());
		assertThat(client.text("hi").next()).isEqualTo("hi");
		CompletableFuture<Void> stop = inBackground(server::close);
		assertThat(client.nextClose().getCode()).isEqualTo(1001);
		assertThat(silent.nextClose().closeCode()).isEqualTo(1001);
		stop.get(60, TimeUnit.SECONDS);
		assertThat(handler.of(client.name())).containsExactly("open", "close 1001");
		assertThat(handler.of(silent.name())).containsExactly("open", "close 1001");
	}

	@FunctionalInterface
	private interface Sending {

		void send() throws IOException;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class SpringHandlers {

		@Bean
		SpringEchoHandler springEchoHandler() {
			return new SpringEchoHandler();
		}

		@Bean
		WebSocketConfigurer springHandlersConfigurer(SpringEchoHandler handler) {
			return (registry) -> {
				registry.addHandler(handler, "/spring");
				// Not Spring's default: that is Jetty's, even on Tomcat, when both are
				// there
				registry.addHandler(handler, "/own")
					.setHandshakeHandler(new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy()));
				registry.addHandler(new SpringEchoHandler() {

					@Override
					public void afterConnectionEstablished(WebSocketSession session) {
						// Its URI says nothing about the client
					}

					@Override
					public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
					}

				}, "/sockjs").withSockJS().setHeartbeatTime(60_000);
			};
		}

	}

	/**
	 * Handler as applications write it for Spring: echoes messages, and records the
	 * events of each client.
	 */
	static class SpringEchoHandler extends AbstractWebSocketHandler {

		private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

		private final Map<String, List<String>> events = new ConcurrentHashMap<>();

		final CountDownLatch released = new CountDownLatch(1);

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
			String limit = query(session, "limit");
			if (limit != null) {
				session.setTextMessageSizeLimit(Integer.parseInt(limit));
				session.setBinaryMessageSizeLimit(Integer.parseInt(limit) / 2);
			}
			add(session, "open");
			this.sessions.put(client(session), session);
			if (query(session, "fail") != null) {
				throw new IllegalStateException("asked to fail");
			}
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
			switch (message.getPayload()) {
				case "fail" -> throw new IllegalStateException("asked to fail");
				case "block" -> {
					add(session, "blocked");
					this.released.await(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
				}
				case "thread" -> session.sendMessage(new TextMessage(Thread.currentThread().getName()));
				default -> session.sendMessage(new TextMessage(message.getPayload()));
			}
		}

		@Override
		protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
			session.sendMessage(new BinaryMessage(message.getPayload()));
		}

		@Override
		protected void handlePongMessage(WebSocketSession session, PongMessage message) {
			add(session, "pong " + message.getPayloadLength());
		}

		@Override
		public void handleTransportError(WebSocketSession session, Throwable exception) {
			add(session, "error");
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			add(session, "close " + status.getCode());
		}

		private void add(WebSocketSession session, String event) {
			of(client(session)).add(event);
		}

		/**
		 * Return the events of a client.
		 */
		List<String> of(String client) {
			return this.events.computeIfAbsent(client, (key) -> new CopyOnWriteArrayList<>());
		}

		/**
		 * Return the events of a client after its end.
		 */
		List<String> awaitEnd(String client) {
			TestServer.await("end of " + client)
				.until(() -> of(client).stream().anyMatch((event) -> event.startsWith("close")));
			return of(client);
		}

		void await(String client, String event) {
			TestServer.await(event + " of " + client).until(() -> of(client).contains(event));
		}

		/**
		 * Return the session of a client, which may still be about to be established.
		 */
		WebSocketSession session(String client) {
			return TestServer.await("session of " + client)
				.until(() -> this.sessions.get(client), (session) -> session != null);
		}

		private static String client(WebSocketSession session) {
			return query(session, "client");
		}

		private static String query(WebSocketSession session, String name) {
			return UriComponentsBuilder.fromUri(session.getUri()).build().getQueryParams().getFirst(name);
		}

	}

}
