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

package io.github.wsboot.server.operations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.RequiredSearch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.server.Journal;
import io.github.wsboot.server.PlainOnly;
import io.github.wsboot.server.Promise;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.RecordingEndpoint;
import io.github.wsboot.server.ServerTests;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each meter changes with its subject.
 */
@Promise("metrics")
@Tag("boot")
@PlainOnly
class MetricsTests extends ServerTests {

	private static final int PATHS = 1000;

	private static final String URI = "/metered/{name}";

	/** More than the sockets' buffers hold. */
	private static final String PLUG = "x".repeat(30_000_000);

	private static final String[] LARGE = { "ws.send.max-bytes=32MB", "ws.send.max-delay=10m",
			"ws.send.overflow=drop-newest" };

	MetricsTests() {
		super(TestServer.WithActuator.class, MeteredEndpoint.class, BlockedEndpoint.class, LoopEndpoint.class);
	}

	@Override
	public TestServer server(String... properties) {
		List<String> all = new ArrayList<>(List.of("ws.metrics.enabled=true"));
		all.addAll(List.of(properties));
		return super.server(all.toArray(String[]::new));
	}

	@Test
	void metersShouldBeThereBeforeTheFirstConnection() {
		assertThat(meters("websocket.server.active_connections").gauges())
			.extracting((meter) -> meter.getId().getTag("uri"))
			.containsExactlyInAnyOrder(URI, "/blocked", "/loop");
	}

	@Test
	void connectionShouldBeCountedFromItsHandshakeToItsClose() {
		double accepted = counter("websocket.server.handshakes", "result", "accepted");
		String[] close = { "code", "1000", "initiator", "client", "cause", "client" };
		double closes = counter("websocket.server.closes", close);
		long durations = timed("websocket.server.connection.duration", "outcome", "normal_closure");
		RawWebSocketClient client = raw("/metered/one");
		awaitValue("active", () -> gauge("websocket.server.active_connections"), 1);
		awaitValue("accepted", () -> counter("websocket.server.handshakes", "result", "accepted"), accepted + 1);
		client.send(RawFrame.close(1000)).nextClose();
		awaitValue("active", () -> gauge("websocket.server.active_connections"), 0);
		awaitValue("closes", () -> counter("websocket.server.closes", close), closes + 1);
		awaitValue("durations", () -> timed("websocket.server.connection.duration", "outcome", "normal_closure"),
				durations + 1);
	}

	@Test
	void asksShouldBeTimedByTheirOutcomeAndLateAnswersCounted() {
		RawWebSocketClient client = raw("/metered/asked");
		Connection connection = server().connection(client.name());
		long answered = timed("websocket.server.asks", "outcome", "answered");
		long timeouts = timed("websocket.server.asks", "outcome", "timeout");
		double late = counter("websocket.server.asks.late");
		connection.ask(Map.of("text", "?"));
		String answer = client.nextText().replace("\"ask\"", "\"re\"");
		client.send(RawFrame.text(answer, true)).send(RawFrame.text(answer, true));
		connection.ask(Map.of("text", "?"), Object.class, Duration.ofMillis(20));
		String question = client.nextText();
		awaitValue("answered", () -> timed("websocket.server.asks", "outcome", "answered"), answered + 1);
		awaitValue("timeouts", () -> timed("websocket.server.asks", "outcome", "timeout"), timeouts + 1);
		awaitValue("doubled", () -> counter("websocket.server.asks.late"), late + 1);
		client.send(RawFrame.text(question.replace("\"ask\"", "\"re\""), true));
		awaitValue("late", () -> counter("websocket.server.asks.late"), late + 2);
		connection.ask(Map.of("text", "?"), Object.class, Duration.ofMinutes(5));
		client.send(RawFrame.text("{\"re\":0}", true));
		awaitValue("unknown", () -> counter("websocket.server.asks.late"), late + 3);
	}

