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

import io.github.wsboot.ask.Asks;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.handshake.EstablishedHandshake;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;

/**
 * Factory of the connections of this node.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ConnectionFactory {

	private final ConnectionRegistry registry;

	private final WireFactory wires;

	private final Asks asks;

	private final ConnectionMonitor monitor;

	private final HeartbeatSchedules heartbeat;

	private final TimerService timers;

	private final QueueResources queues;

	private final Function<Runnable, Future<?>> closeTimer;

	/**
	 * Create a factory.
	 * @param registry where connections are registered
	 * @param wires creates the wire of each connection
	 * @param asks asks clients, and encodes pushed payloads
	 * @param monitor called for the events of connections
	 * @param heartbeat the heartbeat schedules of this node
	 * @param timers the timers of all connections
	 * @param queues the resources of all queues
	 * @param closeTimeout how long a close may take
	 */
	public ConnectionFactory(ConnectionRegistry registry, WireFactory wires, Asks asks, ConnectionMonitor monitor,
			HeartbeatSchedules heartbeat, TimerService timers, QueueResources queues, Duration closeTimeout) {
		Assert.notNull(registry, "'registry' must not be null");
		Assert.notNull(wires, "'wires' must not be null");
		Assert.notNull(queues, "'queues' must not be null");
		this.registry = registry;
		this.wires = wires;
		this.asks = asks;
		this.monitor = monitor;
		this.heartbeat = heartbeat;
		this.timers = timers;
		this.queues = queues;
		this.closeTimer = (abort) -> timers.every(closeTimeout, abort);
	}

	/**
	 * Create a connection, which is attached to its wire but not registered yet.
	 * @param session the session beneath the connection
	 * @param facts the facts of the handshake
	 * @param callbacks the endpoint's side of the connection
	 * @return the connection
	 */
	public ManagedConnection create(WebSocketSession session, EstablishedHandshake facts,
			ConnectionCallbacks callbacks) {
		return create(this.registry.nextId(), session, facts, callbacks);
	}

	ManagedConnection create(String id, WebSocketSession session, EstablishedHandshake facts,
			ConnectionCallbacks callbacks) {
		ManagedConnection connection = new ManagedConnection(id, facts, callbacks,
				new ConnectionParts(session, callbacks), this.asks, this.monitor, this.closeTimer);
		// Not before it is complete, since the wire may report the end of the socket at
		// once
		connection.wire().attach(connection);
		return connection;
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
			QueueResources queues = ConnectionFactory.this.queues;
			return new ConnectionOutbound(connection, queues.limits(), queues.budget(), queues.waiters(),
					ConnectionFactory.this.monitor, ConnectionFactory.this.heartbeat.hasIdleTimeout());
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
	 * Resources of the queues of all connections.
	 *
	 * @param limits the bounds of each queue
	 * @param budget bounds the memory of all queues together
	 * @param waiters runs code that waits for queues and may block; never an event loop
	 */
	public record QueueResources(SendLimits limits, SendMemoryBudget budget, Executor waiters) {

	}

}
