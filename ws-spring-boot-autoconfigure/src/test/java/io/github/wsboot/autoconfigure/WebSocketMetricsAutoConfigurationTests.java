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

import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.annotation.WebSocketEndpoint;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.metrics.ServerMeterBinder;
import io.github.wsboot.node.RecordingNodes;
import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketMetricsAutoConfiguration}.
 */
@Promise("metrics")
@Tag("boot")
class WebSocketMetricsAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(WebSocketMetricsAutoConfiguration.class, WebSocketServerAutoConfiguration.class,
						MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
		.withUserConfiguration(Text.class);

	@Test
	void withARegistryShouldRegisterMeters() {
		this.runner.withUserConfiguration(Registry.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ConnectionListener.class);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("websocket.server.active_connections").tag("uri", "/text").gauge().value())
				.isZero();
			assertThat(registry.find("websocket.server.message.duration").timers()).hasSize(1);
			assertThat(registry.find("websocket.server.event_loop.lag").timeGauge()).isNotNull();
			assertThat(registry.find("executor.pool.max").tag("name", "ws-worker").gauge()).isNotNull();
			assertThat(registry.find("executor.queued").tag("name", "ws-server").gauge()).isNotNull();
			assertThat(registry.find("executor.queued").tag("name", "ws-ask").gauge()).isNotNull();
		});
	}

	@Test
	void inAClusterShouldRegisterItsMeters() {
		this.runner.withUserConfiguration(Registry.class)
			.run((context) -> assertThat(scopes(context)).containsExactly("local"));
		this.runner.withUserConfiguration(Registry.class)
			.withBean(RecordingNodes.class)
			.run((context) -> assertThat(scopes(context)).containsExactlyInAnyOrder("local", "cluster"));
	}

	private static Stream<String> scopes(ApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.get("websocket.server.broadcast.duration")
			.timers()
			.stream()
			.map((timer) -> timer.getId().getTag("scope"));
	}

	@Test
	void withObservationsShouldNotTimeMessages() {
		this.runner
			.withConfiguration(AutoConfigurations.of(WebSocketObservationAutoConfiguration.class,
					ObservationAutoConfiguration.class))
			.withPropertyValues("ws.observation.enabled=true")
			.withUserConfiguration(Registry.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.find("websocket.server.active_connections").gauge()).isNotNull();
				assertThat(registry.find("websocket.server.message.duration").timers()).isEmpty();
			});
	}

	@Test
	void whenSwitchedOffShouldNotListen() {
		this.runner.withUserConfiguration(Registry.class)
			.withPropertyValues("ws.metrics.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(ConnectionListener.class);
				assertThat(context.getBean(MeterRegistry.class).getMeters())
					.noneMatch((meter) -> meter.getId().getName().startsWith("websocket."));
			});
	}

	@Test
	void withoutARegistryShouldNotListen() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WebSocketMetricsAutoConfiguration.class,
					WebSocketServerAutoConfiguration.class))
			.withUserConfiguration(Text.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ConnectionListener.class)
				.doesNotHaveBean(ServerMeterBinder.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Registry {

		@Bean
		SimpleMeterRegistry simpleMeterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

	@WebSocketEndpoint("/text")
	static class Text {

		@OnMessage
		String said(String text) {
			return text;
		}

	}

}
