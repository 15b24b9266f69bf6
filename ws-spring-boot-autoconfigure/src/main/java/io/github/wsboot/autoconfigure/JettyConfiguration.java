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
import java.util.Objects;

import org.eclipse.jetty.ee11.websocket.jakarta.common.JakartaWebSocketSession;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.transport.jetty.JettySessionAborter;

/**
 * Configuration for Jetty alone, whatever the transport.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JakartaWebSocketSession.class)
class JettyConfiguration {

	@Bean
	JettySessionAborter jettySessionAborter() {
		return new JettySessionAborter();
	}

	/**
	 * Makes clients of HTTP/2 open WebSockets by HTTP/1.1, as they do with Tomcat. By
	 * default, Jetty announces that it accepts them as streams of HTTP/2 (RFC 8441),
	 * which are no requests to upgrade.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ AbstractHTTP2ServerConnectionFactory.class, JettyServletWebServerFactory.class })
	static class Http2Configuration {

		/**
		 * The bean of this type cannot be replaced by one of the application's.
		 */
		@Bean
		WebServerFactoryCustomizer<JettyServletWebServerFactory> jettyHttp2Customizer() {
			return (factory) -> factory.addServerCustomizers(Http2Configuration::customize);
		}

		private static void customize(Server server) {
			Arrays.stream(server.getConnectors())
				.map((connector) -> connector.getConnectionFactory(AbstractHTTP2ServerConnectionFactory.class))
				.filter(Objects::nonNull)
				.forEach((http2) -> http2.setConnectProtocolEnabled(false));
		}

	}

}
