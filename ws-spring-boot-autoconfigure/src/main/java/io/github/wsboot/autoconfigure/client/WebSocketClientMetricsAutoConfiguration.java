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

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

import io.github.wsboot.client.bean.ClientDefinitions;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.metrics.ClientMetrics;
import io.github.wsboot.support.UriSecrets;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of outgoing
 * connections.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		after = { WebSocketClientAutoConfiguration.class, WebSocketClientObservationAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "ws.metrics.enabled", matchIfMissing = true)
public final class WebSocketClientMetricsAutoConfiguration {

	@Bean
	@ConditionalOnBean(value = ClientRuntime.class, search = SearchStrategy.CURRENT)
	ClientMetrics webSocketClientMetrics(MeterRegistry registry, ObjectProvider<ClientRuntime> runtime,
			@Qualifier(WebSocketClientObservationAutoConfiguration.OBSERVER) ObjectProvider<MessageObserver> observer) {
		// Observations record a timer of the same name
		boolean timesMessages = (observer.getIfAvailable() == null);
		return new ClientMetrics(registry, () -> runtime.getObject().traffic(), () -> runtime.getObject().pendingWork(),
				timesMessages);
	}

	/**
	 * Registers the meters of each annotated client.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	@ConditionalOnBean(value = ClientMetrics.class, search = SearchStrategy.CURRENT)
	SmartInitializingSingleton webSocketClientMeters(ClientMetrics metrics, ClientDefinitions definitions) {
		return () -> definitions.clients()
			.forEach((client) -> metrics.register(client.name(), UriSecrets.without(client.uri())));
	}

}
