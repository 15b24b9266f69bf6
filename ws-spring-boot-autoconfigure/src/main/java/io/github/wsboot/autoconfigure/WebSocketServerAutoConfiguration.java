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

import java.util.List;

import jakarta.websocket.server.ServerContainer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

import io.github.wsboot.ConnectionFilter;
import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.ask.Asks;
import io.github.wsboot.autoconfigure.check.PingCheck;
import io.github.wsboot.autoconfigure.check.SharedPathCheck;
import io.github.wsboot.autoconfigure.check.StrayCallbackCheck;
import io.github.wsboot.autoconfigure.check.UnmarkedBeansCheck;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ConnectionDrain;
import io.github.wsboot.connection.ConnectionFactory;
import io.github.wsboot.connection.ConnectionMaintenance;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.HeartbeatSchedules;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.connection.WireFactory;
import io.github.wsboot.endpoint.EndpointFactory;
import io.github.wsboot.endpoint.EndpointProtocols;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.endpoint.callback.CallbackFactory;
import io.github.wsboot.endpoint.definition.EndpointDefinitions;
import io.github.wsboot.endpoint.invocation.CallbackInvoker;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.endpoint.invocation.ExceptionStatuses;
import io.github.wsboot.endpoint.invocation.MessageInvoker;
import io.github.wsboot.endpoint.invocation.SlowCallbackDetector;
import io.github.wsboot.endpoint.session.EndpointHandlerFactory;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.handshake.ConnectionLimiter;
import io.github.wsboot.handshake.DrainCheck;
import io.github.wsboot.handshake.EndpointHandlerMapping;
import io.github.wsboot.handshake.EndpointHandshakeHandler;
import io.github.wsboot.handshake.EndpointRequestHandlerFactory;
import io.github.wsboot.handshake.ForwardedHeaders;
import io.github.wsboot.handshake.HandshakeRefusals;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.message.PayloadConversion;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.support.SafeEventPublisher;
import io.github.wsboot.transport.DirectWireFactory;
import io.github.wsboot.transport.SpringSessions;
import io.github.wsboot.transport.loop.EventLoops;
import io.github.wsboot.transport.standard.SessionAborter;
import io.github.wsboot.transport.standard.StandardWireFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for WebSocket endpoints on annotated
 * beans.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration" })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ WebSocketHandler.class, WebSocketHandlerMapping.class, ServerContainer.class })
@EnableConfigurationProperties(WebSocketServerProperties.class)
@Import({ ConnectionManagerConfiguration.class, RuntimeConfiguration.class,
		PayloadConversionConfiguration.JacksonPayloadConversionConfiguration.class,
		PayloadConversionConfiguration.PlainPayloadConversionConfiguration.class,
		PayloadValidationConfiguration.BeanPayloadValidationConfiguration.class,
		PayloadValidationConfiguration.NoPayloadValidationConfiguration.class, JettyConfiguration.class,
		TomcatConfiguration.class, TomcatTransportConfiguration.class, JettyTransportConfiguration.class,
		CompactBuffersConfiguration.class, DirectTransportConfiguration.class, StandardTransportConfiguration.class,
		WebServerLimitConfiguration.class, MdcConfiguration.class, SecurityConfiguration.class,
		HandshakeFilterConfiguration.class, BearerSubProtocolConfiguration.class, SpringHandlersConfiguration.class,
		TrafficLogConfiguration.class, ConsoleConfiguration.class })
public final class WebSocketServerAutoConfiguration {

	private final WebSocketSettings settings;

	WebSocketServerAutoConfiguration(WebSocketSettings settings) {
		this.settings = settings;
	}

	/**
	 * Creates endpoints, life cycles and checks at start-up, with lazy initialization,
	 * too.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	static LazyInitializationExcludeFilter eagerWebSocketEndpoints() {
		return LazyInitializationExcludeFilter.forBeanTypes(EndpointRegistry.class, EndpointHandlerMapping.class,
				ConnectionMaintenance.class, ConnectionDrain.class, SpringSessions.class, SharedPathCheck.class,
				StrayCallbackCheck.class, UnmarkedBeansCheck.class);
	}

	@Bean
	PendingWorkSampler webSocketPendingWorkSampler(ConnectionRegistry registry) {
		return new PendingWorkSampler(registry);
	}

	/**
	 * For sessions of the container's own WebSocket implementation.
	 */
	@Bean(defaultCandidate = false)
	StandardWireFactory webSocketStandardWireFactory(EventLoops loops, Environment environment, TimerService timers,
			ObjectProvider<SessionAborter> aborters) {
		return new StandardWireFactory(loops,
				RuntimeConfiguration.workers(this.settings, environment, "ws-sender-", timers),
				aborters.orderedStream().toList(), this.settings.send().maxDelay(), this.settings.closeTimeout());
	}

	@Bean
	DirectWireFactory webSocketWireFactory(
			@Qualifier("webSocketStandardWireFactory") StandardWireFactory standardWires) {
		return new DirectWireFactory(standardWires);
	}

	@Bean
	ConnectionFactory webSocketConnectionFactory(ConnectionRegistry registry, Asks asks, TimerService timers,
			@Qualifier("webSocketServerWorkers") CallbackExecutor server, SendMemoryBudget budget, WireFactory wires,
			ConnectionMonitor monitor, HeartbeatSchedules heartbeat) {
		return new ConnectionFactory(registry, wires, asks, monitor, heartbeat, timers,
				new ConnectionFactory.QueueResources(this.settings.send(), budget, server::execute),
				this.settings.closeTimeout());
	}

