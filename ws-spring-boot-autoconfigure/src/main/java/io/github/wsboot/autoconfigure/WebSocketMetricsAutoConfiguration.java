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

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.metrics.ServerMeterBinder;
import io.github.wsboot.metrics.WebSocketMetrics;
import io.github.wsboot.monitor.Traffic;
import io.github.wsboot.node.RemoteNodes;
import io.github.wsboot.observation.MessageObservations;
import io.github.wsboot.transport.loop.EventLoops;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of the WebSocket
 * server.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { WebSocketServerAutoConfiguration.class, WebSocketObservationAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, EndpointRegistry.class })
@ConditionalOnBooleanProperty(name = "ws.metrics.enabled", matchIfMissing = true)
public final class WebSocketMetricsAutoConfiguration {

	@Bean
	WebSocketMetrics webSocketMetrics(MeterRegistry registry, Traffic traffic, PendingWorkSampler pendingWork,
			ObjectProvider<MessageObservations> observations) {
		// Observations record a timer of the same name
		boolean timesMessages = (observations.getIfAvailable() == null);
		return new WebSocketMetrics(registry, traffic, pendingWork, timesMessages);
	}

	/**
	 * Once in a hierarchy of contexts, since these meters have no tag for a context.
	 */
	@Bean
	@ConditionalOnMissingBean
	ServerMeterBinder webSocketServerMeterBinder(EventLoops loops, CallbackExecutor workers,
			@Qualifier("webSocketServerWorkers") CallbackExecutor server,
			@Qualifier("webSocketAskWorkers") CallbackExecutor asks) {
		return new ServerMeterBinder(loops::lag, workers.pool(), server.pool(), asks.pool());
	}

	/**
	 * Registers the meters of each endpoint, and those of a node in a cluster. Called
	 * after the registry, which is defined earlier, knows all endpoints.
	 * <p>
	 * The bean of this type cannot be replaced by one of the application's.
	 */
	@Bean
	SmartInitializingSingleton webSocketEndpointMeters(WebSocketMetrics metrics, EndpointRegistry endpoints,
			RemoteNodes remote) {
		return () -> {
			endpoints.endpoints().forEach((endpoint) -> endpoint.paths().forEach(metrics::register));
			if (remote.belongsToCluster()) {
				metrics.registerCluster();
			}
		};
	}

}
