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

package io.github.wsboot.server.lifecycle;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.event.EventListener;

import io.github.wsboot.Connection;
import io.github.wsboot.ConnectionEndedException;
import io.github.wsboot.DrainFinishedEvent;
import io.github.wsboot.DrainStartedEvent;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Answers;
import io.github.wsboot.server.Background;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.ServerKindTest;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for connections, callbacks and threads of a server that is stopped, started
 * again, paused, or started beside another one. Each test has servers of its own.
 */
class DrainTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private final Set<String> threadsBefore = Internals.threads();

	@Promise("close")
	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT })
	void callbackThatRunsAtTheDeadlineShouldBeInterruptedAndOnCloseShouldFollow(ServerKind kind) throws Exception {
		TestServer server = start(kind, "ws.drain.timeout=8s");
		Events events = server.bean(Events.class);
		Journal journal = server.journal();
		try (RawWebSocketClient client = connect(server)) {
			client.text("block").text("waits in vain");
			journal.await(client.name(), "blocked");
			Background.run(server::close).get(60, TimeUnit.SECONDS);
			assertThat(journal.of(client.name())).containsExactly(Journal.OPEN, "blocked", "interrupted",
					"close 1012 SHUTDOWN");
			assertThat(events.seen).contains(new DrainStartedEvent(1), new DrainFinishedEvent(1, 1, 0));
		}
		assertThatNoThreadIsLeft();
	}

	@Promise("close")
	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT })
	void callbackThatIgnoresItsInterruptionShouldForfeitOnClose(ServerKind kind) throws Exception {
		TestServer server = start(kind, "ws.drain.timeout=8s");
		Events events = server.bean(Events.class);
		DrainedEndpoint endpoint = server.bean(DrainedEndpoint.class);
		Journal journal = server.journal();
		try (RawWebSocketClient stubborn = connect(server); RawWebSocketClient other = connect(server)) {
			stubborn.text("ignore");
			journal.await(stubborn.name(), "ignoring");
			CompletableFuture<Void> stopping = Background.run(server.context()::close);
			assertThat(other.nextClose().closeCode()).isEqualTo(1012);
			other.send(RawFrame.close(1012));
			stopping.get(60, TimeUnit.SECONDS);
			assertThat(journal.of(other.name())).containsExactly(Journal.OPEN, "close 1012 SHUTDOWN");
			assertThat(events.seen).contains(new DrainStartedEvent(2), new DrainFinishedEvent(2, 1, 1));
			endpoint.gate.complete(null);
			assertThatNoThreadIsLeft();
			assertThat(journal.of(stubborn.name())).containsExactly(Journal.OPEN, "ignoring", "ignored");
		}
	}

	@Promise("life-cycle")
	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT })
	void clientsShouldBeWelcomeDuringTheDelay(ServerKind kind) throws Exception {
		TestServer server = start(kind, "ws.drain.delay=5s");
		Journal journal = server.journal();
		ApplicationAvailability availability = server.bean(ApplicationAvailability.class);
		CompletableFuture<Void> stopping = Background.run(server::close);
		TestServer.await("readiness").until(() -> availability.getReadinessState() == ReadinessState.REFUSING_TRAFFIC);
		try (RawWebSocketClient client = connect(server)) {
			assertThat(client.text("hello").nextText()).isEqualTo("hello");
			assertThat(client.nextClose().closeCode()).isEqualTo(1012);
			client.send(RawFrame.close(1012));
			stopping.get(60, TimeUnit.SECONDS);
			assertThat(journal.of(client.name())).containsExactly(Journal.OPEN, "close 1012 SHUTDOWN");
		}
	}

	@Promise("ask")
	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT })
	void questionsShouldEndWithTheDrainOnBothSides(ServerKind kind) throws Exception {
		TestServer server = start(kind);
		Journal journal = server.journal();
		try (RawWebSocketClient client = RawWebSocketClient.to(server, "/drained")
			.header("Sec-WebSocket-Protocol", "ws.v1")
			.connect()) {
			Connection connection = server.connection(client.name());
			CompletionStage<Void> before = connection.ask(Map.of("text", "before"), Void.class, LONG);
			assertThat(client.nextText()).contains("before");
			client.text("{\"ask\":1,\"type\":\"wait\"}");
			journal.await(client.name(), "waiting");
			CompletableFuture<Void> stopping = Background.run(server::close);
			assertThat(Answers.awaitFailure(before)).isInstanceOf(ConnectionEndedException.class);
			CompletionStage<Void> during = connection.ask(Map.of("text", "during"), Void.class, LONG);
			assertThat(Answers.awaitFailure(during)).isInstanceOf(ConnectionEndedException.class);
			client.text("{\"ask\":2,\"type\":\"wait\"}");
			server.bean(DrainedEndpoint.class).gate.complete(null);
			assertThat(client.nextClose().closeCode()).isEqualTo(1012);
			client.send(RawFrame.close(1012));
			stopping.get(60, TimeUnit.SECONDS);
			// The second question may reach its callback, which answers nobody
			assertThat(journal.of(client.name())).startsWith(Journal.OPEN, "waiting").endsWith("close 1012 SHUTDOWN");
		}
		assertThatNoThreadIsLeft();
	}

	@Promise("ask")
	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT })
	void questionsShouldBeAnsweredDuringTheDelay(ServerKind kind) throws Exception {
		TestServer server = start(kind, "ws.drain.delay=5s");
		ApplicationAvailability availability = server.bean(ApplicationAvailability.class);
		try (RawWebSocketClient client = RawWebSocketClient.to(server, "/drained")
			.header("Sec-WebSocket-Protocol", "ws.v1")
			.connect()) {
			Connection connection = server.connection(client.name());
			CompletableFuture<Void> stopping = Background.run(server::close);
			TestServer.await("readiness")
				.until(() -> availability.getReadinessState() == ReadinessState.REFUSING_TRAFFIC);
			assertThat(client.text("{\"ask\":1,\"type\":\"now\"}").nextText())
				.isEqualTo("{\"re\":1,\"value\":\"now\"}");
			CompletionStage<Void> asked = connection.ask(Map.of("text", "?"), Void.class, LONG);
			client.text("{\"re\":" + Answers.number(client.nextText()) + ",\"seen\":true}");
			assertThat(Answers.await(asked)).isNull();
			assertThat(client.nextClose().closeCode()).isEqualTo(1012);
			client.send(RawFrame.close(1012));
			stopping.get(60, TimeUnit.SECONDS);
		}
	}

	@Promise("life-cycle")
	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT })
	void serverThatIsStoppedAndStartedShouldServeAgain(ServerKind kind) {
		TestServer server = start(kind);
		Events events = server.bean(Events.class);
		for (int i = 0; i < 3; i++) {
			events.seen.clear();
			try (RawWebSocketClient client = connect(server)) {
				assertThat(client.text("hello").nextText()).isEqualTo("hello");
				CompletableFuture<Void> stopping = Background.run(server.context()::stop);
				assertThat(client.nextClose().closeCode()).isEqualTo(1012);
				client.send(RawFrame.close(1012));
				stopping.orTimeout(60, TimeUnit.SECONDS).join();
				assertThat(server.journal().of(client.name())).containsExactly(Journal.OPEN, "close 1012 SHUTDOWN");
			}
			server.context().start();
			assertThat(events.seen).containsExactly(ReadinessState.REFUSING_TRAFFIC, new DrainStartedEvent(1),
					new DrainFinishedEvent(1, 0, 0), ReadinessState.ACCEPTING_TRAFFIC);
		}
		server.close();
		assertThatNoThreadIsLeft();
	}

	@Promise("life-cycle")
	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT })
	void pauseOfTheContextShouldNotDrain(ServerKind kind) {
		TestServer server = start(kind);
		Events events = server.bean(Events.class);
		events.seen.clear();
		try (RawWebSocketClient client = connect(server)) {
			server.context().pause();
			assertThat(client.text("paused").nextText()).isEqualTo("paused");
			server.context().restart();
			assertThat(client.text("restarted").nextText()).isEqualTo("restarted");
			assertThat(events.seen).isEmpty();
			client.send(RawFrame.close(1000)).nextClose();
		}
		server.close();
	}

	@Promise("life-cycle")
	@ServerKindTest({ ServerKind.TOMCAT, ServerKind.DIRECT_TOMCAT })
	void otherServersOfTheJvmShouldNotNotice(ServerKind kind) {
		TestServer survivor = start(kind);
		try (RawWebSocketClient client = connect(survivor)) {
			for (int i = 0; i < 3; i++) {
				TestServer server = start(kind);
				try (RawWebSocketClient other = connect(server)) {
					assertThat(other.text("hello").nextText()).isEqualTo("hello");
					other.send(RawFrame.close(1000)).nextClose();
					server.close();
				}
				assertThat(client.text("still here").nextText()).isEqualTo("still here");
			}
			client.send(RawFrame.close(1000)).nextClose();
		}
		survivor.close();
		assertThatNoThreadIsLeft();
	}

	private static TestServer start(ServerKind kind, String... properties) {
		return TestServer.start(kind, List.of(DrainedEndpoint.class, Events.class), properties);
	}

	private static RawWebSocketClient connect(TestServer server) {
		RawWebSocketClient client = RawWebSocketClient.to(server, "/drained").connect();
		server.connection(client.name());
		return client;
	}

	private void assertThatNoThreadIsLeft() {
		TestServer.await("end of all threads").untilAsserted(() -> {
			Set<String> threads = new HashSet<>(Internals.threads());
			threads.removeAll(this.threadsBefore);
			assertThat(threads).isEmpty();
		});
	}

	@WebSocketEndpoint("/drained")
	static class DrainedEndpoint extends RecordingEndpoint {

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		DrainedEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String message(Connection connection, String text) {
			switch (text) {
				case "block" -> block(connection);
				case "ignore" -> ignore(connection);
				case "waits in vain" -> journal().add(connection, text);
			}
			return text;
		}

		@OnMessage("wait")
		String await(Connection connection) {
			journal().add(connection, "waiting");
			this.gate.copy().orTimeout(60, TimeUnit.SECONDS).join();
			return "too late";
		}

		@OnMessage("now")
		String now() {
			return "now";
		}

		private void block(Connection connection) {
			journal().add(connection, "blocked");
			try {
				this.gate.get(60, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				journal().add(connection, "interrupted");
				Thread.currentThread().interrupt();
			}
			catch (Exception ex) {
				journal().add(connection, "not interrupted");
			}
		}

		private void ignore(Connection connection) {
			journal().add(connection, "ignoring");
			this.gate.copy().orTimeout(60, TimeUnit.SECONDS).join();
			journal().add(connection, "ignored");
		}

	}

	static class Events {

		private final List<Object> seen = new CopyOnWriteArrayList<>();

		@EventListener({ DrainStartedEvent.class, DrainFinishedEvent.class })
		void drain(Object event) {
			this.seen.add(event);
		}

		@EventListener
		void readiness(AvailabilityChangeEvent<ReadinessState> event) {
			this.seen.add(event.getState());
		}

	}

}
