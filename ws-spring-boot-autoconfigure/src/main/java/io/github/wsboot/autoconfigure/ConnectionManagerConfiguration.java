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

package io.github.wsboot.autoconfigure;

import java.util.function.Supplier;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.OutboundInterceptor;
import io.github.wsboot.ask.AskThreads;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.autoconfigure.check.PropertyNameCheck;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ConnectionIds;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.DefaultConnectionManager;
import io.github.wsboot.connection.EndpointPaths;
import io.github.wsboot.connection.LocalConnections;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.endpoint.callback.AnnotatedTypes;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.extension.FrameListener;
import io.github.wsboot.message.ContentReader;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.message.PayloadEncoder;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.node.GroupSubscriptions;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.node.SingleNode;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.transport.loop.EventLoop;

/**
 * Configuration of the {@link ConnectionManager} and its collaborators, whether or not
 * endpoints are served.
 */
@Configuration(proxyBeanMethods = false)
class ConnectionManagerConfiguration {

	private final WebSocketSettings settings;

	ConnectionManagerConfiguration(WebSocketSettings settings) {
		this.settings = settings;
	}

	@Bean
	static WebSocketSettings webSocketSettings(WebSocketServerProperties properties) {
		return new WebSocketSettings(properties);
	}

	/**
	 * Creates the check at start-up, with lazy initialization, too.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	static LazyInitializationExcludeFilter eagerWebSocketPropertyNameCheck() {
		return LazyInitializationExcludeFilter.forBeanTypes(PropertyNameCheck.class);
	}

	@Bean
	PropertyNameCheck webSocketPropertyNameCheck(Environment environment) {
		return new PropertyNameCheck(environment, WebSocketServerProperties.class);
	}

	/**
	 * Shared with child contexts, so that beans of all contexts reach the same clients.
	 */
	@Bean
	@ConditionalOnMissingBean
	ConnectionRegistry webSocketConnectionRegistry(ConnectionIds ids,
			ObjectProvider<GroupSubscriptions> subscriptions) {
		return new ConnectionRegistry(this.settings.maxRoomsPerConnection(), ids,
				subscriptions.getIfAvailable(() -> GroupSubscriptions.NONE));
	}

	@Bean
	@ConditionalOnMissingBean
	ConnectionIds webSocketConnectionIds() {
		return new ConnectionIds("");
	}

	@Bean
	@Fallback
	@ConditionalOnMissingBean(RemoteNodes.class)
	SingleNode webSocketRemoteNodes(ConnectionRegistry registry) {
		return new SingleNode(SingletonSupplier.of(NodeName::ofHost), registry::count, registry::isDraining);
	}

	@Bean
	Traffic webSocketTraffic() {
		return new Traffic();
	}

	@Bean
	ConnectionMonitor webSocketConnectionMonitor(Traffic traffic, ObjectProvider<ConnectionListener> listeners,
			ObjectProvider<FrameListener> frameListeners) {
		return new ConnectionMonitor(traffic, () -> listeners.orderedStream().toList(),
				() -> frameListeners.orderedStream().toList());
	}

	@Bean
	PayloadEncoder webSocketPayloadEncoder(ObjectProvider<PayloadConversion> conversion,
			ObjectProvider<OutboundInterceptor> interceptors, ListableBeanFactory beanFactory) {
		// At first use, since interceptors and converters may inject the
		// ConnectionManager
		return new PayloadEncoder(SingletonSupplier.of(() -> {
			PayloadConversion used = conversion.getObject();
			return new PayloadEncoder.Pipeline(used.converter(),
					new AnnotatedTypes(used.json(), hasBrowserClients(beanFactory)),
					interceptors.orderedStream().toList());
		}));
	}

	/**
	 * Return whether browser clients may be connected here. Without endpoints, all
	 * messages go to other servers.
	 */
	private boolean hasBrowserClients(ListableBeanFactory beanFactory) {
		return this.settings.isBrowserClientEnabled()
				&& beanFactory.getBeanNamesForType(EndpointRegistry.class, true, false).length > 0;
	}

	/**
	 * Shared with child contexts, so that each question has a number of its own.
	 */
	@Bean
	@ConditionalOnMissingBean
	Asks webSocketAsks(PayloadEncoder encoder, ObjectProvider<PayloadConversion> conversion, TimerService timers,
			@Qualifier("webSocketAskWorkers") CallbackExecutor dependents) {
		return new Asks(encoder, new ContentReader(() -> conversion.getObject().converter()), this.settings.asks(),
				new AskThreads(dependents::execute, EventLoop::isCurrentThread), timers);
	}

	/**
	 * Not named after its interface: applications name beans of the type
	 * {@code org.springframework.web.socket.client.WebSocketConnectionManager} in this
	 * way.
	 */
	@Bean
	@ConditionalOnMissingBean(value = ConnectionManager.class, search = SearchStrategy.CURRENT)
	DefaultConnectionManager webSocketDefaultConnectionManager(ConnectionRegistry registry, Asks asks,
			SendMemoryBudget budget, ConnectionMonitor monitor, ObjectProvider<EndpointDefinitions> definitions,
			ObjectProvider<EndpointRegistry> served, RemoteNodes remote) {
		return new DefaultConnectionManager(registry, asks, budget, monitor, paths(definitions, served), remote);
	}

	/**
	 * Used by a cluster only.
	 */
	@Bean
	LocalConnections webSocketLocalConnections(ConnectionRegistry registry, SendMemoryBudget budget,
			ConnectionMonitor monitor, Asks asks, ObjectProvider<EndpointDefinitions> definitions,
			ObjectProvider<EndpointRegistry> served) {
		return new LocalConnections(registry, budget, monitor, asks, paths(definitions, served));
	}

	private static Supplier<EndpointPaths> paths(ObjectProvider<EndpointDefinitions> definitions,
			ObjectProvider<EndpointRegistry> served) {
		return SingletonSupplier.of(() -> {
			EndpointPaths paths = definitions.getObject().paths();
			return (served.getIfAvailable() != null) ? paths : paths.orAny();
		});
	}

	/**
	 * Shared with child contexts, which send from the same heap.
	 */
	@Bean
	@ConditionalOnMissingBean
	SendMemoryBudget webSocketSendMemoryBudget() {
		return new SendMemoryBudget(this.settings.maxTotalBytes());
	}

	@Bean
	EndpointDefinitions webSocketEndpointDefinitions(ConfigurableListableBeanFactory beanFactory) {
		return EndpointDefinitions.find(beanFactory, this.settings.endpoints().defaultPath(),
				this.settings.subProtocols());
	}

}
