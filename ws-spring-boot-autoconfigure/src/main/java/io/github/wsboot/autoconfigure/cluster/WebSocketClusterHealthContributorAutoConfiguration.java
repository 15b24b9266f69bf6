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

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

import io.github.wsboot.autoconfigure.WebSocketServerProperties;
import io.github.wsboot.cluster.member.ClusterMember;
import io.github.wsboot.health.ClusterReadinessPostProcessor;
import io.github.wsboot.health.WebSocketClusterHealthIndicator;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of a node's
 * membership in its cluster.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WebSocketClusterAutoConfiguration.class,
		// Its groups are what the readiness is added to
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint."
				+ "AvailabilityProbesAutoConfiguration")
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBooleanProperty("ws.cluster.enabled")
// By its name: its type would be loaded, even without a cluster
@ConditionalOnBean(name = "webSocketClusterMember")
@ConditionalOnEnabledHealthIndicator("websocketcluster")
public final class WebSocketClusterHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "websocketClusterHealthIndicator")
	WebSocketClusterHealthIndicator websocketClusterHealthIndicator(ClusterMember member,
			WebSocketServerProperties properties) {
		return new WebSocketClusterHealthIndicator(member::status, properties.getCluster().isRequired());
	}

	/**
	 * Configuration of a node that is not ready without its cluster.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthEndpointGroupsPostProcessor.class, SecurityContext.class })
	@ConditionalOnBooleanProperty("ws.cluster.required")
	@Conditional(NoReadinessGroupCondition.class)
	static class RequiredClusterConfiguration {

		@Bean
		ClusterReadinessPostProcessor webSocketClusterReadiness() {
			return new ClusterReadinessPostProcessor("websocketCluster");
		}

	}

}
