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

import java.util.Arrays;

import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Compares our limit of connections with that of the web server. If the web server's is
 * lower, it is reached first, and clients wait without an answer.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(WebServerInitializedEvent.class)
@ConditionalOnProperty("ws.max-connections")
class ConnectionLimitConfiguration {

	private static final long UNLIMITED = Long.MAX_VALUE;

	private static boolean isOurs(WebServerInitializedEvent event) {
		return !WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management");
	}

	private static void check(WebSocketServerProperties properties, String containersName, long containersLimit) {
		Integer limit = properties.getMaxConnections();
		if (limit != null && limit > containersLimit) {
			throw new InvalidConfigurationPropertyValueException("ws.max-connections", limit,
					"The web server takes only " + containersLimit + " connections, HTTP requests included: raise '"
							+ containersName + "' or lower 'ws.max-connections'.");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, AbstractProtocol.class, TomcatWebServer.class })
	static class TomcatLimitConfiguration {

		/**
		 * The bean of this type cannot be replaced by one of the application's.
		 */
		@Bean
		ApplicationListener<WebServerInitializedEvent> tomcatConnectionLimitCheck(
				WebSocketServerProperties properties) {
			return (event) -> {
				if (isOurs(event) && event.getWebServer() instanceof TomcatWebServer server) {
					check(properties, "server.tomcat.max-connections", limit(server.getTomcat()));
				}
			};
		}

		private static long limit(Tomcat tomcat) {
			return Arrays.stream(tomcat.getService().findConnectors())
				.mapToLong(TomcatLimitConfiguration::limit)
				.reduce(0, (a, b) -> (a != UNLIMITED && b != UNLIMITED) ? a + b : UNLIMITED);
		}

		private static long limit(Connector connector) {
			int limit = (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol)
					? protocol.getMaxConnections() : -1;
			return (limit >= 0) ? limit : UNLIMITED;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ NetworkConnectionLimit.class, JettyWebServer.class })
	static class JettyLimitConfiguration {

		/**
		 * The bean of this type cannot be replaced by one of the application's.
		 */
		@Bean
		ApplicationListener<WebServerInitializedEvent> jettyConnectionLimitCheck(WebSocketServerProperties properties) {
			return (event) -> {
				if (isOurs(event) && event.getWebServer() instanceof JettyWebServer server) {
					check(properties, "server.jetty.max-connections", limit(server.getServer()));
				}
			};
		}

		private static long limit(Server server) {
			return server.getBeans(NetworkConnectionLimit.class)
				.stream()
				.mapToLong(NetworkConnectionLimit::getMaxNetworkConnectionCount)
				.min()
				.orElse(UNLIMITED);
		}

	}

}
