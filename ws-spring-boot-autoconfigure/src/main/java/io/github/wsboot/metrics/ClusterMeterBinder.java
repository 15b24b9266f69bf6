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

package io.github.wsboot.metrics;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.wsboot.Cluster;
import io.github.wsboot.cluster.ClusterLinkException;
import io.github.wsboot.cluster.Topic;
import io.github.wsboot.cluster.member.ClusterCounters;

/**
 * Binds the meters of this node's membership in its cluster. No tag contains an id, a
 * room, a user or a node.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ClusterMeterBinder implements MeterBinder {

	private final Cluster cluster;

	private final ClusterCounters counters;

	/**
	 * Create a binder.
	 * @param cluster the cluster
	 * @param counters counts what this node sends and receives
	 */
	public ClusterMeterBinder(Cluster cluster, ClusterCounters counters) {
		this.cluster = cluster;
		this.counters = counters;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("websocket.cluster.nodes", () -> this.cluster.nodes().size())
			.description("Nodes of the cluster that are believed to be running, this one included")
			.baseUnit("nodes")
			.register(registry);
		Gauge.builder("websocket.cluster.available", () -> this.cluster.isAvailable() ? 1 : 0)
			.description("Whether this node reaches the others (1) or not (0)")
			.register(registry);
		bindMessages(registry);
		bindFailures(registry);
	}

	private void bindMessages(MeterRegistry registry) {
		for (ClusterCounters.Direction direction : ClusterCounters.Direction.values()) {
			for (ClusterCounters.Kind kind : ClusterCounters.Kind.values()) {
				for (Topic.Kind scope : Topic.Kind.values()) {
					counter("messages", "Messages from and to other nodes", "messages",
							(counters) -> counters.messages(direction, kind, scope))
						.tags("network.io.direction", tag(direction), "kind", tag(kind), "scope", tag(scope))
						.register(registry);
				}
			}
		}
	}

	private void bindFailures(MeterRegistry registry) {
		counter("gaps", "Windows of time in which messages of other nodes are missing or may be", "gaps",
				ClusterCounters::gaps)
			.register(registry);
		counter("lost", "Messages of other nodes that are known to be missing", "messages", ClusterCounters::lost)
			.register(registry);
		for (ClusterLinkException.Reason reason : ClusterLinkException.Reason.values()) {
			counter("links", "Links to the engine that replaced an earlier one", "links",
					(counters) -> counters.links(reason))
				.tags(Tags.of("reason", tag(reason)))
				.register(registry);
		}
		for (ClusterCounters.DropReason reason : ClusterCounters.DropReason.values()) {
			counter("dropped", "Messages of other nodes that were received and ignored", "messages",
					(counters) -> counters.dropped(reason))
				.tags(Tags.of("reason", tag(reason)))
				.register(registry);
		}
	}

	private FunctionCounter.Builder<ClusterCounters> counter(String name, String description, String unit,
			ToDoubleFunction<ClusterCounters> count) {
		return FunctionCounter.builder("websocket.cluster." + name, this.counters, count)
			.description(description)
			.baseUnit(unit);
	}

	private static String tag(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
