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

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.github.wsboot.Connection;
import io.github.wsboot.Frame;
import io.github.wsboot.connection.ConnectionRegistry;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.extension.ConnectionListener;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.monitor.Traffic;

/**
 * Measures the cost of recording that a message has arrived and has been handled, without
 * and with meters.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MeteredMessageBenchmark {

	@Param({ "false", "true" })
	private boolean meters;

	private final Traffic traffic = new Traffic();

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final ConnectionMonitor monitor = new ConnectionMonitor(this.traffic, this::listeners, List::of);

	private final Connection connection = (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
			new Class<?>[] { Connection.class }, (proxy, method, arguments) -> "/ws");

	private List<ConnectionListener> listeners() {
		return this.meters ? List.of(new WebSocketMetrics(this.registry, this.traffic,
				new PendingWorkSampler(new ConnectionRegistry(1)), true)) : List.of();
	}

	/**
	 * Look up the listeners.
	 */
	@Setup
	public void listen() {
		this.monitor.afterSingletonsInstantiated();
	}

	/**
	 * Record one message.
	 */
	@Benchmark
	public void message() {
		long since = this.monitor.startTiming();
		this.monitor.onReceived(this.connection, Frame.Opcode.TEXT, 64);
		this.monitor.onHandled(this.connection, since, null);
	}

	/**
	 * Check that messages were timed, or not.
	 */
	@TearDown
	public void check() {
		boolean timed = this.registry.find("websocket.server.message.duration")
			.timers()
			.stream()
			.anyMatch((timer) -> timer.count() > 0);
		if (timed != this.meters) {
			throw new IllegalStateException("Messages were " + (timed ? "" : "not ") + "timed");
		}
	}

}
