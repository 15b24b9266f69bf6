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

package io.github.wsboot.console;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.ConnectionManager;
import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.monitor.EndpointTraffic;
import io.github.wsboot.monitor.EndpointTraffic.Totals;
import io.github.wsboot.monitor.Traffic;

/**
 * Takes snapshots of the node, with rates since the previous snapshot.
 *
 * @since 0.1.0
 */
public final class NodeSampler {

	private static final double P99 = 0.99;

	private final ConnectionManager connections;

	private final Supplier<List<String>> endpoints;

	private final Traffic traffic;

	private final PendingWorkSampler pendingWork;

	private final Supplier<Duration> lag;

	private final CallbackDurations durations;

	private final LongSupplier clock;

	private Flow before;

	private long beforeAt;

	/**
	 * Create a sampler.
	 * @param connections the connections of this node
	 * @param endpoints the path templates of all endpoints
	 * @param traffic the traffic of this node
	 * @param pendingWork samples the messages that wait
	 * @param lag returns the longest recent time that a connection waited for its event
	 * loop
	 * @param recorder records the durations of callbacks
	 */
	public NodeSampler(ConnectionManager connections, Supplier<List<String>> endpoints, Traffic traffic,
			PendingWorkSampler pendingWork, Supplier<Duration> lag, ConsoleRecorder recorder) {
		this(connections, endpoints, traffic, pendingWork, lag, recorder, System::nanoTime);
	}

	NodeSampler(ConnectionManager connections, Supplier<List<String>> endpoints, Traffic traffic,
			PendingWorkSampler pendingWork, Supplier<Duration> lag, ConsoleRecorder recorder, LongSupplier clock) {
		this.connections = connections;
		this.endpoints = endpoints;
		this.traffic = traffic;
		this.pendingWork = pendingWork;
		this.lag = lag;
		this.durations = recorder.durations();
		this.clock = clock;
		this.before = flow();
		this.beforeAt = clock.getAsLong();
	}

	/**
	 * Forget everything before now: the next snapshot begins here.
	 */
	void restart() {
		this.before = flow();
		this.beforeAt = this.clock.getAsLong();
		this.durations.take(1);
	}

	Snapshot next() {
		Flow flow = flow();
		long now = this.clock.getAsLong();
		double seconds = Math.max(now - this.beforeAt, 1) / 1e9;
		Snapshot snapshot = new Snapshot(System.currentTimeMillis(), this.connections.count(),
				(flow.receivedMessages() - this.before.receivedMessages()) / seconds,
				(flow.sentMessages() - this.before.sentMessages()) / seconds,
				(flow.receivedBytes() - this.before.receivedBytes()) / seconds,
				(flow.sentBytes() - this.before.sentBytes()) / seconds, queuedBytes(), millis(this.lag.get()), p99());
		this.before = flow;
		this.beforeAt = now;
		return snapshot;
	}

	private Flow flow() {
		Flow flow = new Flow(0, 0, 0, 0);
		for (EndpointTraffic endpoint : this.traffic.endpoints()) {
			flow = flow.plus(endpoint.received(), endpoint.sent());
		}
		return flow;
	}

	private long queuedBytes() {
		return this.endpoints.get().stream().mapToLong((path) -> this.pendingWork.endpoint(path).queuedBytes()).sum();
	}

	private static double millis(Duration duration) {
		return duration.toNanos() / 1e6;
	}

	private @Nullable Double p99() {
		long nanos = this.durations.take(P99);
		return (nanos >= 0) ? nanos / 1e6 : null;
	}

	/**
	 * Snapshot of the node, with rates since the previous snapshot.
	 *
	 * @param at the time of the snapshot, in milliseconds since 1970
	 * @param connections the number of connections
	 * @param receivedMessages the messages received per second
	 * @param sentMessages the messages sent per second
	 * @param receivedBytes the bytes received per second
	 * @param sentBytes the bytes sent per second
	 * @param queuedBytes the bytes that wait for sockets
	 * @param lagMillis the time that connections waited for their event loop
	 * @param p99Millis the 99th percentile of the callbacks' durations, or {@code null}
	 * if there were none
	 */
	record Snapshot(long at, int connections, double receivedMessages, double sentMessages, double receivedBytes,
			double sentBytes, long queuedBytes, double lagMillis, @Nullable Double p99Millis) {

	}

	private record Flow(long receivedMessages, long receivedBytes, long sentMessages, long sentBytes) {

		Flow plus(Totals received, Totals sent) {
			return new Flow(this.receivedMessages + received.messages(), this.receivedBytes + received.bytes(),
					this.sentMessages + sent.messages(), this.sentBytes + sent.bytes());
		}

	}

}
