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

package io.github.wsboot.server.endurance;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.wsboot.BroadcastResult;
import io.github.wsboot.BroadcastResult.Counts;
import io.github.wsboot.Connection;
import io.github.wsboot.annotation.NonBlocking;
import io.github.wsboot.annotation.OnClose;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnOpen;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.HeartbeatSchedules;
import io.github.wsboot.handshake.ConnectionLimiter;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.server.Internals;
import io.github.wsboot.server.RawFrame;
import io.github.wsboot.server.RawWebSocketClient;
import io.github.wsboot.server.ServerKind;
import io.github.wsboot.server.TestServer;
import io.github.wsboot.transport.SpringSessions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Server whose own code fails, with clients that stay and others that come and go.
 */
final class FaultyServer implements AutoCloseable {

	private static final List<String> PATHS = List.of("/worker", "/loop", "/spring", "/worker", "/loop");

	private static final String[] PROPERTIES = { "ws.transport.event-loops=1", "ws.heartbeat.interval=100ms",
			"ws.heartbeat.timeout=15s", "ws.close-timeout=200ms", "ws.max-connections=60",
			"ws.receive.max-pending-messages=2", "ws.transport.apply-to-spring-handlers=true" };

	/** Loggers of what fails here, again and again. */
	private static final List<String> SILENCED = List.of("io.github.wsboot", "org.springframework.web.socket");

	/** Timer for all connections. */
	private static final int TIMERS = 1;

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

	private static final Map<String, List<String>> METHODS = new LinkedHashMap<>();

	static {
		// Without the methods that guard the others: in the end, one of them must work
		METHODS.put("transport.loop.EventLoop",
				List.of("select", "runInbox", "sweep", "execute", "writeLater", "add", "remove"));
		METHODS.put("transport.FrameHandler",
				List.of("establish", "open", "read", "parse", "onText", "message", "handOver", "flush", "write",
						"scheduleWrite", "check", "onceOpened", "onClose", "onPing", "onPong", "closeAfterCallbacks",
						"resumeReading", "readOn", "updateInterest", "onReady", "finish"));
		METHODS.put("transport.SessionCloser", List.of("close", "closeAbnormally", "notifyOwner"));
		METHODS.put("transport.SessionOutput", List.of("flush", "next", "trySendClose", "discard", "answerPing"));
		METHODS.put("transport.codec.FrameParser", List.of("parse"));
		METHODS.put("transport.DirectWire", List.of("attach", "end", "closeAfterCallbacks", "abort", "resumeReading",
				"onEstablished", "onMessageRead", "onMessage"));
		METHODS.put("transport.SpringSessionOwner",
				List.of("end", "closeAfterCallbacks", "check", "onEstablished", "onMessage"));
		METHODS.put("transport.CallbackQueue", List.of("close", "execute", "runAfterPending"));
		METHODS.put("transport.BlockingSender", List.of("end", "onWritten"));
		METHODS.put("outbound.SessionOutbound", List.of("finish", "discard", "offer", "add"));
		METHODS.put("outbound.OutboundBuffer", List.of("offer"));
		METHODS.put("connection.ConnectionHeartbeat", List.of("register", "check", "checkPing", "unregister", "ping",
				"onPingWritten", "onPong", "checkSoon"));
		METHODS.put("connection.HeartbeatSchedule", List.of("startRound", "checkSome", "add", "remove", "ping"));
		METHODS.put("connection.HeartbeatSchedules", List.of("startRounds"));
		METHODS.put("connection.HeartbeatPings", List.of("next"));
		METHODS.put("connection.ManagedConnection", List.of("open", "close", "onTransportClosed", "closeAfterCallbacks",
				"onCloseCallbackDone", "acceptPong", "abort"));
		METHODS.put("connection.ConnectionOutbound",
				List.of("take", "add", "finish", "discard", "onWritten", "checkProgress", "ping", "push"));
		METHODS.put("outbound.OutboundQueue",
				List.of("add", "peek", "poll", "onWritten", "finish", "discard", "clear", "closeStatus", "isStalled"));
		METHODS.put("outbound.FrameScheduler", List.of("add", "poll"));
		METHODS.put("connection.BroadcastTask", List.of("complete"));
		METHODS.put("monitor.ConnectionMonitor", List.of("onOpened", "onClosed", "onReceived", "frameListener"));
		METHODS.put("concurrent.CallbackExecutor", List.of("execute"));
		METHODS.put("connection.ConnectionRegistry", List.of("add", "remove", "onCloseCallbackDone"));
		METHODS.put("connection.Memberships", List.of("freeze"));
		METHODS.put("connection.ConnectionTicks", List.of("cancelAll"));
		METHODS.put("connection.ConnectionTicks$ConnectionTick", List.of("onDue", "run"));
		METHODS.put("concurrent.SerialTasks", List.of("runSome", "next", "release", "post", "postMessage"));
		METHODS.put("endpoint.session.Mailbox", List.of("close", "startClosing"));
		METHODS.put("endpoint.session.EndpointSession", List.of("publishOpened", "callOnOpen", "startTicks", "onClosed",
				"readOn", "onText", "postTick", "execute"));
		METHODS.put("endpoint.invocation.CallbackThreads", List.of("callListeners"));
		METHODS.put("endpoint.session.OnCloseTask", List.of("publishEnd"));
		METHODS.put("transport.SessionInput", List.of("parse", "discard"));
		METHODS.put("inbound.ReceiveAccount", List.of("setUndelivered", "end"));
	}

