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

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;

import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Creates the connections of this node from what they share.
 *
 * @since 0.1.0
 */
public final class ConnectionFactory {

	private final ConnectionRegistry registry;

	private final WireFactory wires;

	private final PayloadEncoder encoder;

	private final ConnectionMonitor monitor;

	private final HeartbeatSchedules heartbeat;

	private final TimerService timers;

	private final Executor server;

	private final SendMemoryBudget budget;

	private final ReceiveMemoryBudget receiveBudget;

	private final Settings settings;

	private final Function<Runnable, Future<?>> closeTimer;

	private final ConnectionIds ids = new ConnectionIds();

	/**
	 * Create a factory.
	 * @param registry where connections are registered
	 * @param wires creates the wire of each connection
	 * @param encoder encodes what is pushed
	 * @param monitor told what happens to connections
	 * @param heartbeat the heartbeat of this node
	 * @param timers the timers of all connections
	 * @param server runs what may block, but is no callback
	 * @param budget bounds the memory of all queues together
	 * @param receiveBudget bounds the memory of what clients send
	 * @param settings the bounds of each connection
	 */
	public ConnectionFactory(ConnectionRegistry registry, WireFactory wires, PayloadEncoder encoder,
			ConnectionMonitor monitor, HeartbeatSchedules heartbeat, TimerService timers, Executor server,
			SendMemoryBudget budget, ReceiveMemoryBudget receiveBudget, Settings settings) {
		Assert.notNull(registry, "'registry' must not be null");
		Assert.notNull(wires, "'wires' must not be null");
		Assert.notNull(settings, "'settings' must not be null");
		this.registry = registry;
		this.wires = wires;
		this.encoder = encoder;
		this.monitor = monitor;
		this.heartbeat = heartbeat;
		this.timers = timers;
		this.server = server;
		this.budget = budget;
		this.receiveBudget = receiveBudget;
		this.settings = settings;
		this.closeTimer = (abort) -> timers.every(settings.closeTimeout(), abort);
	}

	/**
	 * Return who is told what happens to the connections.
	 * @return the monitor of this node
	 */
	public ConnectionMonitor monitor() {
		return this.monitor;
	}

	/**
	 * Return the timers of all connections.
	 * @return the timers
	 */
	public TimerService timers() {
		return this.timers;
	}

	/**
	 * Return what bounds the memory of what clients send.
	 * @return the budget of this node
	 */
	public ReceiveMemoryBudget receiveBudget() {
		return this.receiveBudget;
	}

	/**
	 * Return how large a message may be.
	 * @return the bytes that may wait for a connection
	 */
	public long maxBytes() {
		return this.settings.send().maxBytes();
	}

	/**
	 * Create a connection that is not registered yet.
	 * @param session the session beneath it
	 * @param facts what is known from its handshake
	 * @param callbacks what the connection talks to
	 * @return the connection
	 */
	public ManagedConnection create(WebSocketSession session, EstablishedHandshake facts,
			ConnectionCallbacks callbacks) {
		return create(this.ids.next(), session, facts, callbacks);
	}

	ManagedConnection create(String id, WebSocketSession session, EstablishedHandshake facts,
			ConnectionCallbacks callbacks) {
		ManagedConnection connection = new ManagedConnection(id, facts, callbacks,
				new ConnectionParts(session, callbacks), this.encoder, this.monitor, this.closeTimer);
		// Not before it is complete, since the wire may report the end of the socket at
		// once
		connection.wire().attach(connection);
		return connection;
	}

	/**
	 * Have the callbacks of all connections looked at again and again, those of
	 * connections that have ended included.
	 * @param interval the time between two looks; zero for none
	 * @param afterwards what to do after each look at all of them
	 */
	public void watch(Duration interval, Runnable afterwards) {
		if (!interval.isZero()) {
			Runnable look = () -> {
				this.registry.forEachUnfinished((connection) -> connection.callbacks().checkRunningCallback());
				afterwards.run();
			};
			this.timers.every(interval, () -> this.server.execute(look));
		}
	}

	/**
	 * Run something short later, on the thread of all timers, where no callback is in its
	 * way.
	 * @param connection the connection: once it has ended, nothing is run
	 * @param delay how long from now
	 * @param task what to run
	 */
	public void after(ManagedConnection connection, Duration delay, Runnable task) {
		connection.ticks().deadline(delay, task);
	}

	/**
	 * Creates the parts of one connection.
	 */
	private final class ConnectionParts implements ManagedConnection.Parts {

		private final WebSocketSession session;

		private final ConnectionCallbacks callbacks;

		ConnectionParts(WebSocketSession session, ConnectionCallbacks callbacks) {
			this.session = session;
			this.callbacks = callbacks;
		}

		@Override
		public Registration registration(ManagedConnection connection) {
			return new Memberships(connection, ConnectionFactory.this.registry);
		}

		@Override
		public ConnectionOutbound outbound(ConnectionControl connection) {
			return new ConnectionOutbound(connection, ConnectionFactory.this.settings.send(),
					ConnectionFactory.this.budget, ConnectionFactory.this.server, ConnectionFactory.this.monitor,
					ConnectionFactory.this.heartbeat.hasIdleTimeout());
		}

		@Override
		public ConnectionTicks ticks(ConnectionControl connection) {
			return new ConnectionTicks(connection, ConnectionFactory.this.timers, this.callbacks);
		}

		@Override
		public Wire wire() {
			return ConnectionFactory.this.wires.create(this.session);
		}

		@Override
		public ConnectionHeartbeat heartbeat(ConnectionControl connection, Wire wire, ConnectionOutbound outbound) {
			return new ConnectionHeartbeat(connection, wire, outbound, ConnectionFactory.this.heartbeat,
					ConnectionFactory.this.monitor);
		}

	}

	/**
	 * The bounds of each connection.
	 *
	 * @param send the bounds of its queue
	 * @param closeTimeout how long its close may take
	 */
	public record Settings(SendLimits send, Duration closeTimeout) {

	}

}
