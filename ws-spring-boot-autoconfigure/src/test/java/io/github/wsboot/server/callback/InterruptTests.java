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

package io.github.wsboot.server.callback;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionManager;
import io.github.wsboot.Frame;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnHandshake;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.extension.FrameListener;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for code of the application that leaves a thread of the server interrupted: no
 * client notices.
 */
@ServerKinds({ ServerKind.DIRECT_TOMCAT, ServerKind.DIRECT_TOMCAT_TLS, ServerKind.DIRECT_JETTY, ServerKind.TOMCAT })
class InterruptTests extends ServerTests {

	private static final int CLIENTS = 10;

	private static final String ANSWER = "answer";

	InterruptTests() {
		super(InterruptConfiguration.class);
	}

	@Promise("threads")
	@ParameterizedTest
	@EnumSource(Source.class)
	void interruptThatIsLeftBehindShouldReachNobody(Source source) {
		assumeThat(kind().isDirect() || source != Source.DECORATOR)
			.as("a decorator's interrupt costs its own session with the standard transport")
			.isTrue();
		TestServer server = server("ws.transport.event-loops=1", "ws.worker.max-threads=2");
		Interrupts interrupts = server.bean(Interrupts.class);
		interrupts.source = source;
		List<RawWebSocketClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(RawWebSocketClient.to(server, (i % 5 == 0) ? "/worker" : "/loop").connect());
			}
			clients.forEach((client) -> assertThat(client.nextText()).isEqualTo("open"));
			// So that one turn of the loop handles all of them
			try (Internals.Hold hold = Internals.of(server).holdLoops()) {
				clients.forEach((client) -> client.text(source.name()));
				server.connections().all().push("all");
			}
			for (int i = 0; i < 3; i++) {
				clients.forEach((client) -> client.text(source.name()));
			}
			clients.forEach((client) -> assertThat(texts(client, 5)).containsExactlyInAnyOrder("all", ANSWER, ANSWER,
					ANSWER, ANSWER));
			assertThat(server.connections().count()).isEqualTo(CLIENTS);
			assertThat(interrupts.seen).isEmpty();
		}
		finally {
			interrupts.source = Source.NOBODY;
			clients.forEach(RawWebSocketClient::close);
			server.awaitNoConnection();
		}
	}

	private static List<String> texts(RawWebSocketClient client, int count) {
		return Stream.generate(client::next)
			.filter((frame) -> frame.opcode() == RawFrame.TEXT)
			.map(RawFrame::text)
			.limit(count)
			.toList();
	}

	enum Source {

		NOBODY, HANDSHAKE, OPEN, MESSAGE, ERROR, TICK, PREDICATE, COMPLETION, DECORATOR, LISTENER

	}

	/**
	 * Interrupts the current thread at a given place.
	 */
	static final class Interrupts implements FrameListener {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private volatile Source source = Source.NOBODY;

		boolean at(Source place) {
			if (place == this.source) {
				Thread.currentThread().interrupt();
			}
			return place == this.source;
		}

		/**
		 * Record that user code begins.
		 */
		void begin(String what) {
			if (Thread.currentThread().isInterrupted()) {
				this.seen.add(what);
			}
		}

		@Override
		public boolean listensTo(Connection connection) {
			return this.source == Source.LISTENER;
		}

		@Override
		public void onReceived(Connection connection, Frame frame) {
			at(Source.LISTENER);
		}

		@Override
		public void onSent(Connection connection, Frame frame) {
			at(Source.LISTENER);
		}

	}

	@WebSocketEndpoint("/worker")
	static class WorkerEndpoint extends RecordingEndpoint {

		private final Interrupts interrupts;

		private final ConnectionManager connections;

		WorkerEndpoint(Journal journal, Interrupts interrupts, ConnectionManager connections) {
			super(journal);
			this.interrupts = interrupts;
			this.connections = connections;
		}

		@OnHandshake
		void handshake(HandshakeContext context) {
			this.interrupts.begin("handshake");
			this.interrupts.at(Source.HANDSHAKE);
		}

		@Override
		@OnOpen
		protected void open(Connection connection) {
			this.interrupts.begin("open");
			super.open(connection);
			connection.join(connection.id());
			connection.push("open");
			this.interrupts.at(Source.OPEN);
		}

		@OnMessage
		String message(String text, Connection connection) {
			this.interrupts.begin(text);
			this.interrupts.at(Source.MESSAGE);
			switch (Source.valueOf(text)) {
				case ERROR -> throw new IllegalStateException("expected");
				case TICK -> {
					connection.after(Duration.ZERO, this::tick);
					return null;
				}
				case PREDICATE ->
					this.connections.all().where((other) -> !this.interrupts.at(Source.PREDICATE)).push("nobody");
				case COMPLETION -> this.connections.room(connection.id())
					.push(Frame.pong(ByteBuffer.allocate(0)))
					.completion()
					.thenRun(() -> this.interrupts.at(Source.COMPLETION));
				default -> {
				}
			}
			return ANSWER;
		}

		private void tick(Connection connection) {
			this.interrupts.begin("tick");
			connection.push(ANSWER);
			this.interrupts.at(Source.TICK);
		}

		@OnError
		String error(IllegalStateException exception) {
			this.interrupts.begin("error");
			this.interrupts.at(Source.ERROR);
			return ANSWER;
		}

	}

	@NonBlocking
	@WebSocketEndpoint("/loop")
	static class LoopEndpoint extends WorkerEndpoint {

		LoopEndpoint(Journal journal, Interrupts interrupts, ConnectionManager connections) {
			super(journal, interrupts, connections);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterruptConfiguration {

		@Bean
		Interrupts interrupts() {
			return new Interrupts();
		}

		@Bean
		WorkerEndpoint workerEndpoint(Journal journal, Interrupts interrupts, ConnectionManager connections) {
			return new WorkerEndpoint(journal, interrupts, connections);
		}

		@Bean
		LoopEndpoint loopEndpoint(Journal journal, Interrupts interrupts, ConnectionManager connections) {
			return new LoopEndpoint(journal, interrupts, connections);
		}

		@Bean
		@ForWebSocketEndpoints
		WebSocketHandlerDecoratorFactory interrupting(Interrupts interrupts) {
			return (handler) -> new WebSocketHandlerDecorator(handler) {

				@Override
				public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
					super.handleMessage(session, message);
					interrupts.at(Source.DECORATOR);
				}

			};
		}

	}

}
