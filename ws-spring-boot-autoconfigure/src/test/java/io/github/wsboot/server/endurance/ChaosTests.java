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
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import io.github.wsboot.Audience;
import io.github.wsboot.BroadcastResult.Counts;
import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.PushResult;
import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.OnTick;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.handshake.ConnectionLimiter;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.server.Internals;
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
 * Tests with clients that come, talk, stall, reset, flood, send garbage and vanish, while
 * the application uses all operations on connections: nothing is left of them, and
 * well-behaved clients lose nothing.
 */
@PlainOnly
class ChaosTests extends ServerTests {

	private static final long SEED = 20_260_404;

	private static final int ATTACKS = 210;

	private static final int ATTACKERS = 4;

	private static final Duration DURATION = Duration.ofSeconds(10);

	private static final int WELL_BEHAVED = 3;

	static final String GOOD = "good";

	private static final int ROOMS = 5;

	/** Clients that the application does not touch. */
	private static final String SPARED = "spared";

	/** Timer for all connections. */
	private static final int TIMERS = 1;

	/**
	 * Tomcat's own sessions look at their time-outs every ten seconds, one after the
	 * other.
	 */
	private static final Duration CLEARANCE = TestServer.TIMEOUT.multipliedBy(3);

	private static final String[] PROPERTIES = { "ws.max-connections=40", "ws.heartbeat.interval=2s",
			"ws.heartbeat.timeout=8s", "ws.send.max-delay=6s", "ws.send.max-messages=100000", "ws.send.max-bytes=16MB",
			"ws.send.max-total-bytes=512MB", "ws.close-timeout=2s" };

	ChaosTests() {
		super(ChaosEndpoint.class);
	}

	@Promise("hostile-clients")
	@Test
	void nothingShouldBeLeftOfChaosAndTheWellBehavedShouldLoseNothing() {
		try {
			TestServer server = server(PROPERTIES);
			RawWebSocketClient.to(server, "/chaos").connect().close();
			Internals internals = Internals.of(server);
			internals.awaitNothing("start");
			assertThatNothingIsHeld(server);
			List<Thread> loops = internals.loopThreads();
			long files = Internals.openFiles();
			Chaos chaos = new Chaos(server);
			chaos.run();
			internals.awaitNothing("chaos", CLEARANCE);
			assertThatNothingIsHeld(server);
			chaos.assertThatClientsGotWhatTheyDeserve();
			chaos.leave();
			TestServer.await("closed files")
				.untilAsserted(() -> assertThat(Internals.openFiles()).isLessThanOrEqualTo(files + 5));
			assertThat(internals.loopThreads()).isEqualTo(loops).allMatch(Thread::isAlive);
			server.journal().assertLifeCycles();
		}
		catch (Exception | AssertionError ex) {
			throw new AssertionError("With the seed " + SEED + ": " + ex.getMessage(), ex);
		}
	}

	private static void assertThatNothingIsHeld(TestServer server) {
		ConnectionRegistry registry = server.bean(ConnectionRegistry.class);
		TestServer.await("nothing held").atMost(CLEARANCE).untilAsserted(() -> {
			for (String index : new String[] { "endpoints", "rooms", "users" }) {
				Object groups = ReflectionTestUtils.getField(registry, index);
				assertThat(ReflectionTestUtils.<Boolean>invokeMethod(groups, "isEmpty")).as("no " + index).isTrue();
			}
			assertThat(server.connections().connections()).as("connections").isEmpty();
			assertThat((Iterable<?>) ReflectionTestUtils.getField(registry, "ended")).as("unfinished").isEmpty();
			assertThat(server.bean(SendMemoryBudget.class).used()).as("bytes in queues").isZero();
			Object scheduler = ReflectionTestUtils.getField(server.bean(TimerService.class), "scheduler");
			assertThat((Iterable<?>) ReflectionTestUtils.invokeMethod(scheduler, "getQueue")).as("timers")
				.hasSizeLessThanOrEqualTo(TIMERS);
			assertThat(ReflectionTestUtils.<Integer>invokeMethod(server.bean(ConnectionLimiter.class), "taken"))
				.as("places taken")
				.isZero();
		});
	}

	/**
	 * Run with its clients and the work of the application.
	 */
	private static final class Chaos {

		private final TestServer server;

		private final Map<HostileClient, AtomicInteger> opened = new ConcurrentHashMap<>();

		private final Queue<RawWebSocketClient> hostile = new ConcurrentLinkedQueue<>();

		private final List<WellBehavedClient> wellBehaved = new ArrayList<>();

		private final Application application;

		Chaos(TestServer server) {
			this.server = server;
			for (int i = 0; i < WELL_BEHAVED; i++) {
				this.wellBehaved.add(new WellBehavedClient(server));
			}
			this.application = new Application(server, this.wellBehaved);
		}

