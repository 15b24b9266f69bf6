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

package io.github.wsboot.client.connection;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;

import io.github.wsboot.Audience;
import io.github.wsboot.CloseCause;
import io.github.wsboot.client.BlockingConnection;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectSpec;
import io.github.wsboot.client.WebSocketClients;
import io.github.wsboot.client.connection.ManagedClientConnection.Surroundings;
import io.github.wsboot.connection.ConnectionAudiences;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.support.UriSecrets;
import io.github.wsboot.transport.client.Target;

/**
 * {@link WebSocketClients} of this application.
 *
 * @since 0.1.0
 */
public final class DefaultWebSocketClients implements WebSocketClients, ConnectLauncher, DisposableBean {

	/** Time for the last callbacks of sockets that were cut. */
	private static final Duration GRACE = Duration.ofSeconds(1);

	private final ClientSource source;

	private final ClientServices services;

	private final ConnectionRegistry registry;

	private final ConnectionAudiences audiences;

	private final ReceiveSettings receive;

	private final ClientConnections connections;

	/** Things that the connections of an annotated client share, by its name. */
	private final Map<String, Surroundings> annotated = new ConcurrentHashMap<>();

	/** Log of all other clients, as there may be any number of them. */
	private final ClientLog commonLog = new ClientLog();

	private volatile boolean stopped;

	/**
	 * Create the clients.
	 * @param source the clients of the application
	 * @param services what all client connections share
	 * @param connections takes the client connections
	 * @param registry the connections of all clients
	 * @param audiences the audiences of these connections
	 * @param receive how connections without a bean receive messages
	 */
	public DefaultWebSocketClients(ClientSource source, ClientServices services, ClientConnections connections,
			ConnectionRegistry registry, ConnectionAudiences audiences, ReceiveSettings receive) {
		this.source = source;
		this.services = services;
		this.connections = connections;
		this.registry = registry;
		this.audiences = audiences;
		this.receive = receive;
	}

	@Override
	public ConnectSpec client(Class<?> type) {
		Assert.notNull(type, "'type' must not be null");
		List<RegisteredClient> found = this.source.ofType(type);
		Assert.isTrue(!found.isEmpty(), () -> "There is no @WebSocketClient bean of type '" + type.getName()
				+ "'. The clients of this application are: " + names());
		Assert.isTrue(found.size() == 1, () -> "There are several @WebSocketClient beans of type '" + type.getName()
				+ "', so call client(name): " + found.stream().map(RegisteredClient::name).sorted().toList());
		return spec(found.get(0));
	}

	@Override
	public ConnectSpec client(String name) {
		Assert.notNull(name, "'name' must not be null");
		return this.source.all()
			.stream()
			.filter((client) -> client.name().equals(name))
			.findFirst()
			.map(this::spec)
			.orElseThrow(() -> new IllegalArgumentException("There is no @WebSocketClient of the name '" + name
					+ "'. The clients of this application are: " + names()));
	}

	private List<String> names() {
		return this.source.all().stream().map(RegisteredClient::name).sorted().toList();
	}

	@Override
	public ConnectSpec uri(String template, Object... variables) {
		Assert.hasText(template, "'template' must not be empty");
		Assert.noNullElements(variables, "'variables' must not contain null");
		checkTemplate(template);
		Set<String> names = ClientUris.variables(template);
		Assert.isTrue(variables.length == 0 || names.size() == variables.length, () -> "The URI has " + names.size()
				+ " variables, " + names + ", but " + variables.length + " values were given");
		ConnectPlan plan = ConnectPlan.of(named(this.source.uri(template)));
		Iterator<String> name = names.iterator();
		for (Object value : variables) {
			plan = plan.withVariable(name.next(), value.toString());
		}
		return new DefaultConnectSpec(plan, this);
	}

