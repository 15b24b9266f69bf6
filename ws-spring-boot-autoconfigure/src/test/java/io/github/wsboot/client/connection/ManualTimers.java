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

package io.github.wsboot.client.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Time that passes only when a test says so.
 */
final class ManualTimers implements ClientTimers {

	private final List<Timer> timers = new ArrayList<>();

	private long now = 1_000_000_000;

	/** Whether no timer can be started. */
	boolean exhausted;

	@Override
	public Future<?> after(Duration delay, Runnable task) {
		if (this.exhausted) {
			throw new RejectedExecutionException("expected");
		}
		Timer timer = new Timer(this.now + delay.toNanos(), task, new CompletableFuture<>());
		this.timers.add(timer);
		return timer.future();
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Clock clock() {
		return Clock.fixed(Instant.EPOCH.plusNanos(this.now), ZoneOffset.UTC);
	}

	/**
	 * Return the number of timers that have not run.
	 */
	int waiting() {
		this.timers.removeIf((timer) -> timer.future().isDone());
		return this.timers.size();
	}

	/**
	 * Let time pass, and run the tasks whose time has come.
	 */
	void advance(Duration duration) {
		long end = this.now + duration.toNanos();
		for (Optional<Timer> next = next(end); next.isPresent(); next = next(end)) {
			this.now = next.get().due();
			this.timers.remove(next.get());
			if (!next.get().future().isDone()) {
				next.get().task().run();
			}
		}
		this.now = end;
	}

	private Optional<Timer> next(long end) {
		return this.timers.stream().filter((timer) -> timer.due() <= end).min(Comparator.comparingLong(Timer::due));
	}

	private record Timer(long due, Runnable task, CompletableFuture<Void> future) {

	}

}
