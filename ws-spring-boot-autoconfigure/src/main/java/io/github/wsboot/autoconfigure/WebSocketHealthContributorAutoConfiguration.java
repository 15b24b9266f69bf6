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
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.connection.ConnectionDrain;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.health.EventLoopState;
import io.github.wsboot.health.WebSocketHealthIndicator;
import io.github.wsboot.transport.loop.EventLoops;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of the WebSocket
 * server.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WebSocketServerAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(EndpointRegistry.class)
@ConditionalOnEnabledHealthIndicator("websocket")
public final class WebSocketHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "websocketHealthIndicator")
	WebSocketHealthIndicator websocketHealthIndicator(ConnectionRegistry registry, WebSocketServerProperties properties,
			ObjectProvider<ConnectionDrain> drains, EventLoops loops, CallbackExecutor workers) {
		ConnectionDrain drain = drains.getIfAvailable();
		return new WebSocketHealthIndicator(registry, properties.getMaxConnections(),
				() -> drain != null && drain.isDraining(),
				() -> new EventLoopState(loops.alive(), loops.count(), loops.lag()), workers.pool());
	}

}
