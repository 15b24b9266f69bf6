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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.wsboot.ask.Asks;
import io.github.wsboot.ask.TestAsks;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectCustomizer;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectRequest;
import io.github.wsboot.client.connection.ClientSettings.OfflineQueueSettings;
import io.github.wsboot.client.reconnect.ConnectLimiter;
import io.github.wsboot.client.reconnect.ReconnectSettings;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ConnectionAudiences;
import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.HeartbeatSchedules;
import io.github.wsboot.connection.HeartbeatSettings;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.DropReason;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.outbound.OverflowPolicy;
import io.github.wsboot.outbound.SendLimits;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.support.SafeEventPublisher;
import io.github.wsboot.transport.client.ConnectFailure;
import io.github.wsboot.transport.codec.FrameLimits;

/**
 * Clients on a {@link FakeTransport}, with {@link ManualTimers} and workers that run when
 * a test says so.
 */
final class TestClients implements ClientSource, AutoCloseable {

	static final Duration DELAY = Duration.ofMillis(500);

	static final Duration REFUSED = Duration.ofMinutes(5);

	private static final Duration LONG = Duration.ofMinutes(1);

	final FakeTransport transport = new FakeTransport();

	final ManualTimers timers = new ManualTimers();

	final List<Object> events = new ArrayList<>();

	final List<ConnectCustomizer> customizers = new ArrayList<>();

	final List<WebSocketHandlerDecoratorFactory> decorators = new ArrayList<>();

	final List<RegisteredClient> registered = new ArrayList<>();

	final ConnectionRegistry registry = new ConnectionRegistry(100);

	private final Deque<Runnable> workers = new ArrayDeque<>();

	private final TimerService closeTimers = new TimerService();

	private final SendMemoryBudget budget = new SendMemoryBudget(Long.MAX_VALUE);

	private final PayloadEncoder encoder = new PayloadEncoder(new StringMessageConverter(),
			(payload, declared) -> payload, List.of());

	private final Asks asks = TestAsks.create(this.encoder);

	private final ConnectionMonitor monitor = new ConnectionMonitor(new Traffic(), List::of, List::of);

	private final ConnectionFactory factory = new ConnectionFactory(this.registry, this.transport::wire, this.asks,
			this.monitor, new HeartbeatSchedules(HeartbeatSettings.OFF), this.closeTimers,
			new ConnectionFactory.QueueResources(new SendLimits(1000, 1_000_000, LONG, OverflowPolicy.CLOSE),
					this.budget, Runnable::run),
			LONG);

	private final List<String> dropped = new ArrayList<>();

	/** Called when messages are dropped that waited for a socket. */
	Runnable onDropped = () -> {
	};

	/** Returned by the random generator of delays. */
	double random = 0.5;

	int maxConnecting = 10;

	@Nullable Integer maxAttempts;

	OfflineQueueSettings offline = new OfflineQueueSettings(0, 0, Duration.ZERO);

	private @Nullable DefaultWebSocketClients clients;

	TestClients() {
		this.monitor.afterSingletonsInstantiated();
	}

	DefaultWebSocketClients clients() {
		if (this.clients == null) {
			ConnectServices connect = new ConnectServices(this.transport, this.workers::add, this.timers,
					new ConnectLimiter(this.maxConnecting), this.customizers,
					new ClientListeners(List.of(new Listener())));
			ClientServices services = new ClientServices(connect, () -> this.random, null,
					new SafeEventPublisher(this.events::add), this.encoder, this.decorators);
			this.clients = new DefaultWebSocketClients(this, services, new ClientConnections(), this.registry,
					ConnectionAudiences.local(this.registry, this.asks, this.budget, this.monitor),
					new ReceiveSettings(3, 1000, new ReceiveMemoryBudget(Long.MAX_VALUE, 1000, this.budget),
							StringMessageConverter::new, () -> null, () -> false));
		}
		return this.clients;
	}

	ClientConnection connect() {
		return run(clients().uri("ws://localhost/stream?token=secret").connect());
	}

	/**
	 * Return the messages that have waited in vain since the last call: their numbers and
	 * reasons.
	 */
	List<String> takeDropped() {
		List<String> dropped = List.copyOf(this.dropped);
		this.dropped.clear();
		return dropped;
	}

	/**
	 * Run the tasks of the workers.
	 */
	void runWorkers() {
		for (Runnable task = this.workers.poll(); task != null; task = this.workers.poll()) {
			task.run();
		}
	}

	<T> T run(T result) {
		runWorkers();
		return result;
	}

	/**
	 * Let time pass, and run what follows.
	 */
	void advance(Duration duration) {
		this.timers.advance(duration);
		runWorkers();
	}

	FakeTransport.Call last() {
		return this.transport.last();
	}

	int attempts() {
		return this.transport.calls.size();
	}

	RegisteredClient registered(String name, String uri, UnaryOperator<ConnectRequest> onHandshake,
			List<ConnectFailedException> failures) {
		ClientCallbacks callbacks = new ClientCallbacks() {

			@Override
			public WebSocketHandler handler() {
				return new PlainSessionHandler(TestClients.this.factory,
						() -> new PlainCallbacks(TestClients.this.workers::add,
								new ReceiveMemoryBudget(Long.MAX_VALUE, 1000, TestClients.this.budget), null,
								() -> null));
			}

			@Override
			public void onHandshake(ConnectRequest request) {
				onHandshake.apply(request);
			}

			@Override
			public void onConnectFailed(ClientConnection clientConnection, ConnectFailedException failure) {
				failures.add(failure);
			}

		};
		RegisteredClient client = client(name, uri, callbacks);
		this.registered.add(client);
		return client;
	}

	private RegisteredClient client(String name, String uri, @Nullable ClientCallbacks callbacks) {
		ReconnectSettings reconnect = new ReconnectSettings(true, DELAY, Duration.ofSeconds(30), Duration.ofSeconds(5),
				REFUSED, this.maxAttempts);
		ClientSettings settings = new ClientSettings((host, port) -> {
			throw new IllegalStateException();
		}, null, new FrameLimits(1000, 1000, 1000), LONG, LONG, LONG, reconnect, this.offline);
		return new RegisteredClient(name, uri, List.of(), HttpHeaders.EMPTY, true, settings, this.factory, callbacks);
	}

	@Override
	public List<RegisteredClient> all() {
		return this.registered;
	}

	@Override
	public List<RegisteredClient> ofType(Class<?> type) {
		return (type == TestClients.class) ? this.registered : List.of();
	}

	@Override
	public RegisteredClient uri(String template) {
		return client(template, template, null);
	}

	@Override
	public void close() {
		this.closeTimers.destroy();
	}

	private final class Listener implements ClientListener {

		@Override
		public void onConnected(String client, long nanos) {
		}

		@Override
		public void onConnectFailed(String client, ConnectFailure failure) {
		}

		@Override
		public void onReconnectDelayed(String client, Duration delay) {
		}

		@Override
		public void onDropped(String client, DropReason reason, long messages) {
			TestClients.this.dropped.add(messages + " " + reason);
			TestClients.this.onDropped.run();
		}

		@Override
		public ConnectionListener sockets() {
			return new ConnectionListener() {
			};
		}

	}

}