		void run() throws Exception {
			ScheduledExecutorService executor = Executors.newScheduledThreadPool(ATTACKERS + WELL_BEHAVED + 2);
			ScheduledExecutorService attackers = Executors.newScheduledThreadPool(ATTACKERS);
			try {
				List<Future<?>> good = new ArrayList<>();
				this.wellBehaved.forEach((client) -> good.add(executor.submit(client)));
				Future<?> broadcasts = executor.scheduleWithFixedDelay(this.application::broadcast, 0, 5,
						TimeUnit.MILLISECONDS);
				Future<?> pushes = executor.scheduleWithFixedDelay(this.application::push, 0, 5, TimeUnit.MILLISECONDS);
				List<Future<?>> attacks = new ArrayList<>();
				Random seeds = new Random(SEED);
				for (int i = 0; i < ATTACKS; i++) {
					int attack = i;
					// The first numbers of generators with adjacent seeds are all but the
					// same
					Random random = new Random(seeds.nextLong());
					attacks.add(attackers.schedule(() -> attack(attack, random), DURATION.toMillis() * i / ATTACKS,
							TimeUnit.MILLISECONDS));
				}
				for (Future<?> attack : attacks) {
					attack.get(60, TimeUnit.SECONDS);
				}
				this.application.end();
				assertThatWorked(broadcasts);
				assertThatWorked(pushes);
				for (Future<?> client : good) {
					client.get(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
				}
			}
			finally {
				attackers.shutdownNow();
				executor.shutdownNow();
			}
		}

		private static void assertThatWorked(Future<?> repeated) throws Exception {
			if (repeated.isDone()) {
				repeated.get();
			}
		}

		private void attack(int number, Random random) {
			HostileClient[] kinds = HostileClient.values();
			HostileClient kind = kinds[number % kinds.length];
			boolean spared = (number / kinds.length) % 2 == 0;
			RawWebSocketClient.Opening opening = RawWebSocketClient
				.to(this.server, spared ? "/chaos?" + SPARED + "=true" : "/chaos")
				.receiveBuffer(8192);
			RawWebSocketClient client = opening.reach();
			this.hostile.add(client);
			if (kind == HostileClient.BREAK_OFF) {
				byte[] request = opening.request();
				client.bytes(Arrays.copyOf(request, random.nextBoolean() ? request.length : request.length / 2));
				client.reset();
				count(kind);
				return;
			}
			int status = client.bytes(opening.request()).response().status();
			assertThat(status).isIn(101, 503);
			if (status == 503) {
				client.close();
				return;
			}
			count(kind);
			try {
				kind.attack(client, random);
			}
			catch (UncheckedIOException ex) {
				// The server may cut any of them, but it leaves none without an answer
				assertThat(ex.getCause()).as(kind.name()).isNotInstanceOf(SocketTimeoutException.class);
			}
		}

		private void count(HostileClient kind) {
			this.opened.computeIfAbsent(kind, (key) -> new AtomicInteger()).incrementAndGet();
		}

		void assertThatClientsGotWhatTheyDeserve() {
			for (HostileClient kind : HostileClient.values()) {
				assertThat(this.opened.get(kind)).as("connections of the kind %s", kind).hasValueGreaterThan(4);
			}
			List<String> ends = this.hostile.stream()
				.flatMap((client) -> this.server.journal().of(client.name()).stream())
				.toList();
			assertThat(ends).anyMatch((end) -> end.endsWith(CloseCause.TIMEOUT.name()))
				.anyMatch((end) -> end.endsWith(CloseCause.SLOW_CONSUMER.name()))
				.anyMatch((end) -> end.endsWith(CloseCause.PROTOCOL_ERROR.name()))
				.anyMatch((end) -> end.endsWith(CloseCause.SERVER.name()))
				.anyMatch((end) -> end.endsWith(CloseCause.CLIENT.name()))
				.anyMatch((end) -> end.endsWith(CloseCause.NETWORK.name()));
			for (WellBehavedClient client : this.wellBehaved) {
				assertThat(this.server.journal().of(client.name())).containsExactly(Journal.OPEN, "close 1000 CLIENT");
				client.assertThatAllCame(this.application.broadcasts, this.application.pushes);
			}
		}

		/**
		 * Close what the server has closed long ago.
		 */
		void leave() {
			this.hostile.forEach(RawWebSocketClient::close);
			this.wellBehaved.forEach(WellBehavedClient::close);
		}

	}

	/**
	 * Application that pushes in two threads. Its numbered messages go to well-behaved
	 * clients, too.
	 */
	private static final class Application {

		private final TestServer server;

		private final List<WellBehavedClient> wellBehaved;

		private final Random random = new Random(SEED - 1);

		private final Queue<Connection> paused = new ConcurrentLinkedQueue<>();

		private int broadcasts;

		private int pushes;

		private boolean ended;

		Application(TestServer server, List<WellBehavedClient> wellBehaved) {
			this.server = server;
			this.wellBehaved = wellBehaved;
		}

