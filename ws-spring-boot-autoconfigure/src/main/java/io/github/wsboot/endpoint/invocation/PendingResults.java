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

package io.github.wsboot.endpoint.invocation;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.support.SafeLogger;

/**
 * Asynchronous results of a connection's callbacks that are not complete. They are
 * cancelled when the connection closes.
 *
 * @since 0.1.0
 */
public final class PendingResults {

	private static final SafeLogger logger = SafeLogger.of(PendingResults.class);

	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<PendingResults, @Nullable Set> ACTIONS;

	static {
		ACTIONS = AtomicReferenceFieldUpdater.newUpdater(PendingResults.class, Set.class, "actions");
	}

	private static final AtomicIntegerFieldUpdater<PendingResults> STREAMS = AtomicIntegerFieldUpdater
		.newUpdater(PendingResults.class, "streams");

	/** The actions that cancel the results; {@code null} before the first one. */
	private volatile @Nullable Set<Runnable> actions;

	private volatile int streams;

	private final int maxStreams;

	private volatile boolean cancelled;

	public PendingResults(int maxStreams) {
		this.maxStreams = maxStreams;
	}

	void add(Runnable cancellation) {
		if (this.actions == null) {
			ACTIONS.compareAndSet(this, null, ConcurrentHashMap.newKeySet(1));
		}
		actions().add(cancellation);
		if (this.cancelled) {
			cancel(cancellation);
		}
	}

	private Set<Runnable> actions() {
		Set<Runnable> actions = this.actions;
		return (actions != null) ? actions : Collections.emptySet();
	}

	void remove(Runnable cancellation) {
		actions().remove(cancellation);
	}

	void startStream() {
		if (STREAMS.incrementAndGet(this) > this.maxStreams) {
			STREAMS.decrementAndGet(this);
			throw new IllegalStateException(
					"The connection already has " + this.maxStreams + " streams, see 'ws.message.max-streams'");
		}
	}

	void endStream() {
		STREAMS.decrementAndGet(this);
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Return whether an exception only says that a result was cancelled here.
	 */
	boolean isCancellation(Throwable exception) {
		return this.cancelled && exception instanceof CancellationException;
	}

	boolean isEmpty() {
		return actions().isEmpty();
	}

	/**
	 * Deliver no more results.
	 */
	public void close() {
		this.cancelled = true;
	}

	/**
	 * Cancel results that are not complete, if there are any.
	 * @param executor runs the cancellation, which may call the application
	 */
	public void cancelOn(Executor executor) {
		if (!isEmpty()) {
			executor.execute(this::cancel);
		}
	}

	/**
	 * Cancel results that are not complete. May call the application.
	 */
	public void cancel() {
		close();
		actions().forEach(this::cancel);
	}

	private void cancel(Runnable cancellation) {
		if (actions().remove(cancellation)) {
			try {
				cancellation.run();
			}
			catch (Throwable ex) {
				logger.warn("A result cannot be cancelled", ex);
			}
		}
	}

}
