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

package io.github.wsboot.autoconfigure.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.util.unit.DataSize;

import io.github.wsboot.autoconfigure.WebSocketServerProperties;
import io.github.wsboot.client.bean.ClientParts;
import io.github.wsboot.client.connection.ClientListener;
import io.github.wsboot.client.connection.ClientSettings;
import io.github.wsboot.client.connection.RegisteredClient;
import io.github.wsboot.connection.ConnectionAudiences;
import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.connection.ConnectionMaintenance;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.HeartbeatSchedules;
import io.github.wsboot.connection.HeartbeatSettings;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.endpoint.invocation.MessageInvoker;
import io.github.wsboot.endpoint.invocation.SlowCallbackDetector;
import io.github.wsboot.endpoint.session.EndpointHandlerFactory;
import io.github.wsboot.endpoint.session.EndpointSettings;
import io.github.wsboot.endpoint.session.EndpointSettings.ClientLimits;
import io.github.wsboot.endpoint.session.EndpointSettings.MessageSizes;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.message.ReservedTypes;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.trafficlog.TrafficLog;
import io.github.wsboot.transport.DirectWireFactory;
import io.github.wsboot.transport.client.DirectWebSocketClient;
import io.github.wsboot.transport.client.TlsEngineFactory;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.codec.CompressionSettings;

/**
 * Registry, counts and settings of the outgoing connections of one context. They are no
 * beans, so that those of the server stay the only ones of their types. Thread-safe.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 */
final class ClientRuntime implements ClientParts.Source, DisposableBean {

	/** Messages shorter than that grow by compression more often than they shrink. */
	private static final int MIN_COMPRESSED = 1024;

	/** Size of messages that is always allowed, in bytes: the default. */
	private static final int SMALL_MESSAGE = 64 * 1024;

	/** Number of clients and URIs that are counted apart; others are counted together. */
	private static final int MAX_COUNTED = 100;

	/** Used for the violations of a rate, which clients do not have. */
	private static final int UNUSED = 100;

	private final ClientPropertySource source;

	private final ClientTls tls;

	private final ClientRuntimeServices services;

	private final ConnectionRegistry registry;

	private final ConnectionMonitor monitor;

	private final @Nullable MessageObserver observer;

	private final PendingWorkSampler pendingWork;

	private final Compression compression = new Compression(new CompressionSettings(true, MIN_COMPRESSED, false));

	private final Map<HeartbeatSettings, HeartbeatSchedules> heartbeats = new ConcurrentHashMap<>();

	private final Set<Duration> maxDelays = ConcurrentHashMap.newKeySet();

	private volatile @Nullable ConnectionMaintenance maintenance;

	private final SingletonSupplier<ClientParts> common = SingletonSupplier.of(() -> create(null));

	/**
	 * Create the runtime.
	 * @param source the properties of clients
	 * @param tls the TLS of clients
	 * @param services what is shared with the server
	 * @param listeners returns the listeners to connections and attempts
	 * @param trafficLog logs all traffic, or {@code null} for no log
	 * @param observer observes messages, or {@code null} for nobody
	 */
	ClientRuntime(ClientPropertySource source, ClientTls tls, ClientRuntimeServices services,
			Supplier<Stream<ClientListener>> listeners, @Nullable TrafficLog trafficLog,
			@Nullable MessageObserver observer) {
		List<TrafficLog> logs = (trafficLog != null) ? List.of(trafficLog) : List.of();
		this.monitor = new ConnectionMonitor(new Traffic(MAX_COUNTED),
				() -> Stream.concat(listeners.get().map(ClientListener::sockets), logs.stream()).toList(),
				() -> List.copyOf(logs));
		this.observer = observer;
		this.source = source;
		this.tls = tls;
		this.services = services;
		this.registry = new ConnectionRegistry(services.properties().getMaxRoomsPerConnection());
		this.pendingWork = new PendingWorkSampler(this.registry);
	}

	ConnectionRegistry registry() {
		return this.registry;
	}

	Traffic traffic() {
		return this.monitor.traffic();
	}

	PendingWorkSampler pendingWork() {
		return this.pendingWork;
	}

	/**
	 * Return the audiences of the connections.
	 */
	ConnectionAudiences audiences() {
		return ConnectionAudiences.local(this.registry, this.services.asks(), this.services.sendBudget(), this.monitor);
	}

