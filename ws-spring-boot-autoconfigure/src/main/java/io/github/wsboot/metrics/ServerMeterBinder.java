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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import org.jspecify.annotations.Nullable;

/**
 * Binds the meters of the resources that all endpoints share: the event loops and, as
 * Micrometer's {@code executor} meters, the pools of the threads that run callbacks
 * ({@value #WORKERS}), what depends on asks ({@value #ASKS}) and other tasks that may
 * block ({@value #SERVER}).
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ServerMeterBinder implements MeterBinder {

	private static final String WORKERS = "ws-worker";

	private static final String SERVER = "ws-server";

	private static final String ASKS = "ws-ask";

	private final Supplier<Duration> lag;

	private final @Nullable ThreadPoolExecutor workers;

	private final @Nullable ThreadPoolExecutor server;

	private final @Nullable ThreadPoolExecutor asks;

	/**
	 * Create a binder.
	 * @param lag returns the longest recent time that a connection may have waited for
	 * its event loop
	 * @param workers the pool of the workers, or {@code null} if their threads are
	 * virtual, which have no meters
	 * @param server the pool for other tasks that may block, or {@code null} as above
	 * @param asks the pool for what depends on asks, or {@code null} as above
	 */
	public ServerMeterBinder(Supplier<Duration> lag, @Nullable ThreadPoolExecutor workers,
			@Nullable ThreadPoolExecutor server, @Nullable ThreadPoolExecutor asks) {
		this.lag = lag;
		this.workers = workers;
		this.server = server;
		this.asks = asks;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		TimeGauge.builder("websocket.server.event_loop.lag", () -> this.lag.get().toNanos(), TimeUnit.NANOSECONDS)
			.description("Longest recent time that a connection may have waited for its event loop")
			.register(registry);
		bind(this.workers, WORKERS, registry);
		bind(this.server, SERVER, registry);
		bind(this.asks, ASKS, registry);
	}

	private static void bind(@Nullable ThreadPoolExecutor pool, String name, MeterRegistry registry) {
		if (pool != null) {
			new ExecutorServiceMetrics(pool, name, List.of()).bindTo(registry);
		}
	}

}
