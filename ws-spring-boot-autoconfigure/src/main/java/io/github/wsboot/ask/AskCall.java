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

package io.github.wsboot.ask;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Question to one or more connections: settles its stage when each of them has answered
 * or failed.
 *
 * @param <T> the type of the outcome
 */
final class AskCall<T> implements PendingAsk.Listener {

	private final List<PendingAsk> asks = new ArrayList<>(1);

	private final AskStage<T> stage;

	private final Result<T> result;

	/** Asks that have not ended; one more before all of them have begun. */
	private final AtomicInteger open = new AtomicInteger(1);

	private volatile @Nullable Future<?> timer;

	/**
	 * Create a call.
	 * @param threads the threads of asks
	 * @param result makes the outcome of the asks, once all have ended
	 */
	AskCall(AskThreads threads, Result<T> result) {
		this.stage = new AskStage<>(threads, this::abandon);
		this.result = result;
	}

	AskStage<T> stage() {
		return this.stage;
	}

	/**
	 * Add an ask before it begins.
	 */
	void add(PendingAsk ask) {
		this.open.incrementAndGet();
		this.asks.add(ask);
	}

	/**
	 * Start the time of the asks, which have not begun yet.
	 * @param start starts a timer that calls {@link #onTimeout()}
	 */
	void startTimer(Supplier<Future<?>> start) {
		this.timer = start.get();
	}

	void onTimeout() {
		this.asks.forEach(PendingAsk::onTimeout);
	}

	/**
	 * Called when all asks have begun.
	 */
	void onBegun() {
		countDown();
	}

	@Override
	public void onEnd(PendingAsk ask) {
		countDown();
	}

	private void countDown() {
		if (this.open.decrementAndGet() == 0) {
			cancelTimer();
			this.stage.settle(() -> this.result.of(this.asks));
		}
	}

	private void abandon() {
		cancelTimer();
		this.asks.forEach(PendingAsk::abandon);
	}

	private void cancelTimer() {
		Future<?> timer = this.timer;
		if (timer != null) {
			timer.cancel(false);
		}
	}

	/**
	 * Makes the outcome.
	 *
	 * @param <T> the type of the outcome
	 */
	@FunctionalInterface
	interface Result<T> {

		/**
		 * Return the outcome. May take time.
		 * @param asks the asks, all of which have ended
		 * @throws Exception the reason why there is none
		 */
		T of(List<PendingAsk> asks) throws Exception;

	}

}
