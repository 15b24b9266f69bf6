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
import java.util.Optional;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;

import io.github.wsboot.autoconfigure.check.TransportCheck;
import io.github.wsboot.handshake.EndpointRequestHandlerFactory;
import io.github.wsboot.transport.DirectUpgrade.Compatibility;
import io.github.wsboot.transport.SelectingUpgradeStrategy;
import io.github.wsboot.transport.TransportType;
import io.github.wsboot.transport.standard.ContainerUpgrade;
import io.github.wsboot.transport.standard.ContainerUpgradeStrategy;
import io.github.wsboot.transport.standard.UncompressedUpgradeStrategy;

/**
 * Configuration of the transport on the container's WebSocket implementation.
 */
@Configuration(proxyBeanMethods = false)
class StandardTransportConfiguration {

	/**
	 * Used unless {@link DirectTransportConfiguration} has declared a strategy of the
	 * same name.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	@Fallback
	@ConditionalOnMissingBean(SelectingUpgradeStrategy.class)
	StandardWebSocketUpgradeStrategy webSocketUpgradeStrategy(WebSocketSettings settings,
			ObjectProvider<ContainerUpgrade> upgrades) {
		settings.checkStandardTransport();
		return upgradeStrategy(settings, upgrades);
	}

	@Bean
	@ConditionalOnProperty(name = "ws.transport.type", havingValue = "standard")
	TransportCheck webSocketTransportCheck(ApplicationContext context, EndpointRequestHandlerFactory requestHandlers) {
		Compatibility asked = new Compatibility("the container", "'ws.transport.type' is 'standard'", null, null);
		return new TransportCheck(context, () -> Optional.of(asked), requestHandlers.handshakeHandler(),
				TransportType.STANDARD);
	}

	/**
	 * Create the strategy that upgrades to the container's sessions. If compression is
	 * enabled, the container negotiates it in its own way.
	 */
	static StandardWebSocketUpgradeStrategy upgradeStrategy(WebSocketSettings settings,
			ObjectProvider<ContainerUpgrade> upgrades) {
		List<ContainerUpgrade> containers = upgrades.orderedStream().toList();
		return settings.compression().enabled() ? new ContainerUpgradeStrategy(containers)
				: new UncompressedUpgradeStrategy(containers);
	}

}
