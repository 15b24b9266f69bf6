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

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

import io.github.wsboot.cluster.member.ClusterCounters;
import io.github.wsboot.cluster.member.ClusterMember;
import io.github.wsboot.metrics.ClusterMeterBinder;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of a node's
 * membership in its cluster.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WebSocketClusterAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty("ws.cluster.enabled")
@ConditionalOnBooleanProperty(name = "ws.metrics.enabled", matchIfMissing = true)
// By its name: its type would be loaded, even without a cluster
@ConditionalOnBean(name = "webSocketClusterMember", search = SearchStrategy.CURRENT)
public final class WebSocketClusterMetricsAutoConfiguration {

	@Bean
	ClusterMeterBinder webSocketClusterMeterBinder(ClusterMember member, ClusterCounters counters) {
		return new ClusterMeterBinder(member.cluster(), counters);
	}

}
