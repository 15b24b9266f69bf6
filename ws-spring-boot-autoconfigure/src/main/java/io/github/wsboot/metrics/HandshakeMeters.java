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

import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.Counter;

import io.github.wsboot.HandshakeRejection;

/**
 * Counters of an endpoint's handshakes by their results.
 */
final class HandshakeMeters {

	private final Counter accepted;

	private final Map<HandshakeRejection, Counter> rejected = new EnumMap<>(HandshakeRejection.class);

	HandshakeMeters(MeterScope scope) {
		this.accepted = counter(scope, "accepted");
		for (HandshakeRejection reason : HandshakeRejection.values()) {
			this.rejected.put(reason, counter(scope, result(reason)));
		}
	}

	private static Counter counter(MeterScope scope, String result) {
		return Counter.builder(scope.name("handshakes"))
			.description("Handshakes by their result")
			.baseUnit("handshakes")
			.tags(scope.tags().and("result", result))
			.register(scope.registry());
	}

	private static String result(HandshakeRejection reason) {
		return switch (reason) {
			case ORIGIN -> "origin";
			case AUTHENTICATION -> "auth";
			case LIMIT -> "limit";
			case RATE -> "rate";
			case DRAINING -> "draining";
			case BAD_REQUEST -> "bad_request";
			case REFUSED -> "refused";
			case ERROR -> "error";
		};
	}

	void onAccepted() {
		this.accepted.increment();
	}

	void onRejected(HandshakeRejection reason) {
		Counter counter = this.rejected.get(reason);
		if (counter != null) {
			counter.increment();
		}
	}

}
