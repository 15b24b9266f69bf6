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

package io.github.wsboot.benchmarks.cluster;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.cluster.member.Subscriptions;

/**
 * Tells the load generator what only a node can know of its cluster.
 */
@RestController
class ClusterProbe {

	/** Threads of the connections to Redis. */
	private static final String LINK = "lettuce-";

	private final ConnectionManager connections;

	private final Subscriptions subscriptions;

	private final LinkOutages outages;

	ClusterProbe(ConnectionManager connections, Subscriptions subscriptions, LinkOutages outages) {
		this.connections = connections;
		this.subscriptions = subscriptions;
		this.outages = outages;
	}

	@GetMapping("/probe/nodes")
	String nodes() {
		return Integer.toString(this.connections.cluster().nodes().size());
	}

	/**
	 * Return the nanoseconds of processor time that the threads of the link have taken.
	 */
	@GetMapping("/probe/link-time")
	String linkTime() {
		return Long.toString(ThreadTimes.sum((name) -> name.startsWith(LINK)));
	}

	/**
	 * Return the number of topics that are subscribed, or -1 while some are missing.
	 */
	@GetMapping("/probe/topics")
	String topics() {
		int confirmed = this.subscriptions.confirmed();
		return Integer.toString((confirmed == this.subscriptions.desired()) ? confirmed : -1);
	}

	/**
	 * Return how many times the cluster was reached.
	 */
	@GetMapping("/probe/links")
	String links() {
		return Integer.toString(this.outages.count());
	}

	/**
	 * Return the nanoseconds for which the cluster was out of reach the last time.
	 */
	@GetMapping("/probe/outage")
	String outage() {
		return Long.toString(this.outages.latest().toNanos());
	}

}
