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

package io.github.wsboot.endpoint;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous results of a connection's callbacks that are not complete. They are
 * cancelled when the connection closes.
 */
final class ActiveResults {

	private static final Log logger = LogFactory.getLog(ActiveResults.class);

	/** Guarded by this object, {@code null} until the first one. */
	private @Nullable Set<Runnable> cancellations;

	private final AtomicInteger streams = new AtomicInteger();

	private final int maxStreams;

	private volatile boolean cancelled;

	ActiveResults(int maxStreams) {
		this.maxStreams = maxStreams;
	}

	void add(Runnable cancellation) {
		hold(cancellation);
		if (this.cancelled) {
			cancel(cancellation);
		}
	}

	private synchronized void hold(Runnable cancellation) {
		if (this.cancellations == null) {
			this.cancellations = new HashSet<>(2);
		}
		this.cancellations.add(cancellation);
	}

	/**
	 * Let go of a result.
	 * @return whether it was still held
	 */
	synchronized boolean remove(Runnable cancellation) {
		return this.cancellations != null && this.cancellations.remove(cancellation);
	}

	private synchronized List<Runnable> held() {
		return (this.cancellations != null) ? List.copyOf(this.cancellations) : List.of();
	}

	void startStream() {
		if (this.streams.incrementAndGet() > this.maxStreams) {
			this.streams.decrementAndGet();
			throw new IllegalStateException(
					"The connection already has " + this.maxStreams + " streams, see 'ws.message.max-streams'");
		}
	}

	void endStream() {
		this.streams.decrementAndGet();
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	boolean isEmpty() {
		return held().isEmpty();
	}

	/**
	 * Deliver nothing more.
	 */
	void close() {
		this.cancelled = true;
	}

	/**
	 * Cancel what is not complete. May call back into the application.
	 */
	void cancel() {
		close();
		held().forEach(this::cancel);
	}

	private void cancel(Runnable cancellation) {
		if (remove(cancellation)) {
			try {
				cancellation.run();
			}
			catch (Throwable ex) {
				logger.warn("A result cannot be cancelled", ex);
			}
		}
	}

}
