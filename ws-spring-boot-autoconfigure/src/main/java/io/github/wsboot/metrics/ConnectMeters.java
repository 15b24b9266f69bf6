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

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;

import io.github.wsboot.transport.client.ConnectFailure;

/**
 * Meters of the attempts of one client to connect.
 */
final class ConnectMeters {

	private static final int CLASS_OF_STATUS = 100;

	private static final String ESTABLISHED = "established";

	/** Results that can be read before there is one. */
	private static final List<String> USUAL = List.of(ESTABLISHED, "refused", "network", "timeout", "tls", "status_4xx",
			"status_5xx", "protocol", "request");

	private final MeterScope scope;

	private final Map<String, Counter> results = new ConcurrentHashMap<>();

	private final Timer duration;

	private final Timer delay;

	ConnectMeters(MeterScope scope) {
		this.scope = scope;
		this.duration = scope.timer("connect.duration", "Time from the start of an attempt until it was successful");
		this.delay = scope.timer("reconnect.delay", "Time to wait before another attempt");
		USUAL.forEach((result) -> this.results.put(result, counter(result)));
	}

	private Counter counter(String result) {
		return Counter.builder(this.scope.name("connects"))
			.description("Attempts to connect by their result")
			.baseUnit("attempts")
			.tags(this.scope.tags().and("result", result))
			.register(this.scope.registry());
	}

	void onConnected(long nanos) {
		count(ESTABLISHED);
		this.duration.record(nanos, TimeUnit.NANOSECONDS);
	}

	void onFailed(ConnectFailure failure) {
		count(result(failure));
	}

	private void count(String result) {
		this.results.computeIfAbsent(result, this::counter).increment();
	}

	static String result(ConnectFailure failure) {
		return switch (failure.kind()) {
			case NETWORK -> (failure.cause() instanceof ConnectException) ? "refused" : "network";
			case STATUS -> "status_" + classOf(failure.status()) + "xx";
			case TIMEOUT, TLS, PROTOCOL, REQUEST, CANCELLED -> failure.kind().name().toLowerCase(Locale.ROOT);
		};
	}

	private static int classOf(@Nullable HttpStatusCode status) {
		return (status != null) ? status.value() / CLASS_OF_STATUS : 0;
	}

	void onDelayed(Duration waiting) {
		this.delay.record(waiting);
	}

}
