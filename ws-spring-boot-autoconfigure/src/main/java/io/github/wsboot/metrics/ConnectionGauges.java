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

import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;

import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.connection.PendingWorkSampler.PendingWork;
import io.github.wsboot.monitor.EndpointTraffic;
import io.github.wsboot.monitor.EndpointTraffic.Totals;

/**
 * Meters of one endpoint, or of one client, whose values are counted anyway, or looked up
 * when they are read.
 */
final class ConnectionGauges {

	private static final String QUEUE = "send.queue";

	private static final String MAILBOX = "mailbox";

	private final MeterScope scope;

	ConnectionGauges(MeterScope scope) {
		this.scope = scope;
	}

	void bindTraffic(EndpointTraffic traffic) {
		direction(traffic, "receive", EndpointTraffic::received);
		direction(traffic, "transmit", EndpointTraffic::sent);
	}

	private void direction(EndpointTraffic traffic, String direction, TotalsOf totals) {
		type(traffic, direction, "text", (from) -> totals.of(from).textMessages(),
				(from) -> totals.of(from).textBytes());
		type(traffic, direction, "binary", (from) -> totals.of(from).binaryMessages(),
				(from) -> totals.of(from).binaryBytes());
	}

	private void type(EndpointTraffic traffic, String direction, String type,
			ToDoubleFunction<EndpointTraffic> messages, ToDoubleFunction<EndpointTraffic> bytes) {
		Tags tags = this.scope.tags().and("network.io.direction", direction, "type", type);
		FunctionCounter.builder(this.scope.name("messages"), traffic, messages)
			.description("Messages that have arrived or that have been written to sockets")
			.baseUnit(BaseUnits.MESSAGES)
			.tags(tags)
			.register(this.scope.registry());
		FunctionCounter.builder(this.scope.name("io"), traffic, bytes)
			.description("Payload of these messages, uncompressed")
			.baseUnit(BaseUnits.BYTES)
			.tags(tags)
			.register(this.scope.registry());
	}

	void bindPendingWork(PendingWorkSampler pendingWork, String endpoint) {
		gauge(pendingWork, endpoint, QUEUE, BaseUnits.BYTES, "Bytes that wait for the sockets of all connections",
				PendingWork::queuedBytes);
		gauge(pendingWork, endpoint, QUEUE + ".max", BaseUnits.BYTES,
				"Bytes that wait for the socket with the longest queue", PendingWork::maxQueuedBytes);
		gauge(pendingWork, endpoint, MAILBOX, BaseUnits.MESSAGES,
				"Messages that wait for the callbacks of all connections", PendingWork::mailboxMessages);
		gauge(pendingWork, endpoint, MAILBOX + ".max", BaseUnits.MESSAGES,
				"Messages that wait for the callbacks of the connection with the fullest mailbox",
				PendingWork::maxMailboxMessages);
	}

	private void gauge(PendingWorkSampler pendingWork, String endpoint, String name, String unit, String description,
			ToLongFunction<PendingWork> value) {
		Gauge.builder(this.scope.name(name), () -> value.applyAsLong(pendingWork.endpoint(endpoint)))
			.description(description)
			.baseUnit(unit)
			.tags(this.scope.tags())
			.register(this.scope.registry());
	}

	/**
	 * Selects one direction of the traffic.
	 */
	@FunctionalInterface
	private interface TotalsOf {

		Totals of(EndpointTraffic traffic);

	}

}
