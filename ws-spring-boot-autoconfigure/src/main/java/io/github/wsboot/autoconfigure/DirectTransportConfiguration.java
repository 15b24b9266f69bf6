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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

import io.github.wsboot.transport.AnyDirectUpgrade;
import io.github.wsboot.transport.Compression;
import io.github.wsboot.transport.DirectUpgrade;
import io.github.wsboot.transport.DirectUpgradeStrategy;
import io.github.wsboot.transport.EventLoops;
import io.github.wsboot.transport.SelectingUpgradeStrategy;
import io.github.wsboot.transport.TransportType;

/**
 * Our own transport, where the container that runs allows it.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(NotStandardTransportCondition.class)
@ConditionalOnMissingBean(RequestUpgradeStrategy.class)
class DirectTransportConfiguration {

	private static final Log logger = LogFactory.getLog(DirectTransportConfiguration.class);

	@Bean
	Compression webSocketCompression(WebSocketServerProperties properties) {
		return new Compression(new PropertiesSettings(properties).compression());
	}

	@Bean
	SelectingUpgradeStrategy webSocketUpgradeStrategy(ObjectProvider<DirectUpgrade> upgrades, EventLoops loops,
			Compression compression, WebSocketServerProperties properties) {
		PropertiesSettings settings = new PropertiesSettings(properties);
		DirectUpgrade upgrade = new AnyDirectUpgrade(upgrades.orderedStream().toList());
		return new SelectingUpgradeStrategy(upgrade,
				new DirectUpgradeStrategy(upgrade, loops, settings.frames(), compression, settings.closeTimeout()),
				StandardTransportConfiguration.upgradeStrategy(settings));
	}

	@Bean
	ApplicationListener<WebServerInitializedEvent> webSocketTransportCheck(SelectingUpgradeStrategy strategy,
			WebSocketServerProperties properties) {
		return (event) -> {
			if (WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management")) {
				return;
			}
			String server = event.getWebServer().getClass().getSimpleName();
			if (strategy.isDirect()) {
				logger.info("WebSocket transport: direct, on the sockets of " + server);
				return;
			}
			if (properties.getTransport().getType() == TransportType.DIRECT) {
				throw new IllegalStateException("'ws.transport.type' is 'direct', but the sockets of " + server
						+ " cannot be taken, only those of Jetty and of Tomcat's NIO connectors; "
						+ "use 'auto' or 'standard'");
			}
			logger.info("WebSocket transport: standard, since the sockets of " + server + " cannot be taken");
		};
	}

}
