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
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.socket.CloseStatus;

import io.github.wsboot.CloseCause;
import io.github.wsboot.extension.AskOutcome;
import io.github.wsboot.extension.DropReason;

/**
 * Meters of the connections of one endpoint, or of one client, each looked up once.
 */
final class ConnectionMeters {

	private final MeterScope scope;

	private final LongAdder active = new LongAdder();

	private final @Nullable MessageTimers messages;

	private final Timer sendDelay;

	private final Timer roundTrip;

	private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);

	private final Map<AskOutcome, Timer> asks = new ConcurrentHashMap<>();

	private final SingletonSupplier<Counter> lateAnswers = SingletonSupplier.of(this::lateAnswerCounter);

	private final Map<CloseTags, Counter> closes = new ConcurrentHashMap<>();

	private final Map<ConnectionOutcome, Timer> durations = new ConcurrentHashMap<>();

	/**
	 * Register the meters.
	 * @param scope what the meters have in common
	 * @param timesMessages whether to time the handling of messages
	 */
	ConnectionMeters(MeterScope scope, boolean timesMessages) {
		this.scope = scope;
		this.messages = timesMessages ? new MessageTimers(scope) : null;
		this.sendDelay = scope.timer("send.delay", "Time from the push of a message until it is written to the socket");
		this.roundTrip = scope.timer("ping.rtt", "Time from a ping of the heartbeat to its answer");
		for (DropReason reason : DropReason.values()) {
			this.dropped.put(reason, dropCounter(reason));
		}
		Gauge.builder(scope.name("active_connections"), this.active::sum)
			.description("Connections that are open")
			.baseUnit(BaseUnits.CONNECTIONS)
			.tags(scope.tags())
			.register(scope.registry());
	}

	private Counter dropCounter(DropReason reason) {
		return Counter.builder(this.scope.name("send.dropped"))
			.description("Messages that were pushed but not sent, counted for each receiver")
			.baseUnit(BaseUnits.MESSAGES)
			.tags(this.scope.tags().and("reason", tag(reason)))
			.register(this.scope.registry());
	}

	private Counter lateAnswerCounter() {
		return Counter.builder(this.scope.name("asks.late"))
			.description("Answers that came too late, twice or without an ask, and were ignored")
			.baseUnit(BaseUnits.MESSAGES)
			.tags(this.scope.tags())
			.register(this.scope.registry());
	}

	private Counter closeCounter(CloseTags close) {
		return Counter.builder(this.scope.name("closes"))
			.description("Connections that have ended")
			.tags(this.scope.tags().and(close.tags(this.scope.side())))
			.register(this.scope.registry());
	}

	private static String tag(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	void onOpened() {
		this.active.increment();
	}

	void onClosed(CloseStatus status, CloseCause cause, Duration lasted) {
		this.active.decrement();
		this.closes.computeIfAbsent(CloseTags.of(status.getCode(), cause), this::closeCounter).increment();
		this.durations
			.computeIfAbsent(ConnectionOutcome.of(status, cause, this.scope.side()),
					(outcome) -> this.scope.timer("connection.duration", "Time for which connections were open",
							"outcome", outcome.tag()))
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

	void onAsked(AskOutcome outcome, long nanos) {
		this.asks
			.computeIfAbsent(outcome,
					(key) -> this.scope.timer("asks", "Time from an ask to its answer, or to its end without one",
							"outcome", tag(key)))
			.record(nanos, TimeUnit.NANOSECONDS);
	}

	void onLateAnswer() {
		this.lateAnswers.obtain().increment();
	}

	void onSent(long nanos) {
		this.sendDelay.record(nanos, TimeUnit.NANOSECONDS);
	}

	void onPong(long roundTripNanos) {
		this.roundTrip.record(roundTripNanos, TimeUnit.NANOSECONDS);
	}

}
