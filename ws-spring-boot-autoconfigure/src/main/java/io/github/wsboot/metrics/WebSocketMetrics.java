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

package io.github.wsboot.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.HandshakeRejectedEvent;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.extension.AskOutcome;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.monitor.Traffic;

/**
 * Meters of the annotated endpoints. Their tag {@code uri} is the path template of the
 * endpoint; no tag contains data of a client. The meters of an endpoint are registered
 * when it is {@link #register registered}, or at its first handshake. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class WebSocketMetrics implements ConnectionListener {

	private final MeterRegistry registry;

	private final Traffic traffic;

	private final PendingWorkSampler pendingWork;

	private final boolean timesMessages;

	private final Timer broadcasts;

	private final SingletonSupplier<Timer> relayedBroadcasts;

	private final Map<String, EndpointMeters> endpoints = new ConcurrentHashMap<>();

	/**
	 * Create the meters.
	 * @param registry the registry for the meters
	 * @param traffic the traffic of this node
	 * @param pendingWork samples the messages that wait on this node
	 * @param timesMessages whether to time the handling of messages: false if another
	 * component registers the timer of the same name
	 */
	public WebSocketMetrics(MeterRegistry registry, Traffic traffic, PendingWorkSampler pendingWork,
			boolean timesMessages) {
		Assert.notNull(registry, "'registry' must not be null");
		this.registry = registry;
		this.traffic = traffic;
		this.pendingWork = pendingWork;
		this.timesMessages = timesMessages;
		this.broadcasts = broadcasts("local");
		this.relayedBroadcasts = SingletonSupplier.of(() -> broadcasts("cluster"));
	}

	private Timer broadcasts(String scope) {
		return Timer.builder("websocket.server.broadcast.duration")
			.description("Time until a broadcast is in the queues of all its receivers on this node")
			.tag("scope", scope)
			.register(this.registry);
	}

	/**
	 * Register the meters of a node that belongs to a cluster, so that they can be read
	 * before the first broadcast of another node.
	 */
	public void registerCluster() {
		this.relayedBroadcasts.obtain();
	}

	/**
	 * Register the meters of an endpoint, so that they can be read before its first
	 * connection.
	 * @param path the path template of the endpoint
	 */
	public void register(String path) {
		endpoint(path);
	}

	private EndpointMeters endpoint(String path) {
		EndpointMeters known = this.endpoints.get(path);
		return (known != null) ? known : this.endpoints.computeIfAbsent(path, this::create);
	}

	private EndpointMeters create(String path) {
		MeterScope scope = new MeterScope(this.registry, MeterSide.SERVER, Tags.of("uri", path));
		ConnectionGauges gauges = new ConnectionGauges(scope);
		gauges.bindTraffic(this.traffic.endpoint(path));
		gauges.bindPendingWork(this.pendingWork, path);
		return new EndpointMeters(new HandshakeMeters(scope), new ConnectionMeters(scope, this.timesMessages));
	}

	private ConnectionMeters connections(Connection connection) {
		return endpoint(connection.endpoint()).connections();
	}

	@EventListener
	void onHandshakeRejected(HandshakeRejectedEvent event) {
		endpoint(event.endpoint()).handshakes().onRejected(event.reason());
	}

	@Override
	public void onOpened(Connection connection) {
		EndpointMeters endpoint = endpoint(connection.endpoint());
		endpoint.handshakes().onAccepted();
		endpoint.connections().onOpened();
	}

	@Override
	public void onClosed(Connection connection, CloseStatus status, CloseCause cause, Duration lasted) {
		connections(connection).onClosed(status, cause, lasted);
	}

	@Override
	public void onHandled(Connection connection, long nanos, @Nullable Throwable exception) {
		connections(connection).onHandled(nanos, exception);
	}

	@Override
	public void onDropped(Connection connection, DropReason reason, long messages) {
		connections(connection).onDropped(reason, messages);
	}

	@Override
	public void onSent(Connection connection, long nanos) {
		connections(connection).onSent(nanos);
	}

	@Override
	public void onPong(Connection connection, long roundTripNanos) {
		connections(connection).onPong(roundTripNanos);
	}

	@Override
	public void onAsked(Connection connection, AskOutcome outcome, long nanos) {
		connections(connection).onAsked(outcome, nanos);
	}

	@Override
	public void onLateAnswer(Connection connection) {
		connections(connection).onLateAnswer();
	}

	@Override
	public void onBroadcast(int targeted, long nanos) {
		this.broadcasts.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void onRelayedBroadcast(int targeted, long nanos) {
		this.relayedBroadcasts.obtain().record(nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Meters of one endpoint.
	 *
	 * @param handshakes those of its handshakes
	 * @param connections those of its connections
	 */
	private record EndpointMeters(HandshakeMeters handshakes, ConnectionMeters connections) {

	}

}
