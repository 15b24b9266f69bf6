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
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.util.LinkedMultiValueMap;

import io.github.wsboot.ask.Asks;
import io.github.wsboot.ask.TestAsks;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ConnectionMaintenance.CallbackChecks;
import io.github.wsboot.connection.handshake.EstablishedHandshake;
import io.github.wsboot.connection.handshake.HandshakeSnapshot;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.node.SingleNode;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;

import static org.mockito.Mockito.mock;

/**
 * Factory of connections with recording wires and callbacks.
 *
 * @since 0.1.0
 */
public final class TestConnections implements AutoCloseable {

	public static final Duration LONG = Duration.ofMinutes(1);

	public final ConnectionRegistry registry = new ConnectionRegistry();

	final TimerService timers = new TimerService();

	final PayloadEncoder encoder = new PayloadEncoder(new StringMessageConverter(), (payload, declared) -> payload,
			List.of());

	private final Asks asks = TestAsks.create(this.encoder);

	public final RecordingListener listener = new RecordingListener();

	public final ConnectionMonitor monitor = monitor(this.listener);

	public final SendMemoryBudget budget;

	/** The loop of all connections, if they do not have one each. */
	public @Nullable TestLoop loop;

	private final SendLimits limits;

	private final Duration closeTimeout;

	private final HeartbeatSchedules heartbeat;

	public TestConnections() {
		this(limits(OverflowPolicy.CLOSE), LONG);
	}

	TestConnections(HeartbeatSchedules heartbeat) {
		this(limits(OverflowPolicy.CLOSE), LONG, heartbeat, new SendMemoryBudget(Long.MAX_VALUE));
	}

	public TestConnections(SendLimits limits, Duration closeTimeout) {
		this(limits, closeTimeout, new SendMemoryBudget(Long.MAX_VALUE));
	}

	public TestConnections(SendLimits limits, Duration closeTimeout, SendMemoryBudget budget) {
		this(limits, closeTimeout, new HeartbeatSchedules(HeartbeatSettings.OFF), budget);
	}

	private TestConnections(SendLimits limits, Duration closeTimeout, HeartbeatSchedules heartbeat,
			SendMemoryBudget budget) {
		this.budget = budget;
		this.heartbeat = heartbeat;
		this.limits = limits;
		this.closeTimeout = closeTimeout;
	}

	public static SendLimits limits(OverflowPolicy overflow) {
		return new SendLimits(1000, 10, LONG, overflow);
	}

	private static ConnectionMonitor monitor(RecordingListener listener) {
		ConnectionMonitor monitor = new ConnectionMonitor(new Traffic(), () -> List.of(listener),
				() -> List.of(listener));
		monitor.afterSingletonsInstantiated();
		return monitor;
	}

	public DefaultConnectionManager manager() {
		return manager(List.of(List.of("/ws")));
	}

	DefaultConnectionManager manager(List<List<String>> endpoints) {
		return manager(endpoints, alone());
	}

	DefaultConnectionManager manager(List<List<String>> endpoints, RemoteNodes remote) {
		EndpointPaths paths = new EndpointPaths(endpoints);
		return new DefaultConnectionManager(this.registry, this.asks, this.budget, this.monitor, () -> paths, remote);
	}

	SingleNode alone() {
		return new SingleNode(() -> "test", this.registry::count, this.registry::isDraining);
	}

	HeartbeatSchedules heartbeat() {
		return this.heartbeat;
	}

	public TestConnection create(String id) {
		return create(id, "/ws", null);
	}

	TestConnection create(String id, String endpoint, @Nullable String user) {
		return create(id, facts(endpoint, user));
	}

	private TestConnection create(String id, EstablishedHandshake facts) {
		RecordingCallbacks callbacks = new RecordingCallbacks();
		RecordingWire wire = (this.loop != null) ? new RecordingWire(this.loop) : new RecordingWire();
		ConnectionFactory factory = factory((session) -> wire, Runnable::run);
		ManagedConnection connection = factory.create(id, mock(), facts, callbacks);
		return new TestConnection(connection, wire, callbacks);
	}

	ConnectionFactory factory(WireFactory wires, Executor server) {
		return new ConnectionFactory(this.registry, wires, this.asks, this.monitor, this.heartbeat, this.timers,
				new ConnectionFactory.QueueResources(this.limits, this.budget, server), this.closeTimeout);
	}

	/**
	 * Start the maintenance of all connections.
	 */
	ConnectionMaintenance maintain() {
		return maintain(new CallbackChecks(Duration.ZERO, () -> {
		}, Runnable::run));
	}

	ConnectionMaintenance maintain(CallbackChecks callbackChecks) {
		ConnectionMaintenance maintenance = new ConnectionMaintenance(this.registry, this.heartbeat, this.timers,
				this.budget, this.limits.maxDelay(), callbackChecks);
		maintenance.start();
		return maintenance;
	}

	public TestConnection open(String id) {
		return open(id, "/ws", null);
	}

	public TestConnection open(String id, String endpoint, @Nullable String user) {
		TestConnection created = create(id, endpoint, user);
		created.connection().open();
		return created;
	}

	/**
	 * Open the connection of a client that speaks the sub-protocol of the browser client.
	 */
	TestConnection openBrowserClient(String id) {
		EstablishedHandshake facts = facts("/ws", null);
		TestConnection created = create(id, new EstablishedHandshake(facts.endpoint(), facts.pathVariables(),
				facts.handshake(), null, facts.attributes(), facts.owner(), true));
		created.connection().open();
		return created;
	}

	static EstablishedHandshake facts(String endpoint, @Nullable String user) {
		Principal principal = (user != null) ? () -> user : null;
		HandshakeSnapshot handshake = new HandshakeSnapshot(URI.create("http://localhost/"), true, new HttpHeaders(),
				new LinkedMultiValueMap<>(), Map.of(), null, null);
		Map<String, Object> attributes = new ConcurrentHashMap<>();
		return new EstablishedHandshake(endpoint, Map.of(), handshake, principal, () -> attributes, () -> {
		}, false);
	}

	@Override
	public void close() {
		this.timers.destroy();
	}

	public record TestConnection(ManagedConnection connection, RecordingWire wire, RecordingCallbacks callbacks) {

	}

}
