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

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.github.wsboot.autoconfigure.check.CompactBuffersCheck;
import io.github.wsboot.transport.SelectingUpgradeStrategy;
import io.github.wsboot.transport.tomcat.CompactHttp11NioProtocol;

/**
 * Configuration of Tomcat's sockets that release their buffers.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(CompactBuffersCheck.PROPERTY)
class CompactBuffersConfiguration {

	@Bean
	CompactBuffersCheck webSocketCompactBuffersCheck(ApplicationContext context,
			ObjectProvider<SelectingUpgradeStrategy> strategy, WebSocketServerProperties properties) {
		return new CompactBuffersCheck(context, strategy, properties.getTransport().getType());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Http11NioProtocol.class, TomcatServletWebServerFactory.class })
	static class CompactTomcatConfiguration {

		/**
		 * Applied last, so that it does not replace a protocol that the application has
		 * chosen.
		 * <p>
		 * The bean of this type cannot be replaced by one of the application's.
		 */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> compactBuffersCustomizer(CompactBuffersCheck check) {
			return (factory) -> {
				requireProtocol(factory.getProtocol(), TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
				String missing = CompactHttp11NioProtocol.missing();
				if (missing != null) {
					throw CompactBuffersCheck
						.failure("This version of Tomcat lacks what it needs (" + missing + "): remove it.");
				}
				factory.setProtocol(CompactHttp11NioProtocol.class.getName());
				factory.addConnectorCustomizers((connector) -> created(connector, check));
			};
		}

		private static void created(Connector connector, CompactBuffersCheck check) {
			requireProtocol(connector.getProtocolHandlerClassName(), CompactHttp11NioProtocol.class.getName());
			check.onTomcatCreated();
		}

		private static void requireProtocol(String actual, String required) {
			if (!actual.equals(required)) {
				throw CompactBuffersCheck.failure("It needs a protocol of its own for Tomcat's connector, but the "
						+ "application has set '" + actual + "': remove one of them.");
			}
		}

	}

}
