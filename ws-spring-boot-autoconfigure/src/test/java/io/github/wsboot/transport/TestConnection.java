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

package io.github.wsboot.transport;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.CloseCause;
import io.github.wsboot.SlowConsumerException;
import io.github.wsboot.ask.TestAsks;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ConnectionCallbacks;
import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.HeartbeatSchedules;
import io.github.wsboot.connection.HeartbeatSettings;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.connection.WireFactory;
import io.github.wsboot.connection.handshake.EstablishedHandshake;
import io.github.wsboot.connection.handshake.HandshakeSnapshot;
import io.github.wsboot.inbound.ReceiveAccount;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Connection of an endpoint whose callbacks are played by the test.
 *
 * @since 0.1.0
 */
public final class TestConnection implements ConnectionCallbacks, AutoCloseable {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final TimerService timers = new TimerService();

	private final Traffic traffic = new Traffic();

	private final List<String> ends = new CopyOnWriteArrayList<>();

	private final List<Runnable> afterwards = new CopyOnWriteArrayList<>();

	private final SendMemoryBudget budget = new SendMemoryBudget(Long.MAX_VALUE);

	private final ReceiveMemoryBudget receiveBudget = new ReceiveMemoryBudget(Long.MAX_VALUE, 1000, this.budget);

	private final ReceiveAccount inbound = new ReceiveAccount(this.receiveBudget, new ReceiveAccount.Holder() {

		@Override
		public void readOn() {
		}

		@Override
		public void dropMessages() {
		}

	});

	private volatile boolean full;

	private volatile boolean busy;

	private volatile @Nullable ManagedConnection connection;

	/**
	 * Open the connection.
	 */
	public ManagedConnection open(WebSocketSession session, WireFactory wires) {
		ConnectionFactory factory = new ConnectionFactory(new ConnectionRegistry(10), wires,
				TestAsks.create(
						new PayloadEncoder(new StringMessageConverter(), (payload, declared) -> payload, List.of())),
				new ConnectionMonitor(this.traffic, List::of, List::of), new HeartbeatSchedules(HeartbeatSettings.OFF),
				this.timers, new ConnectionFactory.QueueResources(
						new SendLimits(1_000_000, 100, LONG, OverflowPolicy.CLOSE), this.budget, Runnable::run),
				LONG);
		ManagedConnection opened = factory.create(session, facts(), this);
		this.connection = opened;
		opened.open();
		return opened;
	}

	private static EstablishedHandshake facts() {
		HandshakeSnapshot handshake = new HandshakeSnapshot(URI.create("http://localhost/ws"), true, new HttpHeaders(),
				new LinkedMultiValueMap<>(), Map.of(), null, null);
		Map<String, Object> attributes = new ConcurrentHashMap<>();
		return new EstablishedHandshake("/ws", Map.of(), handshake, null, () -> attributes, () -> {
		}, false);
	}

	@Nullable ManagedConnection connection() {
		return this.connection;
	}

	public Traffic traffic() {
		return this.traffic;
	}

	/**
	 * Set whether more messages are wanted.
	 */
	void full(boolean full) {
		this.full = full;
	}

	/**
	 * Set whether a callback runs.
	 */
	void busy(boolean busy) {
		this.busy = busy;
		if (!busy) {
			this.afterwards.forEach(Runnable::run);
			this.afterwards.clear();
		}
	}

	/**
	 * Return the ends of the connection, one for each call.
	 */
	public List<String> ends() {
		return this.ends;
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
		this.ends.add(status.getCode() + " " + cause);
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
	public void runAfterPending(Runnable action) {
		if (this.busy) {
			this.afterwards.add(action);
		}
		else {
			action.run();
		}
	}

	@Override
	public void interrupt() {
	}

	@Override
	public void abandon() {
	}

	@Override
	public boolean isFull() {
		return this.full;
	}

	@Override
	public ReceiveAccount inbound() {
		return this.inbound;
	}

	@Override
	public void checkRunningCallback() {
	}

	@Override
	public int pendingMessages() {
		return 0;
	}

	@Override
	public void close() {
		this.timers.destroy();
	}

}