	@Bean
	HeartbeatSchedules webSocketHeartbeat() {
		return new HeartbeatSchedules(this.settings.heartbeat());
	}

	@Bean
	ConnectionMaintenance webSocketConnectionMaintenance(ConnectionRegistry registry, HeartbeatSchedules heartbeat,
			TimerService timers, SendMemoryBudget budget, CallbackInvoker invoker,
			@Qualifier("webSocketServerWorkers") CallbackExecutor server) {
		SlowCallbackDetector detector = invoker.slowCallbacks();
		return new ConnectionMaintenance(registry, heartbeat, timers, budget, this.settings.send().maxDelay(),
				new ConnectionMaintenance.CallbackChecks(detector.checkInterval(), detector::report, server::execute));
	}

	@Bean
	EndpointRegistry webSocketEndpointRegistry(ConfigurableListableBeanFactory beanFactory,
			EndpointDefinitions definitions, EndpointFactory factory, Traffic traffic) {
		return new EndpointRegistry(beanFactory, definitions, factory, traffic);
	}

	@Bean
	EndpointFactory webSocketEndpointFactory(ConfigurableListableBeanFactory beanFactory, CallbackFactory callbacks,
			PayloadConversion conversion, EndpointProtocols protocols, EndpointHandlerFactory handlers,
			ExceptionStatuses statuses) {
		return new EndpointFactory(beanFactory, callbacks, conversion, protocols, handlers, statuses);
	}

	@Bean
	MessageInvoker webSocketMessageInvoker(CallbackInvoker invoker, ObjectProvider<MessageObserver> observer) {
		return new MessageInvoker(invoker, observer.getIfAvailable());
	}

	@Bean
	EndpointHandlerFactory webSocketEndpointHandlerFactory(ConnectionFactory connections, CallbackThreads threads,
			ApplicationEventPublisher events, CallbackInvoker invoker, MessageInvoker messages,
			ReceiveMemoryBudget budget) {
		return new EndpointHandlerFactory(connections, threads, events, this.settings.endpoints(), invoker, messages,
				budget);
	}

	@Bean
	ForwardedHeaders webSocketForwardedHeaders(Environment environment) {
		return new ForwardedHeadersSetting(environment).get();
	}

	@Bean
	ConnectionLimiter webSocketConnectionLimiter(TimerService timers, ForwardedHeaders forwarded) {
		return new ConnectionLimiter(this.settings.connectionLimits(), timers, forwarded);
	}

	@Bean
	HandshakeRefusals webSocketHandshakeRefusals(ApplicationEventPublisher events) {
		return new HandshakeRefusals(events);
	}

	@Bean
	EndpointRequestHandlerFactory webSocketEndpointRequestHandlers(WebSocketServerProperties properties,
			ConnectionRegistry registry, ForwardedHeaders forwarded, ConnectionLimiter limiter,
			ObjectProvider<ConnectionFilter> filters,
			@ForWebSocketEndpoints ObjectProvider<HandshakeInterceptor> interceptors,
			@ForWebSocketEndpoints ObjectProvider<HandshakeHandler> handler,
			@Qualifier("webSocketUpgradeStrategy") RequestUpgradeStrategy upgradeStrategy, HandshakeRefusals refusals) {
		List<HandshakeInterceptor> checks = List.of(new OriginSettings(properties).check(forwarded),
				new DrainCheck(registry::beginHandshake));
		return new EndpointRequestHandlerFactory(checks, limiter, filters.orderedStream().toList(),
				interceptors.orderedStream().toList(),
				handler.getIfAvailable(() -> new EndpointHandshakeHandler(upgradeStrategy)), refusals);
	}

	@Bean
	UnmarkedBeansCheck webSocketUnmarkedBeansCheck(ConfigurableListableBeanFactory beanFactory) {
		return new UnmarkedBeansCheck(beanFactory);
	}

	@Bean
	EndpointHandlerMapping webSocketEndpointHandlerMapping(EndpointRegistry registry,
			EndpointRequestHandlerFactory requestHandlers,
			@ForWebSocketEndpoints ObjectProvider<WebSocketHandlerDecoratorFactory> decorators) {
		return new EndpointHandlerMapping(registry, requestHandlers, decorators.orderedStream().toList());
	}

	@Bean
	SharedPathCheck webSocketSharedPathCheck(ConfigurableListableBeanFactory beanFactory, EndpointRegistry registry,
			EndpointHandlerMapping mapping) {
		return new SharedPathCheck(beanFactory, registry, mapping);
	}

	@Bean
	StrayCallbackCheck webSocketStrayCallbackCheck(ApplicationContext context, EndpointDefinitions definitions) {
		return new StrayCallbackCheck(context, definitions);
	}

	@Bean
	PingCheck webSocketPingCheck(ApplicationContext context, EndpointRegistry registry,
			@Qualifier("webSocketUpgradeStrategy") RequestUpgradeStrategy upgradeStrategy) {
		return new PingCheck(context, registry, upgradeStrategy);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "ws.drain.enabled", matchIfMissing = true)
	AvailabilityReadiness webSocketReadiness(ApplicationContext context) {
		return new AvailabilityReadiness(context);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "ws.drain.enabled", matchIfMissing = true)
	ConnectionDrain webSocketDrain(ConnectionRegistry registry, ApplicationContext context,
			AvailabilityReadiness readiness) {
		return new ConnectionDrain(registry, new SafeEventPublisher(context), readiness, this.settings.drain());
	}

}