	private static final Map<String, List<String>> TOMCAT_METHODS = Map.of("transport.loop.SelectableSocket",
			List.of("open", "onSelected", "interestOps", "close"), "transport.tomcat.TomcatSocket",
			List.of("takeOver", "read", "write", "close", "shutdownOutput", "isOpen"));

	private static final Map<String, List<String>> JETTY_METHODS = Map.of("transport.jetty.JettySocket",
			List.of("open", "interestOps", "notifyReadable", "read", "write", "close", "shutdownOutput", "isOpen"));

	private final TestServer server;

	private final Internals internals;

	private final Lives lives;

	private final List<Thread> loops;

	private final List<Client> clients = new ArrayList<>();

	private int numbers;

	private int lost;

	private int rounds;

	FaultyServer(ServerKind kind) {
		this.server = TestServer.start(kind, List.of(FaultyConfiguration.class), PROPERTIES);
		logAt(LogLevel.OFF);
		this.internals = Internals.of(this.server);
		this.lives = this.server.bean(Lives.class);
		this.loops = this.internals.loopThreads();
	}

	/**
	 * Return the methods that fail one after the other, by class.
	 */
	static Map<String, List<String>> methods(ServerKind kind) {
		Map<String, List<String>> methods = new LinkedHashMap<>(METHODS);
		methods.putAll((kind == ServerKind.DIRECT_TOMCAT) ? TOMCAT_METHODS : JETTY_METHODS);
		return methods;
	}

	static List<String> names(ServerKind kind) {
		List<String> names = new ArrayList<>();
		methods(kind).forEach((type, methods) -> methods.forEach((method) -> names.add(type + "." + method)));
		return names;
	}

	/**
	 * Let methods fail once, one after the other, and check the damage.
	 * @param methods the methods, each with the number of calls that succeed before
	 * @param hint how to repeat it
	 */
	void survives(Faults faults, Map<String, Integer> methods, String hint) {
		List<Faults.Fault> armed = new ArrayList<>();
		try {
			this.lost = 0;
			List<BroadcastResult> broadcasts = new ArrayList<>();
			methods.forEach((method, delay) -> {
				armed.add(faults.arm(method, delay));
				broadcasts.addAll(talkUntil(armed.get(armed.size() - 1)));
			});
			faults.disarm();
			assertThatOthersAreServed(broadcasts);
			assertThat(this.lost).as("clients that were cut off").isLessThanOrEqualTo(methods.size());
		}
		catch (Exception | AssertionError ex) {
			AssertionError error = new AssertionError(
					"After a failure in " + methods + " (" + hint + "): " + ex.getMessage(), ex);
			armed.stream().filter(Faults.Fault::hasCome).forEach((fault) -> error.addSuppressed(fault.raised()));
			throw error;
		}
		finally {
			faults.disarm();
		}
	}

