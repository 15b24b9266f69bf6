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

package io.github.wsboot.autoconfigure.cluster;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.github.wsboot.Cluster;
import io.github.wsboot.autoconfigure.WebSocketConnectionManagerAutoConfiguration;
import io.github.wsboot.cluster.ClusterBroker;
import io.github.wsboot.cluster.InMemoryEngine;
import io.github.wsboot.health.WebSocketClusterHealthIndicator;
import io.github.wsboot.server.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the health of a node in a cluster, as Spring Boot shows it.
 */
@Tag("boot")
class ClusterHealthTests {

	private final InMemoryEngine engine = new InMemoryEngine();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WebSocketClusterAutoConfiguration.class,
				WebSocketClusterHealthContributorAutoConfiguration.class,
				WebSocketConnectionManagerAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class,
				AvailabilityHealthContributorAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class))
		.withPropertyValues("ws.cluster.enabled=true", "spring.application.name=test")
		.withBean(ClusterBroker.class, () -> this.engine.broker("a"));

	@AfterEach
	void closeEngine() {
		this.engine.close();
	}

	@Test
	void nodeThatReachesItsClusterShouldBeUp() {
		this.runner.run((context) -> {
			TestServer.await("cluster").until(context.getBean(Cluster.class)::isAvailable);
			assertThat(status(context, "websocketCluster")).isEqualTo(Status.UP);
		});
	}

	@Test
	void nodeThatDoesNotShouldHarmNobody() {
		this.engine.refuseOpens();
		this.runner.run((context) -> {
			begin(context);
			assertThat(status(context, "websocketCluster")).isEqualTo(WebSocketClusterHealthIndicator.DEGRADED);
			assertThat(status(context)).isEqualTo(Status.UP);
			assertThat(status(context, "readiness")).isEqualTo(Status.UP);
			assertThat(status(context, "liveness")).isEqualTo(Status.UP);
			assertThat(isMember(context, "readiness")).isFalse();
			assertThat(httpStatus(context, WebSocketClusterHealthIndicator.DEGRADED)).isEqualTo(200);
		});
	}

	@Test
	void nodeThatRequiresItsClusterShouldNotBeReadyWithoutIt() {
		this.engine.refuseOpens();
		this.runner.withPropertyValues("ws.cluster.required=true").run((context) -> {
			begin(context);
			assertThat(status(context, "websocketCluster")).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(status(context)).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(status(context, "readiness")).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(status(context, "liveness")).isEqualTo(Status.UP);
			assertThat(isMember(context, "liveness")).isFalse();
			assertThat(httpStatus(context, Status.OUT_OF_SERVICE)).isEqualTo(503);
			this.engine.heal();
			TestServer.await("readiness").until(() -> status(context, "readiness"), Status.UP::equals);
			assertThat(status(context)).isEqualTo(Status.UP);
		});
	}

	@Test
	void readinessOfTheApplicationShouldStayAsItIs() {
		this.engine.refuseOpens();
		this.runner
			.withPropertyValues("ws.cluster.required=true",
					"management.endpoint.health.group.readiness.include=readinessState")
			.run((context) -> {
				begin(context);
				assertThat(isMember(context, "readiness")).isFalse();
				assertThat(status(context, "readiness")).isEqualTo(Status.UP);
			});
	}

	@Test
	void readinessOfTheApplicationMayIncludeTheCluster() {
		this.engine.refuseOpens();
		this.runner
			.withPropertyValues("ws.cluster.required=true",
					"management.endpoint.health.group.readiness.include=readinessState,websocketCluster")
			.run((context) -> {
				begin(context);
				assertThat(status(context, "readiness")).isEqualTo(Status.OUT_OF_SERVICE);
			});
	}

	@Test
	void withoutProbesThereShouldBeNoReadiness() {
		this.runner.withPropertyValues("ws.cluster.required=true", "management.endpoint.health.probes.enabled=false")
			.run((context) -> assertThat(context.getBean(HealthEndpointGroups.class).get("readiness")).isNull());
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.health.websocketcluster.enabled=false",
			"management.health.websocket-cluster.enabled=false", "management.health.defaults.enabled=false",
			"ws.cluster.enabled=false" })
	void whenDisabledThereShouldBeNoIndicator(String property) {
		this.runner.withPropertyValues("ws.cluster.required=true", property).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(WebSocketClusterHealthIndicator.class);
			assertThat(isMember(context, "readiness")).isFalse();
		});
	}

	/**
	 * Say what an application says when it has started.
	 */
	private static void begin(ApplicationContext context) {
		AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
		AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
	}

	private static @Nullable Status status(ApplicationContext context, String... path) {
		HealthDescriptor health = context.getBean(HealthEndpoint.class).healthForPath(path);
		return (health != null) ? health.getStatus() : null;
	}

	private static boolean isMember(ApplicationContext context, String name) {
		HealthEndpointGroup group = context.getBean(HealthEndpointGroups.class).get(name);
		assertThat(group).isNotNull();
		return group.isMember("websocketCluster");
	}

	private static int httpStatus(ApplicationContext context, Status status) {
		return context.getBean(HealthEndpointGroups.class).getPrimary().getHttpCodeStatusMapper().getStatusCode(status);
	}

}
