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

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Future of an answer. It is settled on the thread that reads the answer or by the timer,
 * and there the threads that wait are woken, which convert the answer themselves. What
 * depends on the future runs on threads for it, where the answer is converted, too. So
 * those who wait do not need a free thread to be woken, and what depends on the answer
 * never runs on the thread that has read it or on one that has waited.
 *
 * @param <T> the type of the answer
 */
final class AskStage<T> extends DependentStage<T> {

	/**
	 * Decides on the outcome: done with the conversion of the answer, or without one if
	 * somebody else has completed this future.
	 */
	private final CompletableFuture<@Nullable FutureTask<T>> settled = new CompletableFuture<>();

	private final Runnable onAbandoned;

	/**
	 * Create a future.
	 * @param threads the threads of asks
	 * @param onAbandoned run if the application completes or cancels the future
	 */
	AskStage(AskThreads threads, Runnable onAbandoned) {
		super(threads);
		this.onAbandoned = onAbandoned;
	}

	/**
	 * Settle the outcome. Only the first call has an effect.
	 * @param outcome returns the converted answer or fails; called once, where it may
	 * take time
	 */
	void settle(Callable<T> outcome) {
		FutureTask<T> conversion = new FutureTask<>(outcome);
		if (this.settled.complete(conversion)) {
			threads().dependents().execute(() -> completeBy(conversion));
		}
	}

	private void completeBy(FutureTask<T> conversion) {
		conversion.run();
		try {
			super.complete(result(conversion));
		}
		catch (ExecutionException ex) {
			super.completeExceptionally(ex.getCause());
		}
	}

	/**
	 * Wait for a conversion that another thread may have begun, and which is short.
	 */
	private static <T> T result(FutureTask<T> conversion) throws ExecutionException {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return conversion.get();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public boolean complete(T value) {
		return abandon() && super.complete(value);
	}

	@Override
	public boolean completeExceptionally(Throwable ex) {
		return abandon() && super.completeExceptionally(ex);
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		return (abandon() && super.cancel(mayInterruptIfRunning)) || isCancelled();
	}

	private boolean abandon() {
		if (!this.settled.complete(null)) {
			return false;
		}
		this.onAbandoned.run();
		return true;
	}

	@Override
	public boolean isDone() {
		return this.settled.isDone();
	}

	/**
	 * Check for loops only: the answer itself needs no thread of those for dependents.
	 */
	@Override
	void checkMayWait() {
		if (!isDone()) {
			threads().checkMayWait();
		}
	}

	@Override
	public T join() {
		checkMayWait();
		FutureTask<T> conversion = this.settled.join();
		if (conversion == null) {
			return super.join();
		}
		try {
			return resultOf(conversion);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof CancellationException cancellation) {
				throw cancellation;
			}
			throw new CompletionException(ex.getCause());
		}
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		checkMayWait();
		FutureTask<T> conversion = this.settled.get();
		return (conversion != null) ? resultOf(conversion) : super.get();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		checkMayWait();
		FutureTask<T> conversion = this.settled.get(timeout, unit);
		return (conversion != null) ? resultOf(conversion) : super.get(timeout, unit);
	}

	@Override
	public boolean isCompletedExceptionally() {
		FutureTask<T> conversion = this.settled.getNow(null);
		if (conversion == null) {
			return super.isCompletedExceptionally();
		}
		try {
			resultOf(conversion);
			return false;
		}
		catch (ExecutionException ex) {
			return true;
		}
	}

	@Override
	public T getNow(T valueIfAbsent) {
		return isDone() ? join() : valueIfAbsent;
	}

	private static <T> T resultOf(FutureTask<T> conversion) throws ExecutionException {
		// Has no effect if it runs, or has run, elsewhere
		conversion.run();
		return result(conversion);
	}

}