	@Override
	public ClientParts create(@Nullable String client) {
		ClientConnectionSettings settings = settings(client);
		checkSize(settings.name("max-text-size"), settings.properties().getMaxTextSize());
		checkSize(settings.name("max-binary-size"), settings.properties().getMaxBinarySize());
		SendLimits send = settings.send();
		this.maxDelays.add(send.maxDelay());
		ConnectionFactory connections = new ConnectionFactory(this.registry, new DirectWireFactory((session) -> {
			throw new IllegalStateException("Session '" + session.getId() + "' is not one of a client");
		}), this.services.asks(), this.monitor,
				this.heartbeats.computeIfAbsent(settings.heartbeat(), HeartbeatSchedules::new), this.services.timers(),
				new ConnectionFactory.QueueResources(send, this.services.sendBudget(), this.services.server()::execute),
				settings.closeTimeout());
		Compression offered = settings.properties().getCompression().isEnabled() ? this.compression : null;
		return new ClientParts(settings.settings(tls(settings), offered), send.maxBytes(), settings.headers(),
				settings.properties().isAutoConnect(), connections, handlers(connections, settings));
	}

	/**
	 * Fail if a message could not be completed while memory is tight: a quarter of it is
	 * kept for the largest one.
	 */
	private void checkSize(String name, DataSize size) {
		if (size.toBytes() > SMALL_MESSAGE && size.toBytes() > this.services.receiveBudget().max() / 4) {
			throw new InvalidConfigurationPropertyValueException(name, size,
					"A message must not take more than a quarter of 'ws.receive.max-total-bytes'.");
		}
	}

	private ClientConnectionSettings settings(@Nullable String client) {
		return (client != null) ? new ClientConnectionSettings(this.source.of(client), this.source.prefix(client))
				: new ClientConnectionSettings(this.source.common(), ClientPropertySource.PREFIX);
	}

	private TlsEngineFactory tls(ClientConnectionSettings settings) {
		return this.tls.factory(settings.name("ssl.bundle"), settings.properties().getSsl().getBundle());
	}

	/**
	 * Create the factory for the handlers of one client. Nothing is published when its
	 * connections open and close, as listeners to these events expect clients of this
	 * server.
	 */
	private EndpointHandlerFactory handlers(ConnectionFactory connections, ClientConnectionSettings settings) {
		return new EndpointHandlerFactory(connections, this.services.threads(), (event) -> {
		}, callbacks(settings), this.services.invoker(), new MessageInvoker(this.services.invoker(), this.observer),
				this.services.receiveBudget());
	}

	private EndpointSettings callbacks(ClientConnectionSettings settings) {
		WebSocketServerProperties server = this.services.properties();
		MessageSizes sizes = new MessageSizes(settings.frames().maxTextSize(), settings.frames().maxBinarySize(),
				settings.prefix());
		return new EndpointSettings("", new ReservedTypes(server.getMessage().getTypeField()), server.getFailure(),
				sizes, settings.receive(), new ClientLimits(null, UNUSED, null), server.getMessage().getMaxStreams(),
				new EndpointSettings.CallbackTimes(server.getCloseCallbackTimeout(),
						server.getWorker().getWarnAfter()));
	}

	/**
	 * Return the settings of the sessions of Spring's own handlers.
	 */
	DirectWebSocketClient.Settings springClient() {
		ClientSettings settings = this.common.obtain().settings();
		return new DirectWebSocketClient.Settings(settings.tls(), settings.compression(), settings.limits(),
				settings.connectTimeout(), settings.handshakeTimeout(), settings.closeTimeout());
	}

	/**
	 * Create a client without callbacks.
	 * @param template the template of the URI
	 */
	RegisteredClient uri(String template) {
		ClientParts parts = this.common.obtain();
		return new RegisteredClient(template, template, List.of(), parts.headers(), false, parts.settings(),
				parts.connections(), null);
	}

	/**
	 * Start to look after the connections of all clients that have been created.
	 */
	void start() {
		this.common.obtain();
		this.monitor.afterSingletonsInstantiated();
		SlowCallbackDetector detector = this.services.invoker().slowCallbacks();
		ConnectionMaintenance maintenance = new ConnectionMaintenance(this.registry,
				new ArrayList<>(this.heartbeats.values()), this.services.timers(), this.services.sendBudget(),
				Collections.min(this.maxDelays), new ConnectionMaintenance.CallbackChecks(detector.checkInterval(),
						detector::report, this.services.server()::execute));
		this.maintenance = maintenance;
		maintenance.start();
	}

	@Override
	public void destroy() {
		ConnectionMaintenance maintenance = this.maintenance;
		if (maintenance != null) {
			maintenance.stop();
		}
		this.compression.destroy();
	}

}
