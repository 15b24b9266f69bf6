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
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.autoconfigure.check.WebServerLimitCheck;

/**
 * Configuration of the check that compares our limit of connections with that of the web
 * server.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(WebServerInitializedEvent.class)
@ConditionalOnProperty("ws.max-connections")
class WebServerLimitConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, AbstractProtocol.class, TomcatWebServer.class })
	static class TomcatLimitConfiguration {

		@Bean
		WebServerLimitCheck tomcatLimitCheck(WebSocketServerProperties properties) {
			return new WebServerLimitCheck(properties.getMaxConnections(), "server.tomcat.max-connections",
					(server) -> (server instanceof TomcatWebServer tomcat) ? limit(tomcat.getTomcat())
							: WebServerLimitCheck.UNLIMITED);
		}

		private static long limit(Tomcat tomcat) {
			return Arrays.stream(tomcat.getService().findConnectors())
				.mapToLong(TomcatLimitConfiguration::limit)
				.reduce(0, TomcatLimitConfiguration::add);
		}

		private static long add(long one, long other) {
			boolean unlimited = one == WebServerLimitCheck.UNLIMITED || other == WebServerLimitCheck.UNLIMITED;
			return unlimited ? WebServerLimitCheck.UNLIMITED : one + other;
		}

		private static long limit(Connector connector) {
			int limit = (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol)
					? protocol.getMaxConnections() : -1;
			return (limit >= 0) ? limit : WebServerLimitCheck.UNLIMITED;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ NetworkConnectionLimit.class, JettyWebServer.class })
	static class JettyLimitConfiguration {

		@Bean
		WebServerLimitCheck jettyLimitCheck(WebSocketServerProperties properties) {
			return new WebServerLimitCheck(properties.getMaxConnections(), "server.jetty.max-connections",
					(server) -> (server instanceof JettyWebServer jetty) ? limit(jetty.getServer())
							: WebServerLimitCheck.UNLIMITED);
		}

		private static long limit(Server server) {
			return server.getBeans(NetworkConnectionLimit.class)
				.stream()
				.mapToLong(NetworkConnectionLimit::getMaxNetworkConnectionCount)
				.min()
				.orElse(WebServerLimitCheck.UNLIMITED);
		}

	}

}
