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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Future that depends on an answer, for which neither an event loop nor a thread that
 * runs other dependents can wait. The same holds for those that depend on it.
 *
 * @param <T> the type of the value
 */
class DependentStage<T> extends CompletableFuture<T> {

	private final AskThreads threads;

	DependentStage(AskThreads threads) {
		this.threads = threads;
	}

	AskThreads threads() {
		return this.threads;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new DependentStage<>(this.threads);
	}

	@Override
	public Executor defaultExecutor() {
		return this.threads.dependents();
	}

	void checkMayWait() {
		if (!isDone()) {
			this.threads.checkMayWaitForDependent();
		}
	}

	@Override
	public T join() {
		checkMayWait();
		return super.join();
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		checkMayWait();
		return super.get();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		checkMayWait();
		return super.get(timeout, unit);
	}

}
