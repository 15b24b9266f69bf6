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

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;

/**
 * Creates connections, and looks after them about once a second: whether their clients
 * read, live and have something to say.
 *
 * @since 0.1.0
 */
public final class ConnectionFactory {

	private static final Duration MAX_CHECK_INTERVAL = Duration.ofSeconds(1);

	private final ConnectionServices services;

	private final WireFactory wires;

	private final ConnectionIds ids = new ConnectionIds();

	/**
	 * Create a factory.
	 * @param services what all connections share
	 * @param wires creates the wire of each connection
	 */
	public ConnectionFactory(ConnectionServices services, WireFactory wires) {
		Assert.notNull(services, "'services' must not be null");
		Assert.notNull(wires, "'wires' must not be null");
		this.services = services;
		this.wires = wires;
		// It calls nobody back, and must not wait for those who may block
		QueueRelief relief = new QueueRelief(services.registry(), services.budget(),
				(task) -> services.timers().after(Duration.ZERO, task));
		services.budget().onPressure(relief::schedule);
		services.timers()
			.every(services.heartbeat().checkInterval(checkInterval(services.limits().maxDelay())),
					services.heartbeat()::look);
	}

	private static Duration checkInterval(Duration maxDelay) {
		Duration quarter = maxDelay.dividedBy(4).plusMillis(1);
		return (quarter.compareTo(MAX_CHECK_INTERVAL) < 0) ? quarter : MAX_CHECK_INTERVAL;
	}

	/**
	 * Return who is told what happens to the connections.
	 * @return the monitor of this node
	 */
	public ConnectionMonitor monitor() {
		return this.services.monitor();
	}

	/**
	 * Return the timers of all connections.
	 * @return the timers
	 */
	public ConnectionTimers timers() {
		return this.services.timers();
	}

	/**
	 * Return what bounds the memory of what clients send.
	 * @return the budget of this node
	 */
	public ReceiveBudget receiveBudget() {
		return this.services.receiveBudget();
	}

	/**
	 * Return how large a message may be.
	 * @return the bytes that may wait for a connection
	 */
	public long maxBytes() {
		return this.services.limits().maxBytes();
	}

	/**
	 * Create a connection that is not registered yet.
	 * @param session the session beneath it
	 * @param facts what is known from its handshake
	 * @param callbacks what the connection talks to
	 * @return the connection
	 */
	public ManagedConnection create(WebSocketSession session, ConnectionFacts facts, ConnectionCallbacks callbacks) {
		return new ManagedConnection(this.ids.next(), facts, this.services, callbacks,
				(connection) -> this.wires.create(session, connection));
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
				this.services.registry().forEachUnfinished((connection) -> connection.callbacks().watch());
				afterwards.run();
			};
			this.services.timers().every(interval, () -> this.services.server().execute(look));
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

}
