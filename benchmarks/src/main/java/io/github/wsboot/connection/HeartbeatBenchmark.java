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

package io.github.wsboot.connection;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.http.HttpHeaders;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.standard.StandardWebSocketSession;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Frame.Opcode;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.ask.AskSettings;
import io.github.wsboot.ask.AskThreads;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.handshake.EstablishedHandshake;
import io.github.wsboot.connection.handshake.HandshakeSnapshot;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.message.ContentReader;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.outbound.EncodedFrame;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Measures the cost of one check of all connections, as it happens every second: whether
 * their clients read, answer pings and send messages. Each round is one second of the
 * connections' own time, so that the usual number of connections is pinged, and all
 * answer at once. Sockets are left out.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class HeartbeatBenchmark {

	@Param("100000")
	private int connections;

	private final Inbox loop = new Inbox();

	private final ConnectionRegistry registry = new ConnectionRegistry();

	private final TimerService timers = new TimerService();

	private final HeartbeatSchedules heartbeat = new HeartbeatSchedules(
			new HeartbeatSettings(Duration.ofSeconds(25), Duration.ofSeconds(10), Duration.ofDays(365)),
			() -> this.time);

	private long time;

	private long pings;

	/**
	 * Open the connections.
	 */
	@Setup
	public void open() {
		PayloadEncoder encoder = new PayloadEncoder(new StringMessageConverter(), (payload, declared) -> payload,
				List.of());
		Asks asks = new Asks(encoder, new ContentReader(StringMessageConverter::new),
				new AskSettings(Duration.ofSeconds(5), 100, 100_000), new AskThreads(Runnable::run, () -> false),
				this.timers);
		ConnectionFactory factory = new ConnectionFactory(this.registry, (session) -> new AnsweringWire(), asks,
				new ConnectionMonitor(new Traffic(), List::of, List::of), this.heartbeat, this.timers,
				new ConnectionFactory.QueueResources(
						new SendLimits(1024 * 1024, 1000, Duration.ofSeconds(10), OverflowPolicy.CLOSE),
						new SendMemoryBudget(Long.MAX_VALUE), Runnable::run),
				Duration.ofSeconds(5));
		WebSocketSession session = new StandardWebSocketSession(null, null, null, null);
		HandshakeSnapshot handshake = new HandshakeSnapshot(URI.create("http://localhost/ws"), true, new HttpHeaders(),
				new LinkedMultiValueMap<>(), Map.of(), null, null);
		for (int i = 0; i < this.connections; i++) {
			EstablishedHandshake facts = new EstablishedHandshake("/ws", Map.of(), handshake, null,
					ConcurrentHashMap::new, () -> {
					}, false);
			factory.create(session, facts, new Silence()).open();
		}
		this.loop.runAll();
	}

	/**
	 * Check all connections once.
	 */
	@Benchmark
	public long round() {
		this.time += TimeUnit.SECONDS.toNanos(1);
		this.heartbeat.startRounds();
		this.loop.runAll();
		return this.pings;
	}

	/**
	 * Check that pings were sent and answered.
	 */
	@TearDown
	public void check() {
		this.timers.destroy();
		boolean answered = this.registry.connections()
			.stream()
			.allMatch((connection) -> connection.isEstablished() && connection.info().roundTripTime() != null);
		if (this.registry.count() != this.connections || !answered) {
			throw new IllegalStateException("Not all connections are alive");
		}
	}

	/**
	 * The tasks of an event loop.
	 */
	private static final class Inbox implements Executor {

		private final Queue<Runnable> tasks = new ArrayDeque<>();

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
		}

		void runAll() {
			Runnable task = this.tasks.poll();
			while (task != null) {
				task.run();
				task = this.tasks.poll();
			}
		}

	}

	/**
	 * Writes at once, and answers pings as a client would.
	 */
	private final class AnsweringWire implements Wire {

		private @Nullable ManagedConnection connection;

		@Override
		public void attach(WiredConnection connection) {
			this.connection = (ManagedConnection) connection;
		}

		@Override
		public Executor loop() {
			return HeartbeatBenchmark.this.loop;
		}

		@Override
		public void scheduleWrite() {
			ManagedConnection connection = Objects.requireNonNull(this.connection);
			EncodedFrame frame = connection.queue().poll();
			if (frame != null && frame.opcode() == Opcode.PING) {
				connection.queue().onWritten();
				byte[] pong = new byte[frame.payload().remaining()];
				frame.payload().duplicate().get(pong);
				connection.acceptPong(pong);
				HeartbeatBenchmark.this.pings++;
			}
		}

		@Override
		public void abort(CloseStatus status) {
		}

	}

	/**
	 * An endpoint with nothing to say.
	 */
	private static final class Silence implements ConnectionCallbacks {

		@Override
		public void checkRunningCallback() {
		}

		@Override
		public void postAction(Runnable action) {
		}

		@Override
		public void postTick(Supplier<@Nullable CompletionStage<?>> tick) {
		}

		@Override
		public void onSlowConsumer(SlowConsumerException exception) {
		}

		@Override
		public void onClosed(CloseStatus status, CloseCause cause) {
		}

		@Override
		public void pause() {
		}

		@Override
		public void resume() {
		}

		@Override
		public void onClosing() {
		}

		@Override
		public void interrupt() {
		}

		@Override
		public void abandon() {
		}

		@Override
		public void runAfterPending(Runnable action) {
		}

		@Override
		public boolean isFull() {
			return false;
		}

		@Override
		public ReceiveAccount inbound() {
			throw new UnsupportedOperationException();
		}

		@Override
		public int pendingMessages() {
			return 0;
		}

	}

}
