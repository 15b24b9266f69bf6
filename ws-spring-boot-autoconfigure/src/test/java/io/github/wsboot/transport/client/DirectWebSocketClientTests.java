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

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketConnectionManager;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.wsboot.client.RawPeer;
import io.github.wsboot.client.RawResponse;
import io.github.wsboot.client.RawServer;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.loop.EventLoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DirectWebSocketClient}.
 */
class DirectWebSocketClientTests {

	private static final String ACCEPTANCE = """
			HTTP/1.1 101 Switching Protocols\r
			Upgrade: websocket\r
			Connection: Upgrade\r
			Sec-WebSocket-Accept: {accept}\r
			\r
			""";

	private final TestTransport transport = new TestTransport();

	private final RawServer server = new RawServer();

	private final DirectWebSocketClient client = client(this.transport::execute);

	private final RecordingHandler handler = new RecordingHandler();

	@AfterEach
	void stop() throws InterruptedException {
		this.transport.close();
		this.server.close();
	}

	private DirectWebSocketClient client(Executor workers) {
		return new DirectWebSocketClient(this.transport.transport(), workers,
				new DirectWebSocketClient.Settings((host, port) -> {
					throw new UnsupportedOperationException();
				}, null, new FrameLimits(1000, 1000, 10), Duration.ofSeconds(20), Duration.ofSeconds(20),
						Duration.ofSeconds(20)));
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(60, TimeUnit.SECONDS);
	}

	@Test
	void templateShouldBeExpanded() throws Exception {
		String template = "ws://127.0.0.1:" + this.server.port() + "/{name}?q={q}";
		WebSocketSession session = get(this.client.execute(this.handler, template, "a b", "c d"));
		assertThat(this.server.accept().target()).isEqualTo("/a%20b?q=c%20d");
		assertThat(session.isOpen()).isTrue();
		assertThat(this.handler.next()).isEqualTo("established");
	}

	@Test
	void headersSubProtocolsAndOriginShouldBeSent() throws Exception {
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		headers.setBearerAuth("token");
		headers.setOrigin("https://example.org");
		headers.setSecWebSocketProtocol(List.of("v2", "v1"));
		this.server.respond(RawResponse.accept("Sec-WebSocket-Protocol: v1"));
		WebSocketSession session = get(this.client.execute(this.handler, headers, this.server.uri("/")));
		RawPeer peer = this.server.accept();
		assertThat(peer.header("Authorization")).isEqualTo("Bearer token");
		assertThat(peer.header("Origin")).isEqualTo("https://example.org");
		assertThat(String.join(", ", peer.headers("Sec-WebSocket-Protocol"))).isEqualTo("v2, v1");
		assertThat(session.getAcceptedProtocol()).isEqualTo("v1");
	}

	@Test
	void futureShouldCompleteWhereCodeMayBlock() throws Exception {
		this.server.respond(RawResponse.slowly(ACCEPTANCE, Duration.ofMillis(1)));
		CompletableFuture<Boolean> onLoop = this.client.execute(this.handler, null, this.server.uri("/"))
			.thenApply((session) -> EventLoop.isCurrentThread());
		assertThat(get(onLoop)).isEqualTo(false);
	}

	@Test
	void refusalShouldFailTheFutureWithItsStatus() {
		this.server.respond(RawResponse.status(503, "Retry-After: 7"));
		CompletableFuture<WebSocketSession> future = this.client.execute(this.handler, null, this.server.uri("/"));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(future))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketConnectException.class, (ex) -> {
				assertThat(ex.kind()).isEqualTo(ConnectFailure.Kind.STATUS);
				assertThat(ex.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
				assertThat(ex.headers().getFirst("Retry-After")).isEqualTo("7");
				assertThat(ex).hasMessageStartingWith("Cannot connect to ws://127.0.0.1:");
			});
	}

	@Test
	void otherSchemesShouldBeRejectedAtOnce() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.execute(this.handler, null, URI.create("ftp://localhost/")));
	}

	@Test
	void cancellationShouldGiveTheAttemptUp() {
		this.server.respond(RawResponse.silence());
		CompletableFuture<WebSocketSession> future = this.client.execute(this.handler, null, this.server.uri("/"));
		RawPeer peer = this.server.accept();
		assertThat(future.cancel(true)).isTrue();
		peer.awaitEnd();
	}

	@Test
	void futureShouldFailWhenTheApplicationStops() throws InterruptedException {
		DirectWebSocketClient client = client((task) -> {
			// The workers have been stopped
		});
		this.server.respond(RawResponse.silence());
		CompletableFuture<WebSocketSession> future = client.execute(this.handler, null, this.server.uri("/"));
		this.server.accept();
		this.transport.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(future))
			.withCauseInstanceOf(WebSocketConnectException.class);
		assertThat(client.execute(this.handler, null, this.server.uri("/"))).isCompletedExceptionally();
	}

	@Test
	void connectionManagerShouldOpenAndCloseItsSession() throws Exception {
		this.server.echo();
		WebSocketConnectionManager manager = new WebSocketConnectionManager(this.client, this.handler,
				this.server.uri("/"));
		manager.start();
		assertThat(this.handler.next()).isEqualTo("established");
		this.handler.session.sendMessage(new TextMessage("hello"));
		assertThat(this.handler.next()).isEqualTo("hello");
		TestServer.await("connection").until(manager::isConnected);
		manager.stop();
		assertThat(this.handler.next()).isEqualTo("closed 1000");
	}

	/**
	 * A handler that records what it is called with.
	 */
	private static final class RecordingHandler extends TextWebSocketHandler {

		private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

		private volatile WebSocketSession session;

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
			this.session = session;
			this.calls.add("established");
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) {
			this.calls.add(message.getPayload());
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.calls.add("closed " + status.getCode());
		}

		String next() throws InterruptedException {
			return this.calls.poll(60, TimeUnit.SECONDS);
		}

	}

}
