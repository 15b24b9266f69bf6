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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketClient;
import io.github.wsboot.autoconfigure.WebSocketConnectionManagerAutoConfiguration;
import io.github.wsboot.autoconfigure.WebSocketServerAutoConfiguration;
import io.github.wsboot.client.WebSocketClients;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.health.WebSocketClientHealthIndicator;
import io.github.wsboot.metrics.ClientMetrics;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketClientHealthContributorAutoConfiguration} and
 * {@link WebSocketClientMetricsAutoConfiguration}. Nothing connects.
 */
@Tag("boot")
class ClientManagementAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WebSocketServerAutoConfiguration.class,
				WebSocketConnectionManagerAutoConfiguration.class, WebSocketClientAutoConfiguration.class,
				WebSocketClientHealthContributorAutoConfiguration.class, WebSocketClientMetricsAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class);

	@ParameterizedTest
	@CsvSource({ "false, UP", "true, DOWN" })
	void propertyShouldSayWhetherAClientIsRequired(boolean required, String status) {
		this.runner.withUserConfiguration(QuotesClient.class)
			.withPropertyValues("ws.client.registration.quotes-feed.required=" + required)
			.run((context) -> {
				Health health = context.getBean(WebSocketClientHealthIndicator.class).health();
				assertThat(health.getStatus()).isEqualTo(new Status(status));
				assertThat(health.getDetails()).containsOnlyKeys("quotesFeed");
			});
	}

	@Test
	void withoutAnAnnotatedClientThereShouldBeNoIndicatorAndNoMeter() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(WebSocketClientHealthIndicator.class);
			assertThat(context.getBean(MeterRegistry.class).getMeters())
				.noneMatch((meter) -> meter.getId().getName().startsWith("websocket.client."));
			assertThat(context.getBeanFactory().containsSingleton("webSocketClientRuntime")).isFalse();
		});
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "management.health.websocketclient.enabled=false", "management.health.defaults.enabled=false" })
	void whenDisabledThereShouldBeNoIndicator(String property) {
		this.runner.withUserConfiguration(QuotesClient.class)
			.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WebSocketClientHealthIndicator.class));
	}

	@Test
	void indicatorOfTheApplicationShouldReplaceOurs() {
		this.runner.withUserConfiguration(QuotesClient.class)
			.withBean("websocketClientHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WebSocketClientHealthIndicator.class));
	}

	@Test
	void metersShouldBeThereBeforeTheFirstAttemptWithoutSecrets() {
		this.runner.withUserConfiguration(QuotesClient.class).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(ConnectionListener.class);
			assertThat(context.getBean(MeterRegistry.class)
				.get("websocket.client.connects")
				.tags("client", "quotesFeed", "uri", "wss://example.org/{symbol}", "result", "established")
				.counter()
				.count()).isZero();
		});
	}

	@Test
	void whenMetersAreSwitchedOffThereShouldBeNone() {
		this.runner.withUserConfiguration(QuotesClient.class)
			.withPropertyValues("ws.metrics.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WebSocketClients.class)
				.doesNotHaveBean(ClientMetrics.class));
	}

	@WebSocketClient(name = "quotesFeed", value = "wss://example.org/{symbol}?token=secret", autoConnect = false)
	static class QuotesClient {

		@OnMessage
		void quote(String text) {
		}

	}

}
