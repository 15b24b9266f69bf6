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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.wsboot.Connection;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.DirectSuite;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKinds;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an event loop survives everything: a broken connection harms no other.
 */
@ServerKinds(ServerKind.DIRECT_TOMCAT)
class DirectTomcatLoopSurvivalTests extends DirectSuite {

	private static final String[] PROPERTIES = { "ws.transport.event-loops=1", "ws.receive.max-pending-messages=1",
			IMPATIENT };

	DirectTomcatLoopSurvivalTests() {
		super(BreakingConfiguration.class);
	}

	@ParameterizedTest
	@EnumSource
	void failureInAMessageShouldCostOnlyItsConnection(Failure failure) {
		TestServer server = server(PROPERTIES);
		assertThatOnlyTheVictimEnds(server, () -> {
			RawWebSocketClient victim = raw(server, "/echo");
			server.connection(victim.name());
			return victim.text(failure.name());
		});
	}

	@ParameterizedTest
	@EnumSource
	void failureInOpenShouldCostOnlyItsConnection(Failure failure) {
		TestServer server = server(PROPERTIES);
		assertThatOnlyTheVictimEnds(server, () -> raw(server, "/echo?open=" + failure));
	}

	@ParameterizedTest
	@EnumSource
	void failureAfterOpenShouldCostOnlyItsConnection(Failure failure) {
		TestServer server = server(PROPERTIES);
		assertThatOnlyTheVictimEnds(server, () -> raw(server, "/echo?opened=" + failure));
	}

	@ParameterizedTest
	@EnumSource
	void failureInCloseShouldCostOnlyItsConnection(Failure failure) {
		TestServer server = server(PROPERTIES);
		assertThatOnlyTheVictimEnds(server, () -> {
			RawWebSocketClient victim = raw(server, "/echo?close=" + failure);
			server.connection(victim.name());
			return victim.send(RawFrame.close(1000));
		});
	}

	@Promise("close")
	@ParameterizedTest
	@EnumSource
	void failureBeforeTheEndpointIsToldOfTheEndShouldNotKeepItFromOnClose(Failure failure) {
		TestServer server = server(PROPERTIES);
		RawWebSocketClient victim = raw(server, "/echo?closing=" + failure);
		server.connection(victim.name());
		victim.reset();
		assertThat(server.journal().awaitEnd(victim.name())).containsExactly(Journal.OPEN, "close 1006 NETWORK");
	}

	@ParameterizedTest
	@EnumSource
	void failureWhenToldOfATransportErrorShouldCostOnlyItsConnection(Failure failure) {
		TestServer server = server(PROPERTIES);
		RawWebSocketClient before = raw(server, "/echo");
		RawWebSocketClient victim = raw(server, "/echo?error=" + failure);
		server.connection(victim.name());
		victim.reset();
		assertThat(server.journal().awaitEnd(victim.name())).hasSize(2).startsWith(Journal.OPEN);
		assertThat(before.text("before").nextText()).isEqualTo("before");
		TestServer.await("sockets").until(() -> Internals.of(server).sockets().size() == 1);
	}

	@ParameterizedTest
	@EnumSource
	void failureAfterAPauseShouldCostOnlyItsConnection(Failure failure) {
		TestServer server = server(PROPERTIES);
		HoldingEndpoint endpoint = server.bean(HoldingEndpoint.class);
		endpoint.gate = new CompletableFuture<>();
		assertThatOnlyTheVictimEnds(server, () -> {
			RawWebSocketClient victim = raw(server, "/holding");
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			for (String text : List.of("first", "second", failure.name(), "third")) {
				bytes.writeBytes(RawFrame.text(text, true).encode(true));
			}
			victim.bytes(bytes.toByteArray());
			server.journal().await(victim.name(), "message first");
			endpoint.gate.complete(null);
			return victim;
		});
	}