	@Test
	void thousandPathsOfOneTemplateShouldHaveOneTagValue() {
		TestServer server = closeLater(TestServer.start(kind(),
				List.of(TestServer.WithActuator.class, RoomEndpoint.class), "ws.metrics.enabled=true"));
		for (int i = 0; i < PATHS; i++) {
			try (RawWebSocketClient client = RawWebSocketClient.to(server, "/room/r" + i).connect()) {
				assertThat(client.text("text").nextText()).isEqualTo("text");
			}
		}
		server.awaitNoConnection();
		MeterRegistry registry = server.bean(MeterRegistry.class);
		assertThat(registry.get("websocket.server.handshakes").tag("result", "accepted").counters())
			.satisfiesExactly((counter) -> assertThat(counter.count()).isEqualTo(PATHS));
		Collection<Meter> meters = registry.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().startsWith("websocket."))
			.toList();
		assertThat(meters).extracting((meter) -> meter.getId().getTag("uri")).containsOnly("/room/{name}", null);
		assertThat(meters).hasSizeLessThan(100)
			.flatExtracting((meter) -> meter.getId().getTags())
			.extracting((tag) -> tag.getValue())
			.noneMatch((value) -> value.contains("r1"));
	}

	@Test
	void closeCodesOfClientsShouldNotBecomeTags() {
		String[] other = { "code", "other", "initiator", "client", "cause", "client" };
		double closes = counter("websocket.server.closes", other);
		raw("/metered/one").send(RawFrame.close(4711)).nextClose();
		raw("/metered/one").send(RawFrame.close(4712)).nextClose();
		awaitValue("closes", () -> counter("websocket.server.closes", other), closes + 2);
	}

	@Test
	void closeByTheServerShouldTellItsCause() {
		String[] close = { "code", "1001", "initiator", "server", "cause", "server" };
		double closes = counter("websocket.server.closes", close);
		long durations = timed("websocket.server.connection.duration", "outcome", "going_away");
		RawWebSocketClient client = raw("/metered/one");
		server().connection(client.name()).disconnect(CloseStatus.GOING_AWAY);
		assertThat(client.nextClose().closeCode()).isEqualTo(1001);
		client.send(RawFrame.close(1001));
		awaitValue("closes", () -> counter("websocket.server.closes", close), closes + 1);
		awaitValue("durations", () -> timed("websocket.server.connection.duration", "outcome", "going_away"),
				durations + 1);
	}

	@Test
	void rejectedHandshakeShouldBeCountedByItsReason() {
		double rejected = counter("websocket.server.handshakes", "result", "origin");
		RawWebSocketClient.Response response = RawWebSocketClient.to(server(), "/metered/one")
			.header("Origin", "https://evil.example")
			.response();
		assertThat(response.status()).isEqualTo(403);
		awaitValue("rejected", () -> counter("websocket.server.handshakes", "result", "origin"), rejected + 1);
	}

	@Test
	void messagesAndBytesShouldBeCountedByDirectionAndType() {
		double[] before = traffic();
		RawWebSocketClient client = raw("/metered/one");
		assertThat(client.text("h\u00e9").nextText()).isEqualTo("h\u00e9");
		assertThat(client.send(new RawFrame(true, RawFrame.BINARY, new byte[700])).next().payload()).hasSize(700);
		double[] difference = { 1, 3, 1, 700, 1, 3, 1, 700 };
		TestServer.await("traffic").untilAsserted(() -> {
			double[] after = traffic();
			for (int i = 0; i < after.length; i++) {
				assertThat(after[i] - before[i]).isEqualTo(difference[i]);
			}
		});
	}

	private double[] traffic() {
		List<Double> values = new ArrayList<>();
		for (String direction : List.of("receive", "transmit")) {
			for (String type : List.of("text", "binary")) {
				for (String name : List.of("websocket.server.messages", "websocket.server.io")) {
					values.add(meters(name).tags("uri", URI, "network.io.direction", direction, "type", type)
						.functionCounter()
						.count());
				}
			}
		}
		return values.stream().mapToDouble(Double::doubleValue).toArray();
	}

	@Test
	void handlingShouldBeTimedByItsError() {
		long fine = timed("websocket.server.message.duration", "error", "none");
		long failed = timed("websocket.server.message.duration", "error", "IllegalStateException");
		RawWebSocketClient client = raw("/metered/one");
		assertThat(client.text("fine").nextText()).isEqualTo("fine");
		assertThat(client.text("fail").nextText()).isEqualTo("failed");
		awaitValue("fine", () -> timed("websocket.server.message.duration", "error", "none"), fine + 1);
		awaitValue("failed", () -> timed("websocket.server.message.duration", "error", "IllegalStateException"),
				failed + 1);
	}

	@Test
	void handlingShouldBeTimedOnceWithObservations() {
		TestServer server = server("ws.observation.enabled=true");
		RawWebSocketClient client = raw(server, "/metered/one");
		assertThat(client.text("fine").nextText()).isEqualTo("fine");
		assertThat(client.text("fail").nextText()).isEqualTo("failed");
		awaitValue("fine", () -> timed(server, "websocket.server.message.duration", "error", "none"), 1);
		awaitValue("failed", () -> timed(server, "websocket.server.message.duration", "error", "IllegalStateException"),
				1);
	}

	@Test
	void queuesShouldBeMeasuredAndDropsCounted() {
		TestServer server = server(LARGE);
		List<Connection> connections = List.of(slow(server), slow(server));
		connections.forEach((connection) -> assertThat(connection.push(PLUG)).isEqualTo(PushResult.ACCEPTED));
		TestServer.await("queues").untilAsserted(() -> {
			double sum = gauge(server, "websocket.server.send.queue");
			double longest = gauge(server, "websocket.server.send.queue.max");
			assertThat(longest).isPositive().isLessThanOrEqualTo(PLUG.length() + 100.0);
			assertThat(sum).isGreaterThan(longest);
		});
		assertThat(connections.get(0).push(PLUG)).isEqualTo(PushResult.DROPPED);
		awaitValue("overflow", () -> counter(server, "websocket.server.send.dropped", "reason", "overflow"), 1);
		connections.forEach(Connection::terminate);
		awaitValue("closed", () -> counter(server, "websocket.server.send.dropped", "reason", "closed"), 2);
		awaitValue("queue", () -> gauge(server, "websocket.server.send.queue"), 0);
	}

	private Connection slow(TestServer server) {
		RawWebSocketClient client = closeLater(
				RawWebSocketClient.to(server, "/metered/slow").receiveBuffer(1024).connect());
		return server.connection(client.name());
	}

	@Test
	void sendDelayShouldBeSampled() {
		long delays = timed("websocket.server.send.delay");
		RawWebSocketClient client = raw("/metered/one");
		Connection connection = server().connection(client.name());
		for (int i = 0; i < 200; i++) {
			assertThat(connection.push("text")).isEqualTo(PushResult.ACCEPTED);
			client.nextText();
		}
		TestServer.await("delay").until(() -> timed("websocket.server.send.delay") > delays);
	}

	@Test
	void roundTripOfPingsShouldBeTimed() {
		TestServer server = server("ws.heartbeat.interval=1s", "ws.heartbeat.timeout=20s");
		RawWebSocketClient client = raw(server, "/metered/one");
		RawFrame ping = client.next();
		assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
		client.send(new RawFrame(true, RawFrame.PONG, ping.payload()));
		awaitValue("round trip", () -> timed(server, "websocket.server.ping.rtt"), 1);
	}

	@Test
	void broadcastsShouldBeTimed() {
		RawWebSocketClient client = raw("/metered/one");
		server().connection(client.name());
		Timer timer = meters("websocket.server.broadcast.duration").tag("scope", "local").timer();
		long before = timer.count();
		server().connections().broadcast("news");
		assertThat(client.nextText()).isEqualTo("news");
		awaitValue("broadcast", timer::count, before + 1);
	}

	@Test
	void lagOfAHeldLoopShouldBeSeen() {
		TimeGauge lag = meters("websocket.server.event_loop.lag").timeGauge();
		RawWebSocketClient client = raw("/loop").text("hold");
		TestServer.await("lag").until(() -> lag.value(TimeUnit.MILLISECONDS) >= 200);
		assertThat(client.nextText()).isEqualTo("released");
	}

	@Test
	void mailboxesShouldBeMeasured() {
		BlockedEndpoint endpoint = server().bean(BlockedEndpoint.class);
		RawWebSocketClient one = raw("/blocked").text("1").text("2").text("3");
		RawWebSocketClient two = raw("/blocked").text("1");
		TestServer.await("mailboxes").untilAsserted(() -> {
			assertThat(meters("websocket.server.mailbox").tag("uri", "/blocked").gauge().value()).isEqualTo(4);
			assertThat(meters("websocket.server.mailbox.max").tag("uri", "/blocked").gauge().value()).isEqualTo(3);
		});
		endpoint.gate.complete(null);
		one.nextText();
		two.nextText();
		TestServer.await("empty mailboxes")
			.until(() -> meters("websocket.server.mailbox").tag("uri", "/blocked").gauge().value() == 0);
	}

	@Test
	void workersShouldBeWatched() {
		RawWebSocketClient client = raw("/metered/one").text("text");
		client.nextText();
		FunctionCounter completed = meters("executor.completed").tag("name", "ws-worker").functionCounter();
		TestServer.await("completed").until(() -> completed.count() > 0);
		assertThat(meters("executor.pool.size").tag("name", "ws-worker").gauge().value()).isPositive();
		assertThat(meters("executor.pool.max").tag("name", "ws-worker").gauge().value()).isEqualTo(200);
	}

	private RequiredSearch meters(String name) {
		return meters(server(), name);
	}

	private static RequiredSearch meters(TestServer server, String name) {
		return server.bean(MeterRegistry.class).get(name);
	}

	private double gauge(String name) {
		return gauge(server(), name);
	}

	private static double gauge(TestServer server, String name) {
		return meters(server, name).tag("uri", URI).gauge().value();
	}

	private double counter(String name, String... tags) {
		return counter(server(), name, tags);
	}

	private static double counter(TestServer server, String name, String... tags) {
		return value(server, name, Counter.class, Counter::count, tags);
	}

	private long timed(String name, String... tags) {
		return timed(server(), name, tags);
	}

	private static long timed(TestServer server, String name, String... tags) {
		return (long) value(server, name, Timer.class, Timer::count, tags);
	}

	/**
	 * Return a value, 0 as long as there is no such meter.
	 */
	private static <T extends Meter> double value(TestServer server, String name, Class<T> type,
			ToDoubleFunction<T> value, String... tags) {
		return server.bean(MeterRegistry.class)
			.find(name)
			.tag("uri", URI)
			.tags(tags)
			.meters()
			.stream()
			.mapToDouble((meter) -> value.applyAsDouble(type.cast(meter)))
			.sum();
	}

	private static void awaitValue(String what, DoubleSupplier value, double expected) {
		TestServer.await(what).untilAsserted(() -> assertThat(value.getAsDouble()).isEqualTo(expected));
	}

	@WebSocketEndpoint(URI)
	static class MeteredEndpoint extends RecordingEndpoint {

		MeteredEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		String text(String text) {
			if (text.equals("fail")) {
				throw new IllegalStateException("expected by the test");
			}
			return text;
		}

		@OnMessage
		byte[] binary(byte[] bytes) {
			return bytes;
		}

		@OnError
		String failed(IllegalStateException exception) {
			return "failed";
		}

	}

	@WebSocketEndpoint("/blocked")
	static class BlockedEndpoint {

		private final CompletableFuture<Void> gate = new CompletableFuture<>();

		@OnMessage
		String text(String text) throws Exception {
			this.gate.get(60, TimeUnit.SECONDS);
			return text;
		}

	}

	@WebSocketEndpoint("/loop")
	@NonBlocking
	static class LoopEndpoint {

		@OnMessage
		String text(String text) {
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
			while (System.nanoTime() - end < 0) {
				Thread.onSpinWait();
			}
			return "released";
		}

	}

	@WebSocketEndpoint("/room/{name}")
	static class RoomEndpoint {

		@OnMessage
		String text(String text) {
			return text;
		}

	}

}
