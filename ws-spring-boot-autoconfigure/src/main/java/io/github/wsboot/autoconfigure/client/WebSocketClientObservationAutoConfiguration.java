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

import java.util.Map;
import java.util.stream.Collectors;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.autoconfigure.WebSocketObservationAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketObservationAutoConfiguration.OnTracingOrWishCondition;
import io.github.wsboot.client.bean.ClientDefinition;
import io.github.wsboot.client.bean.ClientDefinitions;
import io.github.wsboot.observation.MessageObservations;
import io.github.wsboot.observation.WebSocketMessageTracingObservationHandler;
import io.github.wsboot.support.UriSecrets;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of the messages of
 * clients, on the conditions of those of endpoints.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { WebSocketClientAutoConfiguration.class, WebSocketObservationAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration" })
@ConditionalOnClass(Observation.class)
@ConditionalOnBean({ ClientRuntime.class, ObservationRegistry.class })
@ConditionalOnBooleanProperty(name = WebSocketObservationAutoConfiguration.ENABLED, matchIfMissing = true)
@Conditional(OnTracingOrWishCondition.class)
public final class WebSocketClientObservationAutoConfiguration {

	static final String OBSERVER = "webSocketClientMessageObservations";

	@Bean(name = OBSERVER, defaultCandidate = false)
	@ConditionalOnMissingBean(name = "webSocketClientMessageObservations")
	MessageObservations webSocketClientMessageObservations(ObservationRegistry registry,
			ClientDefinitions definitions) {
		Map<String, String> uris = definitions.clients()
			.stream()
			.collect(Collectors.toMap(ClientDefinition::name, (client) -> UriSecrets.without(client.uri())));
		return MessageObservations.ofClients(registry, (client) -> uris.getOrDefault(client, client));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TracingObservationHandler.class)
	@ConditionalOnBean(Tracer.class)
	static class TracingConfiguration {

		@Bean
		@ConditionalOnMissingBean
		WebSocketMessageTracingObservationHandler webSocketClientMessageTracingHandler(Tracer tracer) {
			return new WebSocketMessageTracingObservationHandler(tracer);
		}

	}

}
