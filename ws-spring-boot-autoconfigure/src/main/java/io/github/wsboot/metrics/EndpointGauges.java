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
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;

import io.github.wsboot.connection.PendingWorkSampler;
import io.github.wsboot.connection.PendingWorkSampler.PendingWork;
import io.github.wsboot.monitor.EndpointTraffic;
import io.github.wsboot.monitor.EndpointTraffic.Totals;

/**
 * Meters of one endpoint whose values are counted anyway, or looked up when they are
 * read.
 */
final class EndpointGauges {

	private static final String QUEUE = "websocket.server.send.queue";

	private static final String MAILBOX = "websocket.server.mailbox";

	private final MeterRegistry registry;

	private final Tags tags;

	EndpointGauges(MeterRegistry registry, String uri) {
		this.registry = registry;
		this.tags = Tags.of("uri", uri);
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
		Tags tags = this.tags.and("network.io.direction", direction, "type", type);
		FunctionCounter.builder("websocket.server.messages", traffic, messages)
			.description("Messages that have arrived or that have been written to sockets")
			.baseUnit(BaseUnits.MESSAGES)
			.tags(tags)
			.register(this.registry);
		FunctionCounter.builder("websocket.server.io", traffic, bytes)
			.description("Payload of these messages, uncompressed")
			.baseUnit(BaseUnits.BYTES)
			.tags(tags)
			.register(this.registry);
	}

	void bindPendingWork(PendingWorkSampler pendingWork, String uri) {
		gauge(pendingWork, uri, QUEUE, BaseUnits.BYTES, "Bytes that wait for the sockets of all connections",
				PendingWork::queuedBytes);
		gauge(pendingWork, uri, QUEUE + ".max", BaseUnits.BYTES,
				"Bytes that wait for the socket with the longest queue", PendingWork::maxQueuedBytes);
		gauge(pendingWork, uri, MAILBOX, BaseUnits.MESSAGES, "Messages that wait for the callbacks of all connections",
				PendingWork::mailboxMessages);
		gauge(pendingWork, uri, MAILBOX + ".max", BaseUnits.MESSAGES,
				"Messages that wait for the callbacks of the connection with the fullest mailbox",
				PendingWork::maxMailboxMessages);
	}

	private void gauge(PendingWorkSampler pendingWork, String uri, String name, String unit, String description,
			ToLongFunction<PendingWork> value) {
		Gauge.builder(name, () -> value.applyAsLong(pendingWork.endpoint(uri)))
			.description(description)
			.baseUnit(unit)
			.tags(this.tags)
			.register(this.registry);
	}

	/**
	 * Selects one direction of the traffic.
	 */
	@FunctionalInterface
	private interface TotalsOf {

		Totals of(EndpointTraffic traffic);

	}

}
