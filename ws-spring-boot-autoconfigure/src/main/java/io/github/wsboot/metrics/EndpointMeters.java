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
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.extension.DropReason;

/**
 * Meters of one endpoint, each looked up once.
 */
final class EndpointMeters {

	private final MeterRegistry registry;

	private final Tags tags;

	private final LongAdder active = new LongAdder();

	private final HandshakeMeters handshakes;

	private final @Nullable MessageTimers messages;

	private final Timer sendDelay;

	private final Timer roundTrip;

	private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);

	private final Map<CloseTags, Counter> closes = new ConcurrentHashMap<>();

	private final Map<ConnectionOutcome, Timer> durations = new ConcurrentHashMap<>();

	/**
	 * Register the meters.
	 * @param registry the registry
	 * @param uri the path template of the endpoint
	 * @param timesMessages whether to time the handling of messages
	 */
	EndpointMeters(MeterRegistry registry, String uri, boolean timesMessages) {
		this.registry = registry;
		this.tags = Tags.of("uri", uri);
		this.handshakes = new HandshakeMeters(registry, this.tags);
		this.messages = timesMessages ? new MessageTimers(registry, this.tags) : null;
		this.sendDelay = timer("websocket.server.send.delay",
				"Time from the push of a message until it is written to the socket", this.tags);
		this.roundTrip = timer("websocket.server.ping.rtt", "Time from a ping of the heartbeat to its answer",
				this.tags);
		for (DropReason reason : DropReason.values()) {
			this.dropped.put(reason, dropCounter(reason));
		}
		Gauge.builder("websocket.server.active_connections", this.active::sum)
			.description("Connections that are open")
			.baseUnit(BaseUnits.CONNECTIONS)
			.tags(this.tags)
			.register(registry);
	}

	private Counter dropCounter(DropReason reason) {
		return Counter.builder("websocket.server.send.dropped")
			.description("Messages that were pushed but not sent, counted for each receiver")
			.baseUnit(BaseUnits.MESSAGES)
			.tags(this.tags.and("reason", tag(reason)))
			.register(this.registry);
	}

	private Timer timer(String name, String description, Tags tags) {
		return Timer.builder(name).description(description).tags(tags).register(this.registry);
	}

	private Counter closeCounter(CloseTags close) {
		return Counter.builder("websocket.server.closes")
			.description("Connections that have ended")
			.tags(this.tags.and(close.tags()))
			.register(this.registry);
	}

	private static String tag(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	HandshakeMeters handshakes() {
		return this.handshakes;
	}

	void onOpened() {
		this.active.increment();
		this.handshakes.onAccepted();
	}

	void onClosed(CloseStatus status, CloseCause cause, Duration lasted) {
		this.active.decrement();
		this.closes.computeIfAbsent(CloseTags.of(status.getCode(), cause), this::closeCounter).increment();
		this.durations
			.computeIfAbsent(ConnectionOutcome.of(status, cause),
					(outcome) -> timer("websocket.server.connection.duration", "Time for which connections were open",
							this.tags.and("outcome", outcome.tag())))
			.record(lasted);
	}

	void onHandled(long nanos, @Nullable Throwable exception) {
		if (this.messages != null) {
			this.messages.record(nanos, exception);
		}
	}

	void onDropped(DropReason reason, long messages) {
		Counter counter = this.dropped.get(reason);
		if (counter != null) {
			counter.increment(messages);
		}
	}

	void onSent(long nanos) {
		this.sendDelay.record(nanos, TimeUnit.NANOSECONDS);
	}

	void onPong(long roundTripNanos) {
		this.roundTrip.record(roundTripNanos, TimeUnit.NANOSECONDS);
	}

}
