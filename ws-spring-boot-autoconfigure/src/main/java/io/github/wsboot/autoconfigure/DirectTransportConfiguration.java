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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

import io.github.wsboot.autoconfigure.check.TransportCheck;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.handshake.EndpointRequestHandlerFactory;
import io.github.wsboot.inbound.ReceiveMemoryBudget;
import io.github.wsboot.outbound.SendMemoryBudget;
import io.github.wsboot.transport.DirectUpgrade;
import io.github.wsboot.transport.DirectUpgradeStrategy;
import io.github.wsboot.transport.SelectingUpgradeStrategy;
import io.github.wsboot.transport.SpringSessionFactory;
import io.github.wsboot.transport.SpringSessions;
import io.github.wsboot.transport.codec.Compression;
import io.github.wsboot.transport.loop.EventLoops;
import io.github.wsboot.transport.standard.ContainerUpgrade;

/**
 * Configuration of our own transport, which is used if the running container allows it.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(NotStandardTransportCondition.class)
class DirectTransportConfiguration {

	@Bean
	Compression webSocketCompression(WebSocketSettings settings) {
		return new Compression(settings.compression());
	}

	@Bean
	SpringSessions webSocketSpringSessions(WebSocketSettings settings) {
		return new SpringSessions(settings.springDrainTimeout());
	}

	@Bean
	SpringSessionFactory webSocketSpringSessionFactory(SpringSessions sessions, CallbackExecutor workers,
			SendMemoryBudget budget, ReceiveMemoryBudget receiveBudget, WebSocketSettings settings) {
		return new SpringSessionFactory(sessions, workers, budget, receiveBudget, settings.springSessions());
	}

	/**
	 * A fallback, so that a strategy of the application's, which is for other handlers,
	 * stays the only candidate where it is injected.
	 */
	@Bean
	@Fallback
	SelectingUpgradeStrategy webSocketUpgradeStrategy(ObjectProvider<DirectUpgrade> upgrades, EventLoops loops,
			SpringSessionFactory springSessions, Compression compression,
			ObjectProvider<ContainerUpgrade> containerUpgrades, WebSocketServerProperties properties,
			WebSocketSettings settings) {
		return new SelectingUpgradeStrategy(upgrades.orderedStream().toList(), properties.getTransport().getType(),
				(upgrade) -> new DirectUpgradeStrategy(upgrade, loops, springSessions, settings.frames(), compression,
						settings.closeTimeout()),
				StandardTransportConfiguration.upgradeStrategy(settings, containerUpgrades));
	}

	@Bean
	TransportCheck webSocketTransportCheck(ApplicationContext context, SelectingUpgradeStrategy strategy,
			EndpointRequestHandlerFactory requestHandlers, WebSocketServerProperties properties) {
		return new TransportCheck(context, strategy::compatibility, requestHandlers.handshakeHandler(),
				properties.getTransport().getType());
	}

}