	private static void checkTemplate(String template) {
		try {
			ClientUris.checkTemplate(template);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(Target.describe(template) + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Return a client whose name, which appears in logs, has no secrets.
	 */
	private static RegisteredClient named(RegisteredClient client) {
		return new RegisteredClient(UriSecrets.without(client.name()), client.uri(), client.subProtocols(),
				client.headers(), client.autoConnect(), client.settings(), client.connections(), client.callbacks());
	}

	private ConnectSpec spec(RegisteredClient client) {
		return new DefaultConnectSpec(ConnectPlan.of(client), this);
	}

	@Override
	public ClientConnection connect(ConnectPlan plan) {
		plan.uri();
		checkNotStopped();
		ManagedClientConnection connection = new ManagedClientConnection(plan, this.services, surroundings(plan));
		this.connections.add(connection);
		if (this.stopped) {
			connection.shutDown();
			checkNotStopped();
		}
		connection.start();
		return connection;
	}

	private void checkNotStopped() {
		Assert.state(!this.stopped, "The application is being stopped, and opens no more connections");
	}

	private Surroundings surroundings(ConnectPlan plan) {
		RegisteredClient client = plan.client();
		ClientCallbacks callbacks = client.callbacks();
		if (callbacks == null) {
			return new Surroundings(this.connections, handler(client, null), this.commonLog);
		}
		return this.annotated.computeIfAbsent(client.name(), (name) -> new Surroundings(this.connections,
				this.services.decorate(callbacks.handler()), new ClientLog()));
	}

	/**
	 * Create the handler of sessions without callbacks.
	 * @param inbox takes the messages, or {@code null} to drop them
	 */
	private WebSocketHandler handler(RegisteredClient client, @Nullable Inbox inbox) {
		return this.services.decorate(new PlainSessionHandler(client.connections(),
				() -> new PlainCallbacks(this.services.connect().workers(), this.receive.budget(), inbox,
						this.receive.protocol())));
	}

	@Override
	public BlockingConnection open(ConnectPlan plan) {
		plan.uri();
		Assert.state(!this.receive.onEventLoop().getAsBoolean(),
				"open() waits, which an event loop must not do; call it on another thread");
		checkNotStopped();
		Inbox inbox = new Inbox(this.receive.maxPendingMessages(), this.receive.maxPendingBytes());
		ManagedConnection connection = new BlockingOpening().await(this.services.connect(), plan,
				handler(plan.client(), inbox));
		if (this.stopped) {
			connection.close(CloseStatus.GOING_AWAY, CloseCause.SHUTDOWN);
			checkNotStopped();
		}
		return new DefaultBlockingConnection(connection, inbox, this.receive.converter().get(),
				plan.client().settings().closeTimeout());
	}

	@Override
	public Audience audience(String client) {
		return this.audiences.endpoint(client);
	}

	@Override
	public Stream<ClientConnection> connections() {
		return this.connections.stream();
	}

	@Override
	public Optional<ClientConnection> find(String id) {
		Assert.notNull(id, "'id' must not be null");
		return Optional.ofNullable(this.connections.find(id));
	}

	@Override
	public int count() {
		return this.connections.count();
	}

	@Override
	public Audience all() {
		return this.audiences.all();
	}

	@Override
	public Audience room(String name) {
		Assert.notNull(name, "'name' must not be null");
		return this.audiences.room(name);
	}

	/**
	 * Connect the clients that do so without a call of the application.
	 */
	void autoConnect() {
		this.stopped = false;
		for (RegisteredClient client : this.source.all()) {
			if (client.autoConnect() && ClientUris.variables(client.uri()).isEmpty()) {
				connect(ConnectPlan.of(client));
			}
		}
	}

	/**
	 * Open no more connections, close all with 1001, and wait for their last callbacks.
	 * @param timeout how long to wait at most; then the other sockets are cut, running
	 * callbacks interrupted, and the last ones given another second
	 */
	void shutDown(Duration timeout) {
		this.stopped = true;
		this.connections.stream().forEach((connection) -> ((ManagedClientConnection) connection).shutDown());
		this.registry.closeAll(CloseStatus.GOING_AWAY, CloseCause.SHUTDOWN);
		this.registry.awaitFinished(timeout, () -> false);
		this.registry.interruptAll(CloseStatus.GOING_AWAY, CloseCause.SHUTDOWN);
		this.registry.awaitFinished((timeout.compareTo(GRACE) < 0) ? timeout : GRACE, () -> false);
	}

	/**
	 * Close all connections if that has not happened: an application whose start has
	 * failed may have opened some, and is not stopped.
	 */
	@Override
	public void destroy() {
		if (!this.stopped) {
			shutDown(GRACE);
		}
	}

}
