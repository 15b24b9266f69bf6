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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * Timers for the handling of messages, by the exception with which it ends.
 */
final class MessageTimers {

	/** Number of types of exceptions that get a timer of their own. */
	private static final int MAX_ERRORS = 50;

	private static final String OTHER = "other";

	private final MeterScope scope;

	private final Timer successful;

	private final Map<String, Timer> failed = new ConcurrentHashMap<>();

	MessageTimers(MeterScope scope) {
		this.scope = scope;
		this.successful = timer("none");
	}

	private Timer timer(String error) {
		return this.scope.timer("message.duration", "Time for handling a message", "error", error);
	}

	void record(long nanos, @Nullable Throwable exception) {
		Timer timer = (exception != null) ? failureTimer(name(exception)) : this.successful;
		timer.record(nanos, TimeUnit.NANOSECONDS);
	}

	private static String name(Throwable exception) {
		String simple = exception.getClass().getSimpleName();
		return StringUtils.hasText(simple) ? simple : exception.getClass().getName();
	}

	private Timer failureTimer(String error) {
		Timer known = this.failed.get(error);
		if (known != null) {
			return known;
		}
		String bounded = (this.failed.size() < MAX_ERRORS) ? error : OTHER;
		return this.failed.computeIfAbsent(bounded, this::timer);
	}

}