	private List<BroadcastResult> talkUntil(Faults.Fault fault) {
		List<BroadcastResult> broadcasts = new ArrayList<>();
		long start = System.nanoTime();
		while (!fault.hasCome()) {
			assertThat(System.nanoTime() - start).as("time until %s is called", fault).isLessThan(PATIENCE);
			replaceTheLost();
			this.clients.forEach((client) -> client.say("hello"));
			broadcasts.add(this.server.connections().all().push("all"));
			this.server.connections().connections().forEach((connection) -> {
				connection.join("room");
				connection.push("push");
			});
			comeAndGo(this.rounds++);
		}
		return broadcasts;
	}

	private void replaceTheLost() {
		List<Client> lost = this.clients.stream().filter(Client::hasEnded).toList();
		lost.forEach((client) -> {
			assertThat(client.closeCode).as("code for the victim").isIn(0, 1011);
			client.close();
		});
		this.lost += lost.size();
		this.clients.removeAll(lost);
		List<String> missing = new ArrayList<>(PATHS);
		this.clients.forEach((client) -> missing.remove(client.path));
		for (String path : missing) {
			try {
				this.clients.add(new Client(path));
			}
			catch (UncheckedIOException ex) {
				this.lost++;
			}
		}
	}

	/**
	 * Run a client that ends in one of several ways.
	 */
	private void comeAndGo(int round) {
		String path = PATHS.get(round % PATHS.size());
		try (RawWebSocketClient client = RawWebSocketClient.to(this.server, path).connect()) {
			client.text("hello");
			Optional<Connection> connection = this.server.find(client.name());
			switch (round % 8) {
				case 0, 1 -> client.send(RawFrame.of(RawFrame.PING, "ping")).send(RawFrame.close(1000)).readToEnd();
				case 2 -> client.finish();
				case 3 -> client.send(RawFrame.of(3, "no such opcode")).nextText();
				case 4 -> connection.ifPresent(Connection::terminate);
				case 5 -> client.reset();
				case 6 -> {
					// It does not answer, and is cut off
					if (connection.isPresent() && connection.get().disconnect()) {
						client.readToEnd();
					}
				}
				default -> connection.ifPresent(Connection::disconnect);
			}
		}
		catch (UncheckedIOException | AssertionError ex) {
			// The failure may cost this client
			assertThat(String.valueOf(ex.getMessage())).doesNotContain("timed out");
		}
	}

	private void assertThatOthersAreServed(List<BroadcastResult> broadcasts) throws Exception {
		assertThat(this.loops).as("event loops").allMatch(Thread::isAlive);
		String text = "check " + this.numbers++;
		this.clients.forEach((client) -> client.say(text));
		this.clients.forEach((client) -> TestServer.await("answer to " + client)
			.until(() -> client.hasEnded() || client.heard(text)));
		replaceTheLost();
		for (BroadcastResult broadcast : broadcasts) {
			counts(broadcast);
		}
		assertThatNothingIsHeld(this.clients.size());
		assertThat(counts(this.server.connections().all().push("all"))).as("outcome of a broadcast")
			.isEqualTo(new Counts((int) connections(), 0));
		assertThatTheyArePinged();
	}

	private long connections() {
		return this.clients.stream().filter((client) -> !client.path.equals("/spring")).count();
	}