	@Test
	void nothingShouldBeHeardAfterAnErrorThatFollowsAPause() {
		TestServer server = server(PROPERTIES);
		HoldingEndpoint endpoint = server.bean(HoldingEndpoint.class);
		endpoint.gate = new CompletableFuture<>();
		RawWebSocketClient client = raw(server, "/holding");
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(RawFrame.text("first", true).encode(true));
		bytes.writeBytes(RawFrame.text("second", true).encode(true));
		bytes.writeBytes(RawFrame.of(3, "unknown").encode(true));
		bytes.writeBytes(RawFrame.text("third", true).encode(true));
		client.bytes(bytes.toByteArray());
		server.journal().await(client.name(), "message first");
		endpoint.gate.complete(null);
		assertThat(client.nextClose().closeCode()).isEqualTo(1002);
		client.finish();
		assertThat(client.readToEnd()).isNull();
		assertThat(server.journal().awaitEnd(client.name())).containsExactly(Journal.OPEN, "message first",
				"message second", "close 1002 PROTOCOL_ERROR");
		assertThat(server.bean(BreakingConfiguration.class).heard(client.name())).doesNotContain("third");
	}

	private void assertThatOnlyTheVictimEnds(TestServer server, Supplier<RawWebSocketClient> breaking) {
		RawWebSocketClient before = raw(server, "/echo");
		List<Thread> loops = Internals.of(server).loopThreads();
		RawWebSocketClient victim = breaking.get();
		RawFrame last = victim.readToEnd();
		if (last != null) {
			assertThat(last.opcode()).isEqualTo(RawFrame.CLOSE);
			assertThat(last.closeCode()).isIn(1000, 1011);
		}
		assertThat(before.text("before").nextText()).isEqualTo("before");
		assertThat(raw(server, "/echo").text("after").nextText()).isEqualTo("after");
		assertThat(loops).allMatch(Thread::isAlive);
		TestServer.await("end of the victim").until(() -> server.find(victim.name()).isEmpty());
		TestServer.await("sockets").until(() -> Internals.of(server).sockets().size() == 2);
	}

	enum Failure {

		RUNTIME_EXCEPTION(() -> new IllegalStateException("simulated")),

		CHECKED_EXCEPTION(() -> new IOException("simulated")),

		STACK_OVERFLOW(() -> new StackOverflowError("simulated")),

		OUT_OF_MEMORY(() -> new OutOfMemoryError("simulated"));

		private final Supplier<Throwable> supplier;

		Failure(Supplier<Throwable> supplier) {
			this.supplier = supplier;
		}

		void raise() throws Exception {
			Throwable throwable = this.supplier.get();
			if (throwable instanceof Error error) {
				throw error;
			}
			throw (Exception) throwable;
		}

	}

	@WebSocketEndpoint("/holding")
	static class HoldingEndpoint extends RecordingEndpoint {

		private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

		HoldingEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		void message(String text, Connection connection) throws Exception {
			journal().add(connection, "message " + text);
			this.gate.get(60, TimeUnit.SECONDS);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BreakingConfiguration {

		private final Journal heard = new Journal();

		List<String> heard(String client) {
			return this.heard.of(client);
		}

		@Bean
		HoldingEndpoint holdingEndpoint(Journal journal) {
			return new HoldingEndpoint(journal);
		}

		@Bean
		@ForWebSocketEndpoints
		WebSocketHandlerDecoratorFactory breaking() {
			return (handler) -> new BreakingHandler(handler, this.heard);
		}

	}

	static class BreakingHandler extends WebSocketHandlerDecorator {

		private final Journal heard;

		BreakingHandler(WebSocketHandler delegate, Journal heard) {
			super(delegate);
			this.heard = heard;
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) throws Exception {
			breakAt("open", session);
			super.afterConnectionEstablished(session);
			breakAt("opened", session);
		}

		@Override
		public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
			String text = String.valueOf(message.getPayload());
			this.heard.add(session.getUri().getQuery().replaceAll(".*client=", ""), text);
			for (Failure failure : Failure.values()) {
				if (failure.name().equals(text)) {
					failure.raise();
				}
			}
			super.handleMessage(session, message);
		}

		@Override
		public void handleTransportError(WebSocketSession session, Throwable exception) throws Exception {
			breakAt("error", session);
			super.handleTransportError(session, exception);
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
			breakAt("closing", session);
			super.afterConnectionClosed(session, status);
			breakAt("close", session);
		}

		private static void breakAt(String point, WebSocketSession session) throws Exception {
			String query = "&" + session.getUri().getQuery();
			for (Failure failure : Failure.values()) {
				if (query.contains("&" + point + "=" + failure.name())) {
					failure.raise();
				}
			}
		}

	}

}
