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

import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.transport.jetty.JettyUpgrade;

/**
 * Configuration of our own transport on Jetty's sockets.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ ServletContextRequest.class, Connection.UpgradeTo.class, JettyServletWebServerFactory.class })
@Conditional(NotStandardTransportCondition.class)
class JettyTransportConfiguration {

	@Bean
	JettyUpgrade jettyWebSocketUpgrade() {
		return new JettyUpgrade();
	}

	/**
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	WebServerFactoryCustomizer<JettyServletWebServerFactory> jettyWebSocketCustomizer(JettyUpgrade upgrade) {
		return (factory) -> factory.addServerCustomizers(upgrade::use);
	}

}
