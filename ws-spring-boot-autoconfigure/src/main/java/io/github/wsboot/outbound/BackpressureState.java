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

package io.github.wsboot.outbound;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Alarm about a long queue, and the waits for a short one. Most queues are never long and
 * have no such state. Thread-safe.
 */
final class BackpressureState {

	private final SlowConsumerAlarm alarm = new SlowConsumerAlarm();

	private final AtomicReference<@Nullable CompletableFuture<Void>> waiting = new AtomicReference<>();

	/**
	 * Raise the alarm about a slow consumer.
	 * @return whether to report it now
	 */
	boolean raiseAlarm() {
		return this.alarm.raise();
	}

	/**
	 * Return whether the alarm is raised or somebody waits.
	 */
	boolean isNoticed() {
		return this.alarm.isRaised() || this.waiting.get() != null;
	}

	/**
	 * Wait for the end of the episode.
	 */
	CompletionStage<Void> await() {
		CompletableFuture<Void> future = this.waiting
			.updateAndGet((current) -> (current != null) ? current : new CompletableFuture<>());
		return (future != null) ? future : CompletableFuture.completedFuture(null);
	}

	/**
	 * End the episode if the queue is short. An alarm and a wait that begin during the
	 * call belong to the next episode: the queue may be long again by then.
	 * @param isShort returns whether the queue is short; called at least once
	 * @param notifications runs the completion of the waits
	 */
	void endIf(BooleanSupplier isShort, Executor notifications) {
		while (isShort.getAsBoolean()) {
			boolean raised = this.alarm.isRaised();
			CompletableFuture<Void> future = this.waiting.getAndSet(null);
			// Asked again: the answer has to be newer than each wait that it ends
			if (isShort.getAsBoolean()) {
				if (raised) {
					this.alarm.end();
				}
				complete(future, notifications);
				return;
			}
			putBack(future);
		}
	}

	/**
	 * End all waits, whatever the length of the queue is.
	 * @param notifications runs the completion of the waits
	 */
	void release(Executor notifications) {
		complete(this.waiting.getAndSet(null), notifications);
	}

	private void complete(@Nullable CompletableFuture<Void> future, Executor notifications) {
		if (future == null) {
			return;
		}
		try {
			notifications.execute(() -> future.complete(null));
		}
		catch (Throwable ex) {
			// The next call completes it
			putBack(future);
			throw ex;
		}
	}

	private void putBack(@Nullable CompletableFuture<Void> future) {
		if (future != null && !this.waiting.compareAndSet(null, future)) {
			await().thenRun(() -> future.complete(null));
		}
	}

}