		synchronized void broadcast() {
			if (!this.ended) {
				assertThat(deliver(this.server.connections().all(), "all " + this.broadcasts).accepted())
					.isGreaterThanOrEqualTo(WELL_BEHAVED);
				assertThat(deliver(this.server.connections().room(GOOD), "room " + this.broadcasts++))
					.isEqualTo(new Counts(WELL_BEHAVED, 0));
			}
		}

		private static Counts deliver(Audience audience, String text) {
			return audience.push(text)
				.completion()
				.toCompletableFuture()
				.orTimeout(TestServer.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
				.join();
		}

		void push() {
			synchronized (this.random) {
				if (!this.ended) {
					pushToTheWellBehaved("push " + this.pushes++);
					trouble();
				}
			}
		}

		private void pushToTheWellBehaved(String text) {
			for (WellBehavedClient client : this.wellBehaved) {
				assertThat(client.connection().push(text)).isEqualTo(PushResult.ACCEPTED);
			}
		}

		private void trouble() {
			List<Connection> others = this.server.connections()
				.connections()
				.filter((connection) -> !connection.rooms().contains(GOOD))
				.toList();
			if (others.isEmpty()) {
				return;
			}
			Connection victim = others.get(this.random.nextInt(others.size()));
			String name = "room " + this.random.nextInt(ROOMS);
			switch (this.random.nextInt(40)) {
				case 0, 1 -> end(victim);
				case 2, 3, 4 -> victim.leave(name);
				case 5, 6, 7 -> victim.bindUser(name);
				case 8, 9 -> victim.every(Duration.ofMillis(50), (connection) -> connection.push("every"));
				case 10, 11 -> victim.after(Duration.ofMinutes(5), (connection) -> connection.push("never"));
				case 12, 13, 14 -> this.server.connections().room(name).push("to the room");
				case 15, 16, 17 -> this.server.connections().user(name).push("to the user");
				case 18 -> pause(victim);
				case 19, 20, 21 -> victim.push(new byte[10_000]);
				default -> victim.join(name);
			}
		}

		private void end(Connection victim) {
			if (victim.handshake().queryParams().containsKey(SPARED)) {
				return;
			}
			if (this.random.nextBoolean()) {
				victim.disconnect();
			}
			else {
				victim.terminate();
			}
		}

		/**
		 * While the server reads nothing, it cannot find out whether the client is alive.
		 */
		private void pause(Connection victim) {
			victim.pause();
			this.paused.add(victim);
			if (this.paused.size() > 2) {
				this.paused.remove().resume();
			}
		}

		synchronized void end() {
			synchronized (this.random) {
				this.ended = true;
				this.paused.forEach(Connection::resume);
				pushToTheWellBehaved("end");
			}
		}

	}

	@WebSocketEndpoint("/chaos")
	static class ChaosEndpoint extends RecordingEndpoint {

		/** More than the buffers of two sockets hold. */
		private static final byte[] BIG = new byte[5_000_000];

		ChaosEndpoint(Journal journal) {
			super(journal);
		}

		@OnMessage
		Object text(String text) {
			return text.equals("big") ? BIG : text;
		}

		@OnTick(fixedRate = 100)
		String tick(Connection connection) {
			int ticks = (Integer) connection.attributes().merge("ticks", 1, (a, b) -> (Integer) a + (Integer) b);
			return "tick " + (ticks - 1);
		}

	}

	/**
	 * Behaviour of a hostile client, which does not end its connection properly.
	 */
	enum HostileClient {

		TALK((client, random) -> {
			for (int i = 0; i < 10; i++) {
				client.text("talk " + i);
				RawFrame frame = client.next();
				while (!frame.text().equals("talk " + i) && frame.opcode() != RawFrame.CLOSE) {
					frame = client.next();
				}
			}
			client.send(RawFrame.close(1000)).readToEnd();
		}),

		STALL((client, random) -> client.text("big").text("big")),

		RESET((client, random) -> {
			byte[] frame = RawFrame.text("x".repeat(1000), true).encode(true);
			client.text("big").bytes(Arrays.copyOf(frame, 1 + random.nextInt(frame.length))).reset();
		}),

		FLOOD((client, random) -> {
			for (int i = 0; i < 500; i++) {
				client.send((random.nextInt(4) == 0) ? RawFrame.of(RawFrame.PING, "flood") : RawFrame.text("y", true));
			}
			client.close();
		}),

		GARBAGE((client, random) -> {
			byte[] garbage = new byte[10 + random.nextInt(2000)];
			random.nextBytes(garbage);
			client.bytes(garbage).finish();
			client.readToEnd();
		}),

		VANISH((client, random) -> {
		}),

		BREAK_OFF((client, random) -> client.reset());

		private final Attack attack;

		HostileClient(Attack attack) {
			this.attack = attack;
		}

		void attack(RawWebSocketClient client, Random random) {
			this.attack.on(client, random);
		}

		private interface Attack {

			void on(RawWebSocketClient client, Random random);

		}

	}

}
