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
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.console.ConsoleCommands;
import io.github.wsboot.console.ConsoleHandlerMapping;
import io.github.wsboot.console.ConsoleRecorder;
import io.github.wsboot.console.ConsoleWebSocketHandler;
import io.github.wsboot.console.NodeSampler;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.extension.ConsoleAccess;
import io.github.wsboot.handshake.EndpointHandshakeHandler;
import io.github.wsboot.handshake.ForwardedHeaders;
import io.github.wsboot.handshake.HandshakeRefusals;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.security.CurrentUser;
import io.github.wsboot.transport.loop.EventLoops;

/**
 * Configuration of the console: there with devtools, or if the application asks for it.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnConsoleCondition.class)
class ConsoleConfiguration {

	private static final Log logger = LogFactory.getLog(ConsoleConfiguration.class);

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class PageConfiguration implements BeanClassLoaderAware {

		private final String path;

		private ClassLoader classLoader = getClass().getClassLoader();

		PageConfiguration(WebSocketSettings settings) {
			this.path = settings.consolePath();
		}

		@Override
		public void setBeanClassLoader(ClassLoader classLoader) {
			this.classLoader = classLoader;
		}

		/**
		 * Creates the console at start-up, with lazy initialization, too.
		 * <p>
		 * The bean of this type cannot be replaced by one of the application's.
		 */
		@Bean
		static LazyInitializationExcludeFilter eagerWebSocketConsole() {
			return LazyInitializationExcludeFilter.forBeanTypes(ConsoleHandlerMapping.class);
		}

		@Bean
		ConsoleRecorder webSocketConsoleRecorder() {
			return new ConsoleRecorder();
		}

		@Bean
		ConsoleWebSocketHandler webSocketConsoleWebSocketHandler(ConnectionManager connections,
				EndpointRegistry endpoints, EventLoops loops, TimerService timers, Traffic traffic,
				PendingWorkSampler pendingWork, HandshakeRefusals refusals, ConsoleRecorder recorder) {
			Supplier<List<String>> paths = () -> endpoints.endpoints()
				.stream()
				.flatMap((endpoint) -> endpoint.paths().stream())
				.toList();
			return new ConsoleWebSocketHandler(this.path, paths,
					new NodeSampler(connections, paths, traffic, pendingWork, loops::lag, recorder),
					new ConsoleCommands(connections, refusals, recorder), recorder, timers);
		}

		@Bean
		ConsoleHandlerMapping webSocketConsoleMapping(ConsoleWebSocketHandler feed, EndpointRegistry endpoints,
				ObjectProvider<ConsoleAccess> access,
				@Qualifier("webSocketUpgradeStrategy") RequestUpgradeStrategy upgradeStrategy,
				WebSocketServerProperties properties, ForwardedHeaders forwarded) throws Exception {
			checkPaths(endpoints);
			ConsoleAccess secured = access.getIfAvailable();
			if (secured == null && !OnConsoleCondition.hasDevtools(this.classLoader)) {
				logger.warn("The WebSocket console at '" + this.path + "' is open to everybody who can reach this "
						+ "server: they see all connections, and can push to them and disconnect them. Add Spring "
						+ "Security, or set 'ws.console.enabled' to false");
			}
			else {
				logger.info("WebSocket console at '" + this.path + "'");
			}
			OriginSettings origins = new OriginSettings(properties);
			return new ConsoleHandlerMapping(this.path, feed, (secured != null) ? secured : () -> true,
					origins.trustedHosts(), new ConsoleHandlerMapping.Handshakes(
							new EndpointHandshakeHandler(upgradeStrategy), origins.consoleCheck(forwarded)));
		}

		private void checkPaths(EndpointRegistry endpoints) {
			endpoints.endpoints().forEach((endpoint) -> endpoint.paths().forEach((path) -> {
				if ((path + "/").startsWith(this.path + "/")) {
					throw new InvalidConfigurationPropertyValueException("ws.console.path", this.path,
							"The console would hide " + endpoint + ": choose another path for one of them, or set "
									+ "'ws.console.enabled' to false.");
				}
			}));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ SecurityContextHolder.class, AuthenticationTrustResolver.class })
	static class AccessConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ConsoleAccess webSocketConsoleAccess(ObjectProvider<SecurityContextHolderStrategy> holders) {
			return new CurrentUser(
					holders.getIfUnique(SecurityContextHolder::getContextHolderStrategy))::isAuthenticated;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("ws.console.enabled")
	@ConditionalOnMissingClass("tools.jackson.databind.json.JsonMapper")
	static class MissingJacksonConfiguration {

		MissingJacksonConfiguration() {
			throw new InvalidConfigurationPropertyValueException("ws.console.enabled", true,
					"The console needs Jackson: add 'spring-boot-starter-jackson' to the dependencies.");
		}

	}

}
