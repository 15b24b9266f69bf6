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

package io.github.wsboot.connection;

import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.Marker;

/**
 * Makes the loggers of the server fail with each warning until it is closed, as they do
 * when there is no memory.
 */
public final class FailingLog implements AutoCloseable {

	private final LoggerContext context = (LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory();

	private final AtomicInteger failures = new AtomicInteger();

	private final TurboFilter filter = new TurboFilter() {

		@Override
		public FilterReply decide(Marker marker, Logger logger, Level level, String format, Object[] params,
				Throwable throwable) {
			if (throwable != null && logger.getName().startsWith("io.github.wsboot")
					&& level.isGreaterOrEqual(Level.WARN)) {
				FailingLog.this.failures.incrementAndGet();
				throw new OutOfMemoryError("expected of the log");
			}
			return FilterReply.NEUTRAL;
		}

	};

	/**
	 * Start to fail.
	 */
	public FailingLog() {
		this.context.addTurboFilter(this.filter);
	}

	/**
	 * Return the number of failures.
	 */
	public int failures() {
		return this.failures.get();
	}

	@Override
	public void close() {
		this.context.getTurboFilterList().remove(this.filter);
	}

}
