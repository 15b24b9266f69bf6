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

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.annotation.ForWebSocketEndpoints;
import io.github.wsboot.endpoint.EndpointRegistry;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.extension.observation.WebSocketMessageObservationConvention;
import io.github.wsboot.observation.HandshakeTraceInterceptor;
import io.github.wsboot.observation.MessageObservations;
import io.github.wsboot.observation.WebSocketMessageTracingObservationHandler;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of WebSocket
 * messages. While there are {@link MessageObservations}, other code need not time
 * messages: the observation has the same meters.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WebSocketServerAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration",
				"org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration" })
@ConditionalOnClass(Observation.class)
@ConditionalOnBean(EndpointRegistry.class)
@ConditionalOnBooleanProperty(name = WebSocketObservationAutoConfiguration.ENABLED, matchIfMissing = true)
public final class WebSocketObservationAutoConfiguration {

	/**
	 * Property that switches observations off, or on without tracing.
	 */
	public static final String ENABLED = "ws.observation.enabled";

	@Bean
	@ConditionalOnMissingBean(MessageObserver.class)
	@ConditionalOnBean(ObservationRegistry.class)
	@Conditional(OnTracingOrWishCondition.class)
	MessageObservations webSocketMessageObservations(ObservationRegistry registry,
			ObjectProvider<WebSocketMessageObservationConvention> convention) {
		return new MessageObservations(registry, convention.getIfAvailable());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TracingObservationHandler.class)
	@ConditionalOnBean({ ObservationRegistry.class, Tracer.class })
	@Conditional(OnTracingOrWishCondition.class)
	static class TracingConfiguration {

		@Bean
		WebSocketMessageTracingObservationHandler webSocketMessageTracingHandler(Tracer tracer) {
			return new WebSocketMessageTracingObservationHandler(tracer);
		}

		@Bean(defaultCandidate = false)
		@ForWebSocketEndpoints
		HandshakeTraceInterceptor webSocketHandshakeTraceInterceptor(Tracer tracer) {
			return new HandshakeTraceInterceptor(tracer);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(ENABLED)
	@ConditionalOnMissingBean(ObservationRegistry.class)
	static class NoRegistryConfiguration {

		NoRegistryConfiguration() {
			throw new InvalidConfigurationPropertyValueException(ENABLED, true,
					"There is no ObservationRegistry: add 'spring-boot-starter-actuator' to the dependencies, "
							+ "or remove the property.");
		}

	}

	/**
	 * Matches if the application has tracing, or asks for observations without it.
	 */
	public static class OnTracingOrWishCondition extends AnyNestedCondition {

		public OnTracingOrWishCondition() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(type = "io.micrometer.tracing.Tracer")
		@ConditionalOnMissingBean(name = "noopTracer")
		static class Tracing {

		}

		@ConditionalOnBooleanProperty(ENABLED)
		static class Wish {

		}

	}

}
