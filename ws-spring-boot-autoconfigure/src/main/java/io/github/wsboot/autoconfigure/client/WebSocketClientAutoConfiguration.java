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
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.wsboot.annotation.ForWebSocketClients;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.autoconfigure.PropertyChecks;
import io.github.wsboot.autoconfigure.WebSocketConnectionManagerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerProperties;
import io.github.wsboot.autoconfigure.check.PropertyNameCheck;
import io.github.wsboot.client.ConnectCustomizer;
import io.github.wsboot.client.ReconnectPolicy;
import io.github.wsboot.client.WebSocketClients;
import io.github.wsboot.client.bean.AnnotatedClientFactory;
import io.github.wsboot.client.bean.AnnotatedClients;
import io.github.wsboot.client.bean.ClientDefinitions;
import io.github.wsboot.client.connection.ClientConnections;
import io.github.wsboot.client.connection.ClientListener;
import io.github.wsboot.client.connection.ClientListeners;
import io.github.wsboot.client.connection.ClientServices;
import io.github.wsboot.client.connection.ClientTimers;
import io.github.wsboot.client.connection.ConnectServices;
import io.github.wsboot.client.connection.DefaultWebSocketClients;
import io.github.wsboot.client.connection.ReceiveSettings;
import io.github.wsboot.client.reconnect.ConnectLimiter;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.endpoint.EndpointProtocols;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;
import io.github.wsboot.endpoint.invocation.CallbackInvoker;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.endpoint.session.EndpointSettings.ReceiveLimits;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.support.SafeEventPublisher;
import io.github.wsboot.trafficlog.TrafficLog;
import io.github.wsboot.transport.SpringSessionFactory;
import io.github.wsboot.transport.SpringSessions;
import io.github.wsboot.transport.client.AddressFilter;
import io.github.wsboot.transport.client.ClientTransport;
import io.github.wsboot.transport.client.DirectClientTransport;
import io.github.wsboot.transport.client.DirectWebSocketClient;
import io.github.wsboot.transport.loop.EventLoop;
import io.github.wsboot.transport.loop.EventLoops;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for outgoing connections, with or
 * without a web server. An application that uses none gets no thread for them.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		after = { WebSocketServerAutoConfiguration.class, WebSocketConnectionManagerAutoConfiguration.class },
		afterName = "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration")
@ConditionalOnClass(WebSocketHandler.class)
@ConditionalOnBean(value = CallbackFactory.class, search = SearchStrategy.CURRENT)
@EnableConfigurationProperties(WebSocketClientProperties.class)
@Import(AddressFilterConfiguration.class)
public final class WebSocketClientAutoConfiguration {

	/**
	 * Creates annotated clients and checks at start-up, with lazy initialization, too.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	static LazyInitializationExcludeFilter eagerWebSocketClients() {
		return LazyInitializationExcludeFilter.forBeanTypes(ClientStartup.class, PropertyNameCheck.class);
	}

	@Bean
	PropertyNameCheck webSocketClientPropertyNameCheck(Environment environment) {
		return new PropertyNameCheck(environment, ClientPropertySource.PREFIX, WebSocketClientProperties.class);
	}

	@Bean
	ClientStartup webSocketClientStartup(ApplicationContext context, ClientDefinitions definitions,
			WebSocketClientProperties properties, Environment environment, ObjectProvider<AnnotatedClients> clients) {
		return new ClientStartup(context, definitions, new ClientPropertySource(properties, environment),
				clients::getObject);
	}

	@Bean
	ClientDefinitions webSocketClientDefinitions(ConfigurableListableBeanFactory beanFactory,
			WebSocketClientProperties properties, Environment environment) {
		return ClientDefinitions.find(beanFactory, new ClientPropertySource(properties, environment).urls());
	}

	@Bean
	@Lazy
	AnnotatedClients webSocketAnnotatedClients(ConfigurableListableBeanFactory beanFactory,
			ClientDefinitions definitions, EndpointDefinitions endpoints, CallbackFactory callbacks,
			PayloadConversion conversion, EndpointProtocols protocols, ClientRuntime runtime) {
		List<EndpointDefinition> advice = endpoints.advice();
		return new AnnotatedClients(beanFactory, definitions, advice,
				new AnnotatedClientFactory(beanFactory, callbacks, conversion, protocols), runtime);
	}

	@Bean
	@Lazy
	ClientRuntime webSocketClientRuntime(WebSocketClientProperties properties, Environment environment,
			ObjectProvider<SslBundles> bundles, ClientRuntimeServices services,
			ObjectProvider<ClientListener> listeners,
			@Qualifier("webSocketClientMessageObservations") ObjectProvider<MessageObserver> observer) {
		return new ClientRuntime(new ClientPropertySource(properties, environment), new ClientTls(bundles), services,
				listeners::orderedStream, trafficLog(properties), observer.getIfAvailable());
	}

	private static @Nullable TrafficLog trafficLog(WebSocketClientProperties properties) {
		WebSocketClientProperties.TrafficLog settings = properties.getTrafficLog();
		int maxPayload = PropertyChecks.loggedBytes("ws.client.traffic-log.max-payload", settings.getMaxPayload());
		return settings.isEnabled() ? new TrafficLog(maxPayload) : null;
	}

	@Bean
	@Lazy
	ClientRuntimeServices webSocketClientRuntimeServices(WebSocketServerProperties properties, TimerService timers,
			@Qualifier("webSocketServerWorkers") CallbackExecutor server, CallbackThreads threads,
			CallbackInvoker invoker, Asks asks, SendMemoryBudget sendBudget, ReceiveMemoryBudget receiveBudget) {
		return new ClientRuntimeServices(properties, timers, server, threads, invoker, asks, sendBudget, receiveBudget);
	}

	/**
	 * Outgoing sessions of Spring's own handlers, which are closed when the application
	 * stops.
	 */
	@Bean(defaultCandidate = false)
	SpringSessions webSocketClientSpringSessions() {
		return new SpringSessions(Duration.ZERO);
	}

