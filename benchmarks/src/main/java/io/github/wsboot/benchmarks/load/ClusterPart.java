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

package io.github.wsboot.benchmarks.load;

import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * Part of what is measured of a cluster.
 */
enum ClusterPart {

	/** Pushes of another node against those of the receiving one. */
	DELIVERY((options, nodes) -> new RemoteDelivery(options, nodes).run()),

	/** The most that one node can push to another one. */
	THROUGHPUT((options, nodes) -> new ClusterThroughput(options, nodes).run()),

	/** Time from a push to a client. */
	LAG((options, nodes) -> new ClusterLag(options, nodes).run()),

	/** A new link that gets all topics of a broken one. */
	TOPICS((options, nodes) -> new Resubscription(options, nodes).run()),

	/** Connections that each bring a topic. */
	CONNECTS((options, nodes) -> new UserConnects(options, nodes).run()),

	/** Nodes that only tell each other that they live. */
	HEARTBEATS((options, nodes) -> new HeartbeatCost(options, nodes).run()),

	/** Heap of connections with longer ids. */
	HEAP((options, nodes) -> IdleHeap.ofNode(options, nodes.redis()).run());

	private final BiFunction<Options, ClusterNodes, List<String>> measurement;

	ClusterPart(BiFunction<Options, ClusterNodes, List<String>> measurement) {
		this.measurement = measurement;
	}

	static ClusterPart of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT));
	}

	/**
	 * Measure.
	 * @return the table and what it means
	 */
	List<String> run(Options options, ClusterNodes nodes) {
		return this.measurement.apply(options, nodes);
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