	private static Counts counts(BroadcastResult broadcast) throws Exception {
		return broadcast.completion().toCompletableFuture().get(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	private void assertThatTheyArePinged() {
		Map<Client, Integer> before = new LinkedHashMap<>();
		this.clients.stream()
			.filter((client) -> !client.path.equals("/spring"))
			.forEach((client) -> before.put(client, client.pings.get()));
		before.forEach((client, pings) -> {
			int ticks = this.lives.ticks(client.name());
			TestServer.await("pings of " + client).until(() -> client.pings.get() > pings);
			TestServer.await("ticks of " + client).until(() -> this.lives.ticks(client.name()) > ticks);
		});
	}

	/**
	 * Assert that only clients that are present use resources.
	 */
	private void assertThatNothingIsHeld(int clients) {
		int connections = (int) connections();
		ConnectionRegistry registry = this.server.bean(ConnectionRegistry.class);
		TestServer.await("nothing held").untilAsserted(() -> {
			assertThat(this.server.connections().count()).as("connections").isEqualTo(connections);
			assertThat(this.server.connections().room("room").count()).as("room").isLessThanOrEqualTo(connections);
			assertThat((Iterable<?>) ReflectionTestUtils.getField(registry, "ended")).as("unfinished").isEmpty();
			assertThat(this.lives.unfinished()).as("without @OnClose").hasSize(connections);
			assertThat(this.lives.closedTwice()).as("with @OnClose twice").isEmpty();
			assertThat(this.server.bean(SendMemoryBudget.class).used()).as("bytes in queues").isZero();
			assertThat(ReflectionTestUtils.<Integer>invokeMethod(this.server.bean(ConnectionLimiter.class), "taken"))
				.as("places taken")
				.isEqualTo(connections);
			assertThat(this.server.bean(SpringSessions.class).count()).as("Spring's sessions")
				.isEqualTo(clients - connections);
			assertThat(this.internals.directSockets()).as("sessions on the loop").hasSize(clients);
			assertThat(places()).as("places in the schedule").isEqualTo(connections);
			assertThat(timers()).as("timers").isLessThanOrEqualTo(TIMERS + connections);
		});
	}

	private int places() {
		Map<?, ?> schedules = (Map<?, ?>) ReflectionTestUtils.getField(this.server.bean(HeartbeatSchedules.class),
				"schedules");
		return schedules.values()
			.stream()
			.mapToInt((schedule) -> (Integer) ReflectionTestUtils.getField(schedule, "size"))
			.sum();
	}

	private int timers() {
		Object scheduler = ReflectionTestUtils.getField(this.server.bean(TimerService.class), "scheduler");
		return ReflectionTestUtils.<Collection<?>>invokeMethod(scheduler, "getQueue").size();
	}

	void assertThatNothingIsLeft(String hint) {
		try {
			this.clients.forEach((client) -> client.socket.send(RawFrame.close(1000)));
			this.clients.forEach((client) -> {
				TestServer.await("end of " + client).until(client::hasEnded);
				assertThat(client.closeCode).isEqualTo(1000);
			});
			this.clients.forEach(Client::close);
			this.clients.clear();
			this.internals.awaitNothing("all failures");
			assertThatNothingIsHeld(0);
		}
		catch (AssertionError ex) {
			throw new AssertionError("With the " + hint + ": " + ex.getMessage(), ex);
		}
	}

	@Override
	public void close() {
		this.clients.forEach(Client::close);
		this.server.close();
		// The levels belong to the JVM, and so to the tests that follow
		logAt(null);
	}

	private static void logAt(@Nullable LogLevel level) {
		LoggingSystem logging = LoggingSystem.get(FaultyServer.class.getClassLoader());
		SILENCED.forEach((logger) -> logging.setLogLevel(logger, level));
	}

	/**
	 * Stays, reads all that comes, and answers pings.
	 */
	private final class Client {

		private final String path;

		private final RawWebSocketClient socket;

		private final Set<String> heard = ConcurrentHashMap.newKeySet();

		private final AtomicInteger pings = new AtomicInteger();

		private final CompletableFuture<Void> end;

		private volatile int closeCode;

		Client(String path) {
			this.path = path;
			this.socket = RawWebSocketClient.to(FaultyServer.this.server, path).connect();
			this.end = CompletableFuture.runAsync(this::read, (task) -> new Thread(task, "client").start());
		}

		String name() {
			return this.socket.name();
		}

		private void read() {
			try {
				while (this.closeCode == 0) {
					RawFrame frame = this.socket.next();
					if (frame.opcode() == RawFrame.PING) {
						this.pings.incrementAndGet();
						this.socket.send(new RawFrame(true, RawFrame.PONG, frame.payload()));
					}
					else if (frame.opcode() == RawFrame.CLOSE) {
						this.closeCode = frame.closeCode();
					}
					else {
						this.heard.add(frame.text());
					}
				}
			}
			catch (UncheckedIOException ex) {
				// It has been cut off
			}
		}

		void say(String text) {
			try {
				this.socket.text(text);
			}
			catch (UncheckedIOException ex) {
				// As above
			}
		}

		boolean heard(String text) {
			return this.heard.contains(text);
		}

		boolean hasEnded() {
			return this.end.isDone();
		}

		void close() {
			this.socket.close();
		}

		@Override
		public String toString() {
			return name() + " at " + this.path;
		}

	}

	/**
	 * Connections that have begun, ticked and ended.
	 */
	static final class Lives {

		private final Map<String, AtomicInteger> ticks = new ConcurrentHashMap<>();

		private final Set<String> closed = ConcurrentHashMap.newKeySet();

		private final ConcurrentLinkedQueue<String> closedTwice = new ConcurrentLinkedQueue<>();

		private final Set<String> opened = ConcurrentHashMap.newKeySet();

		void opened(Connection connection) {
			this.opened.add(TestServer.clientOf(connection));
		}

		void ticked(Connection connection) {
			this.ticks.computeIfAbsent(TestServer.clientOf(connection), (key) -> new AtomicInteger()).incrementAndGet();
		}

		int ticks(String client) {
			return this.ticks.getOrDefault(client, new AtomicInteger()).get();
		}

		void closed(Connection connection) {
			String client = TestServer.clientOf(connection);
			if (!this.closed.add(client)) {
				this.closedTwice.add(client);
			}
		}

		List<String> unfinished() {
			return this.opened.stream().filter((client) -> !this.closed.contains(client)).toList();
		}

		Iterable<String> closedTwice() {
			return this.closedTwice;
		}

	}

	@WebSocketEndpoint("/worker")
	static class WorkerEndpoint {

		private final Lives lives;

		WorkerEndpoint(Lives lives) {
			this.lives = lives;
		}

		@OnOpen
		void open(Connection connection) {
			this.lives.opened(connection);
		}

		@OnMessage
		String message(String text) {
			return text;
		}

		@OnTick(fixedRate = 50)
		void tick(Connection connection) {
			this.lives.ticked(connection);
		}

		@OnClose
		void close(Connection connection) {
			this.lives.closed(connection);
		}

	}

	@NonBlocking
	@WebSocketEndpoint("/loop")
	static class LoopEndpoint extends WorkerEndpoint {

		LoopEndpoint(Lives lives) {
			super(lives);
		}

	}

	@EnableWebSocket
	@Configuration(proxyBeanMethods = false)
	static class FaultyConfiguration {

		@Bean
		Lives lives() {
			return new Lives();
		}

		@Bean
		WorkerEndpoint workerEndpoint(Lives lives) {
			return new WorkerEndpoint(lives);
		}

		@Bean
		LoopEndpoint loopEndpoint(Lives lives) {
			return new LoopEndpoint(lives);
		}

		@Bean
		WebSocketConfigurer springHandler() {
			return (registry) -> registry.addHandler(new TextWebSocketHandler() {

				@Override
				protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
					session.sendMessage(message);
				}

				@Override
				public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
				}

			}, "/spring");
		}

	}

}
