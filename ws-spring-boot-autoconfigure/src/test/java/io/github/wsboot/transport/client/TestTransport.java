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

import java.net.InetAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.server.TestTls;
import io.github.wsboot.transport.SpringSessionFactory;
import io.github.wsboot.transport.SpringSessions;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.FrameLimits;
import io.github.wsboot.transport.loop.EventLoops;

/**
 * Transport of outgoing sessions with loops of its own, and a handler that records what
 * it is called with.
 */
final class TestTransport implements AutoCloseable {

	static final int MAX_TEXT_SIZE = 1000;

	static final int MAX_FRAGMENTS = 100;

	private final EventLoops loops = new EventLoops(1);

	private final TimerService timers = new TimerService();

	private final CallbackExecutor workers = CallbackExecutor.onPlatformThreads("test-worker-", 4, this.timers);

	private final SpringSessions sessions = new SpringSessions(Duration.ZERO);

	private final ClientTransport transport;

	private TlsEngineFactory tls = TestTransport::engine;

	private @Nullable Compression compression;

	private Duration connectTimeout = Duration.ofSeconds(20);

	private Duration handshakeTimeout = Duration.ofSeconds(20);

	private Duration closeTimeout = Duration.ofSeconds(20);

	TestTransport() {
		this(InetAddress::getAllByName);
	}

	TestTransport(HostLookups.Resolver resolver) {
		SendMemoryBudget budget = new SendMemoryBudget(100_000_000);
		this.transport = new DirectClientTransport(this.loops, this.workers::execute, this.timers,
				new SpringSessionFactory(this.sessions, this.workers, budget,
						new ReceiveMemoryBudget(Long.MAX_VALUE, 1000, budget),
						new SpringSessionFactory.Settings(
								new SendLimits(10_000_000, 1000, Duration.ofMinutes(1), OverflowPolicy.CLOSE), 100,
								100_000)),
				new HostLookups(resolver));
	}

	ClientTransport transport() {
		return this.transport;
	}

	/**
	 * Run a task on a worker.
	 */
	void execute(Runnable task) {
		this.workers.execute(task);
	}

	TestTransport tls(TlsEngineFactory tls) {
		this.tls = tls;
		return this;
	}

	TestTransport compress(Compression compression) {
		this.compression = compression;
		return this;
	}

	TestTransport connectTimeout(Duration timeout) {
		this.connectTimeout = timeout;
		return this;
	}

	TestTransport handshakeTimeout(Duration timeout) {
		this.handshakeTimeout = timeout;
		return this;
	}

	TestTransport closeTimeout(Duration timeout) {
		this.closeTimeout = timeout;
		return this;
	}

	Opening open(URI uri) {
		return open(uri, new HttpHeaders(), List.of());
	}

	Opening open(URI uri, HttpHeaders headers, List<String> subProtocols) {
		ClientRequest request = new ClientRequest(uri, headers, subProtocols, this.tls, this.compression,
				new FrameLimits(MAX_TEXT_SIZE, MAX_TEXT_SIZE, MAX_FRAGMENTS), this.connectTimeout,
				this.handshakeTimeout, this.closeTimeout);
		Opening opening = new Opening();
		opening.attempt = this.transport.open(request, opening, new HashMap<>(Map.of("a", 1)), opening);
		return opening;
	}

	/**
	 * Open a session, which has to succeed.
	 */
	Opening established(URI uri) {
		Opening opening = open(uri);
		opening.session();
		return opening;
	}

	private static SSLEngine engine(String host, int port) throws GeneralSecurityException {
		SSLEngine engine = TestTls.context().createSSLEngine(host, port);
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		engine.setSSLParameters(parameters);
		return engine;
	}

	/**
	 * Return the number of sessions that have not ended.
	 */
	int sessions() {
		return this.sessions.count();
	}

	@Override
	public void close() throws InterruptedException {
		this.loops.destroy();
		this.workers.destroy();
		this.timers.destroy();
	}

	/**
	 * Attempt, and the session that it leads to.
	 */
	static final class Opening implements WebSocketHandler, ConnectListener {

		private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

		private final CompletableFuture<Object> result = new CompletableFuture<>();

		private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();

		private volatile HttpHeaders responseHeaders = HttpHeaders.EMPTY;

		private ClientTransport.@Nullable Attempt attempt;

		private volatile boolean echoing;

		/**
		 * Send all further messages back instead of recording them.
		 */
		Opening echo() {
			this.echoing = true;
			return this;
		}

		void cancel() {
			ClientTransport.Attempt attempt = this.attempt;
			if (attempt != null) {
				attempt.cancel();
			}
		}

		@Override
		public void onEstablished(WebSocketSession session, HttpHeaders headers) {
			this.responseHeaders = headers;
			complete(session);
		}

		@Override
		public void onFailed(ConnectFailure failure) {
			complete(failure);
		}

		private void complete(Object outcome) {
			if (!this.result.complete(outcome)) {
				this.calls.add("second outcome " + outcome);
			}
		}

		WebSocketSession session() {
			Object outcome = get(this.result);
			if (outcome instanceof WebSocketSession session) {
				return session;
			}
			throw new AssertionError(outcome);
		}

		ConnectFailure failure() {
			return (ConnectFailure) get(this.result);
		}

		HttpHeaders responseHeaders() {
			return this.responseHeaders;
		}

		/**
		 * Return the next call of the handler except the first one.
		 */
		String next() {
			try {
				String call = this.calls.poll(60, TimeUnit.SECONDS);
				if (call == null) {
					throw new AssertionError("The handler has not been called");
				}
				return call;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/**
		 * Wait for the end of the session.
		 */
		CloseStatus closed() {
			return get(this.closed);
		}

		boolean isClosed() {
			return this.closed.isDone();
		}

		private static <T> T get(CompletableFuture<T> future) {
			try {
				return future.get(60, TimeUnit.SECONDS);
			}
			catch (InterruptedException | ExecutionException | TimeoutException ex) {
				throw new AssertionError("Nothing has come", ex);
			}
		}

		void send(String text) throws Exception {
			session().sendMessage(new TextMessage(text));
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
		}

		@Override
		public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
			if (this.echoing) {
				if (!(message instanceof PongMessage)) {
					session.sendMessage(message);
				}
				return;
			}
			this.calls.add(message.getClass().getSimpleName() + " "
					+ ((message instanceof TextMessage text) ? text.getPayload() : message.getPayloadLength()));
		}

		@Override
		public void handleTransportError(WebSocketSession session, Throwable exception) {
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			if (!this.closed.complete(status)) {
				this.calls.add("closed twice");
			}
		}

		@Override
		public boolean supportsPartialMessages() {
			return false;
		}

	}

}
