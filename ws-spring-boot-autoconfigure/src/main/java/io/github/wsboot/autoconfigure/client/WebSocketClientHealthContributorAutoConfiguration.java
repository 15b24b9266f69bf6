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

package io.github.wsboot.autoconfigure.client;

import java.util.List;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.client.bean.ClientDefinitions;
import io.github.wsboot.client.connection.ClientConnections;
import io.github.wsboot.health.WebSocketClientHealthIndicator;
import io.github.wsboot.health.WebSocketClientHealthIndicator.CheckedClient;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of annotated clients.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WebSocketClientAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(value = ClientDefinitions.class, annotation = WebSocketClient.class, search = SearchStrategy.CURRENT)
@ConditionalOnEnabledHealthIndicator("websocketclient")
public final class WebSocketClientHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "websocketClientHealthIndicator")
	WebSocketClientHealthIndicator websocketClientHealthIndicator(ClientDefinitions definitions,
			ClientConnections connections, WebSocketClientProperties properties, Environment environment) {
		ClientPropertySource source = new ClientPropertySource(properties, environment);
		List<CheckedClient> clients = definitions.clients()
			.stream()
			.map((client) -> new CheckedClient(client.name(), source.isRequired(client.name())))
			.toList();
		return new WebSocketClientHealthIndicator(clients, connections::stream);
	}

}