	@Bean(defaultCandidate = false)
	@Lazy
	SpringSessionFactory webSocketClientSpringSessionFactory(
			@Qualifier("webSocketClientSpringSessions") SpringSessions sessions, CallbackExecutor workers,
			SendMemoryBudget budget, ReceiveMemoryBudget receiveBudget, WebSocketClientProperties properties) {
		ClientConnectionSettings settings = new ClientConnectionSettings(properties, ClientPropertySource.PREFIX);
		return new SpringSessionFactory(sessions, workers, budget, receiveBudget, new SpringSessionFactory.Settings(
				settings.send(), settings.receive().maxPendingMessages(), settings.receive().maxPendingBytes()));
	}

	@Bean
	@Lazy
	DirectClientTransport webSocketClientTransport(EventLoops loops,
			@Qualifier("webSocketServerWorkers") CallbackExecutor server, TimerService timers,
			@Qualifier("webSocketClientSpringSessionFactory") SpringSessionFactory springSessions,
			ObjectProvider<AddressFilter> filter) {
		return new DirectClientTransport(loops, server::execute, timers, springSessions,
				filter.getIfAvailable(() -> (address) -> true));
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(WebSocketClient.class)
	DirectWebSocketClient webSocketSpringClient(ClientTransport transport, CallbackExecutor workers,
			ClientRuntime runtime) {
		return new DirectWebSocketClient(transport, workers::execute, runtime.springClient());
	}

	/**
	 * Client connections, which can be counted before there is one.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	ClientConnections webSocketClientConnections() {
		return new ClientConnections();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(value = WebSocketClients.class, search = SearchStrategy.CURRENT)
	DefaultWebSocketClients webSocketDefaultClients(ClientRuntime runtime, ObjectProvider<AnnotatedClients> annotated,
			ClientServices services, ClientConnections connections, WebSocketClientProperties properties,
			ReceiveMemoryBudget budget, ObjectProvider<PayloadConversion> conversion) {
		ReceiveLimits limits = new ClientConnectionSettings(properties, ClientPropertySource.PREFIX).receive();
		return new DefaultWebSocketClients(new LazyClientSource(runtime, annotated::getObject), services, connections,
				runtime.registry(), runtime.audiences(),
				new ReceiveSettings(limits.maxPendingMessages(), limits.maxPendingBytes(), budget,
						() -> conversion.getObject().converter(), () -> conversion.getObject().protocol(),
						EventLoop::isCurrentThread));
	}

	@Bean
	@Lazy
	ClientServices webSocketClientServices(ClientTransport transport, CallbackExecutor workers, TimerService timers,
			WebSocketClientProperties properties, ObjectProvider<ConnectCustomizer> customizers,
			ObjectProvider<ReconnectPolicy> policy, ObjectProvider<ClientListener> listeners,
			ApplicationEventPublisher events, PayloadEncoder encoder,
			@ForWebSocketClients ObjectProvider<WebSocketHandlerDecoratorFactory> decorators) {
		int maxConnecting = PropertyChecks.positive("ws.client.max-connecting", properties.getMaxConnecting());
		return new ClientServices(
				new ConnectServices(transport, workers::execute, ClientTimers.of(timers),
						new ConnectLimiter(maxConnecting), customizers.orderedStream().toList(),
						new ClientListeners(listeners.orderedStream().toList())),
				() -> ThreadLocalRandom.current().nextDouble(), policy.getIfAvailable(), new SafeEventPublisher(events),
				encoder, decorators.orderedStream().toList());
	}

	@Bean
	LazyClientLifecycle webSocketClientLifecycle(ClientDefinitions definitions,
			ObjectProvider<DefaultWebSocketClients> clients, ConfigurableListableBeanFactory beanFactory,
			WebSocketClientProperties properties) {
		if (beanFactory.containsBeanDefinition("webSocketDrain")) {
			// Both have the last phase, in which dependent beans are stopped first
			beanFactory.registerDependentBean("webSocketDrain", "webSocketClientLifecycle");
		}
		Duration timeout = new ClientConnectionSettings(properties, ClientPropertySource.PREFIX).closeTimeout();
		return new LazyClientLifecycle(new LazyClientLifecycle.Usage() {

			@Override
			public boolean isUsed() {
				return !definitions.clients().isEmpty() || beanFactory.containsSingleton("webSocketDefaultClients");
			}

			@Override
			public @Nullable DefaultWebSocketClients clients() {
				return clients.getIfAvailable();
			}

		}, timeout);
	}

}
