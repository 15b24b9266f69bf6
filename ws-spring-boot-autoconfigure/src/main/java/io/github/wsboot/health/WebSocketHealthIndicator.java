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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.util.Assert;

import io.github.wsboot.connection.ConnectionRegistry;

/**
 * {@link HealthIndicator} of the WebSocket server of this node.
 * <p>
 * The status is down when the thread of an event loop has died, since the connections of
 * that loop receive nothing any more, and out of service while the connections are being
 * drained. Clients cannot change it: a full server, slow clients, busy loops and
 * callbacks that hold all workers are only details.
 *
 * @since 0.1.0
 */
public final class WebSocketHealthIndicator extends AbstractHealthIndicator {

	private final ConnectionRegistry registry;

	private final @Nullable Integer limit;

	private final BooleanSupplier draining;

	private final Supplier<EventLoopState> loops;

	private final @Nullable ThreadPoolExecutor workers;

	/**
	 * Create an indicator.
	 * @param registry the connections of this node
	 * @param limit the maximum number of connections, or {@code null} if unlimited
	 * @param draining whether connections are being drained
	 * @param loops supplies the state of the event loops
	 * @param workers the pool of the threads that run callbacks, or {@code null} if they
	 * are virtual, which have no details
	 */
	public WebSocketHealthIndicator(ConnectionRegistry registry, @Nullable Integer limit, BooleanSupplier draining,
			Supplier<EventLoopState> loops, @Nullable ThreadPoolExecutor workers) {
		super("WebSocket health check failed");
		Assert.notNull(registry, "'registry' must not be null");
		Assert.notNull(draining, "'draining' must not be null");
		Assert.notNull(loops, "'loops' must not be null");
		this.registry = registry;
		this.limit = limit;
		this.draining = draining;
		this.loops = loops;
		this.workers = workers;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		EventLoopState loops = this.loops.get();
		boolean draining = this.draining.getAsBoolean();
		status(builder, loops, draining).withDetail("connections", this.registry.count());
		if (this.limit != null) {
			builder.withDetail("limit", this.limit);
		}
		builder.withDetail("draining", draining).withDetail("eventLoops", describe(loops));
		if (this.workers != null) {
			builder.withDetail("workers", describe(this.workers));
		}
	}

	private static Health.Builder status(Health.Builder builder, EventLoopState loops, boolean draining) {
		if (loops.alive() < loops.configured()) {
			return builder.down();
		}
		return draining ? builder.outOfService() : builder.up();
	}

	private static Map<String, Object> describe(EventLoopState loops) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("alive", loops.alive());
		described.put("configured", loops.configured());
		described.put("worstLagMillis", loops.worstLag().toMillis());
		return described;
	}

	private static Map<String, Object> describe(ThreadPoolExecutor workers) {
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("active", workers.getActiveCount());
		described.put("queued", workers.getQueue().size());
		described.put("max", workers.getMaximumPoolSize());
		return described;
	}

}
