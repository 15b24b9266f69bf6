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
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.Connection;
import io.github.wsboot.client.connection.ClientListener;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.extension.AskOutcome;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.transport.client.ConnectFailure;

/**
 * Meters of outgoing connections. Their tag {@code client} is the name of the annotated
 * client, or {@value #NONE}, and {@code uri} the template of the URI without its query;
 * no tag contains the value of a variable. The meters of a client are registered when it
 * is {@link #register registered}, or at its first attempt. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ClientMetrics implements ClientListener {

	private static final String NONE = "none";

	private final MeterRegistry registry;

	private final Supplier<Traffic> traffic;

	private final Supplier<PendingWorkSampler> pendingWork;

	private final boolean timesMessages;

	private final ConnectionListener sockets = new Sockets();

	private final Map<String, String> registered = new ConcurrentHashMap<>();

	private final Map<String, ClientMeters> clients = new ConcurrentHashMap<>();

	/**
	 * Create the meters.
	 * @param registry the registry for the meters
	 * @param traffic supplies the traffic of outgoing connections, once one is used
	 * @param pendingWork supplies the sampler of the messages that wait, once an outgoing
	 * connection is used
	 * @param timesMessages whether to time messages, which observations do as well
	 */
	public ClientMetrics(MeterRegistry registry, Supplier<Traffic> traffic, Supplier<PendingWorkSampler> pendingWork,
			boolean timesMessages) {
		Assert.notNull(registry, "'registry' must not be null");
		this.registry = registry;
		this.traffic = traffic;
		this.pendingWork = pendingWork;
		this.timesMessages = timesMessages;
	}

	/**
	 * Register the meters of an annotated client, so that they can be read before its
	 * first attempt.
	 * @param client the name of the client
	 * @param uri the template of its URI, without credentials and query
	 */
	public void register(String client, String uri) {
		this.registered.put(client, uri);
		client(client);
	}

	private ClientMeters client(String name) {
		ClientMeters known = this.clients.get(name);
		if (known != null) {
			return known;
		}
		// The traffic bounds the number of names
		String bounded = this.traffic.get().endpoint(name).endpoint();
		return this.clients.computeIfAbsent(bounded, this::create);
	}

	private ClientMeters create(String name) {
		MeterScope scope = new MeterScope(this.registry, MeterSide.CLIENT, tags(name));
		ConnectionGauges gauges = new ConnectionGauges(scope);
		gauges.bindTraffic(this.traffic.get().endpoint(name));
		gauges.bindPendingWork(this.pendingWork.get(), name);
		return new ClientMeters(new ConnectMeters(scope), new ConnectionMeters(scope, this.timesMessages));
	}

	private Tags tags(String name) {
		String uri = this.registered.get(name);
		return (uri != null) ? Tags.of("client", name, "uri", uri) : Tags.of("client", NONE, "uri", name);
	}

	@Override
	public void onConnected(String client, long nanos) {
		client(client).connects().onConnected(nanos);
	}

	@Override
	public void onConnectFailed(String client, ConnectFailure failure) {
		client(client).connects().onFailed(failure);
	}

	@Override
	public void onReconnectDelayed(String client, Duration delay) {
		client(client).connects().onDelayed(delay);
	}

	@Override
	public void onDropped(String client, DropReason reason, long messages) {
		client(client).connections().onDropped(reason, messages);
	}

	@Override
	public ConnectionListener sockets() {
		return this.sockets;
	}

	/**
	 * Meters of one client.
	 *
	 * @param connects those of its attempts
	 * @param connections those of its connections
	 */
	private record ClientMeters(ConnectMeters connects, ConnectionMeters connections) {

	}

	/**
	 * Passes the events of outgoing connections to their meters.
	 */
	private final class Sockets implements ConnectionListener {

		private ConnectionMeters of(Connection connection) {
			return client(connection.endpoint()).connections();
		}

		@Override
		public void onOpened(Connection connection) {
			of(connection).onOpened();
		}

		@Override
		public void onClosed(Connection connection, CloseStatus status, CloseCause cause, Duration lasted) {
			of(connection).onClosed(status, cause, lasted);
		}

		@Override
		public void onHandled(Connection connection, long nanos, @Nullable Throwable exception) {
			of(connection).onHandled(nanos, exception);
		}

		@Override
		public void onDropped(Connection connection, DropReason reason, long messages) {
			of(connection).onDropped(reason, messages);
		}

		@Override
		public void onSent(Connection connection, long nanos) {
			of(connection).onSent(nanos);
		}

		@Override
		public void onAsked(Connection connection, AskOutcome outcome, long nanos) {
			of(connection).onAsked(outcome, nanos);
		}

		@Override
		public void onLateAnswer(Connection connection) {
			of(connection).onLateAnswer();
		}

		@Override
		public void onPong(Connection connection, long roundTripNanos) {
			of(connection).onPong(roundTripNanos);
		}

	}

}
