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

package io.github.wsboot.health;

import java.util.function.Supplier;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.Assert;

import io.github.wsboot.cluster.member.ClusterStatus;

/**
 * {@link HealthIndicator} of this node's membership in its cluster.
 * <p>
 * While the cluster cannot be reached, the status is {@link #DEGRADED}, which Spring Boot
 * leaves out of the status of the application: this node goes on serving its clients. If
 * the cluster is required, the status is out of service instead.
 *
 * @since 0.1.0
 */
public final class WebSocketClusterHealthIndicator extends AbstractHealthIndicator {

	/**
	 * Status of a node that serves its own clients and cannot reach the other nodes.
	 */
	public static final Status DEGRADED = new Status("DEGRADED", "Pushes reach the connections of this node only");

	private final Supplier<ClusterStatus> cluster;

	private final boolean required;

	/**
	 * Create an indicator.
	 * @param cluster returns the status of the cluster
	 * @param required whether this node is out of service while it cannot reach the
	 * cluster
	 */
	public WebSocketClusterHealthIndicator(Supplier<ClusterStatus> cluster, boolean required) {
		super("WebSocket cluster health check failed");
		Assert.notNull(cluster, "'cluster' must not be null");
		this.cluster = cluster;
		this.required = required;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ClusterStatus cluster = this.cluster.get();
		builder.status(status(cluster.available()))
			.withDetail("node", cluster.node())
			.withDetail("nodes", cluster.nodes())
			.withDetail("link", cluster.link());
		if (cluster.lastProbe() != null) {
			builder.withDetail("lastProbe", cluster.lastProbe());
		}
		builder.withDetail("gaps", cluster.gaps());
		if (cluster.cause() != null) {
			builder.withDetail("cause", cluster.cause());
		}
	}

	private Status status(boolean available) {
		if (available) {
			return Status.UP;
		}
		return this.required ? Status.OUT_OF_SERVICE : DEGRADED;
	}

}
