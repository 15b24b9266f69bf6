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

import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.actuate.ConnectionOperations;
import io.github.wsboot.actuate.WebSocketsActuatorEndpoint;
import io.github.wsboot.actuate.WebSocketsJmxExtension;
import io.github.wsboot.actuate.WebSocketsWebExtension;
import io.github.wsboot.health.WebSocketHealthIndicator;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketHealthContributorAutoConfiguration} and
 * {@link WebSocketsActuatorEndpointAutoConfiguration}.
 */
@Tag("boot")
class ManagementAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			WebSocketServerAutoConfiguration.class, WebSocketHealthContributorAutoConfiguration.class,
			WebSocketsActuatorEndpointAutoConfiguration.class, JacksonAutoConfiguration.class,
			EndpointAutoConfiguration.class, HealthContributorAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void indicatorShouldBeThereByDefaultAndTheEndpointShouldNot() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(WebSocketHealthIndicator.class)
			.hasBean("websocketHealthIndicator")
			.doesNotHaveBean(ConnectionOperations.class)
			.doesNotHaveBean(WebSocketsActuatorEndpoint.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.health.websocket.enabled=false", "management.health.defaults.enabled=false" })
	void whenDisabledThereShouldBeNoIndicator(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WebSocketHealthIndicator.class));
	}

	@Test
	void indicatorOfTheApplicationShouldReplaceOurs() {
		this.runner.withUserConfiguration(OwnIndicator.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("websocketHealthIndicator")
				.doesNotHaveBean(WebSocketHealthIndicator.class));
	}

	@Test
	void whenExposedToTheWebThereShouldBeOnlyItsExtension() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=websockets")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WebSocketsActuatorEndpoint.class)
				.hasSingleBean(WebSocketsWebExtension.class)
				.doesNotHaveBean(WebSocketsJmxExtension.class));
	}

	@Test
	void whenExposedToJmxThereShouldBeOnlyItsExtension() {
		this.runner
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=websockets")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WebSocketsActuatorEndpoint.class)
				.hasSingleBean(WebSocketsJmxExtension.class)
				.doesNotHaveBean(WebSocketsWebExtension.class));
	}

	@Test
	void withoutAccessThereShouldBeNothing() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.websockets.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ConnectionOperations.class)
				.doesNotHaveBean(WebSocketsActuatorEndpoint.class)
				.doesNotHaveBean(WebSocketsWebExtension.class));
	}

	@Test
	void withoutADrainBothShouldWork() {
		this.runner.withPropertyValues("ws.drain.enabled=false", "management.endpoints.web.exposure.include=websockets")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WebSocketHealthIndicator.class)
				.hasSingleBean(WebSocketsWebExtension.class));
	}

	@Test
	void withoutAServletServerThereShouldBeNothing() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WebSocketHealthIndicator.class)
				.doesNotHaveBean(WebSocketsActuatorEndpoint.class));
	}

	@Promise("actuator")
	@ParameterizedTest
	@CsvSource({ "org.springframework.boot.health, false, true", "org.springframework.boot.actuate, true, false" })
	void withoutALibraryOnlyWhatNeedsItShouldBeMissing(String hidden, boolean health, boolean actuator) {
		withoutLibraries(hidden).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ConnectionManager.class);
			assertThat(context.containsBean("websocketHealthIndicator")).isEqualTo(health);
			assertThat(context.containsBean("webSocketsActuatorEndpoint")).isEqualTo(actuator);
		});
	}

	@Promise("actuator")
	@Test
	void withoutTheLibrariesTheServerShouldServe() {
		withoutLibraries("org.springframework.boot.health", "org.springframework.boot.actuate")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ConnectionManager.class)
				.doesNotHaveBean("websocketHealthIndicator")
				.doesNotHaveBean("webSocketsActuatorEndpoint"));
	}

	/**
	 * Return a runner of our auto-configurations, which are filtered as in an
	 * application: before their classes are loaded.
	 */
	private static WebApplicationContextRunner withoutLibraries(String... hidden) {
		String others = ImportCandidates
			.load(AutoConfiguration.class, ManagementAutoConfigurationTests.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> !name.startsWith("io.github.wsboot."))
			.collect(Collectors.joining(","));
		return new WebApplicationContextRunner().withUserConfiguration(Ours.class)
			.withClassLoader(new FilteredClassLoader(hidden))
			.withPropertyValues("spring.autoconfigure.exclude=" + others,
					"management.endpoints.web.exposure.include=websockets");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Ours {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnIndicator {

		@Bean
		HealthIndicator websocketHealthIndicator() {
			return () -> Health.up().build();
		}

	}

}
