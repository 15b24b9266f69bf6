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

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import org.springframework.util.Assert;

/**
 * Threads of asks.
 *
 * @since 0.1.0
 */
public final class AskThreads {

	/** Present on a thread while it runs what depends on answers. */
	private static final ThreadLocal<Boolean> DEPENDENT = new ThreadLocal<>();

	private final Executor dependents;

	private final BooleanSupplier onLoop;

	/**
	 * Create threads.
	 * @param dependents runs what depends on answers and may block; never a worker of
	 * callbacks, nor an event loop
	 * @param onLoop returns whether the current thread is an event loop
	 */
	public AskThreads(Executor dependents, BooleanSupplier onLoop) {
		this.dependents = (task) -> dependents.execute(() -> runDependent(task));
		this.onLoop = onLoop;
	}

	private static void runDependent(Runnable task) {
		DEPENDENT.set(true);
		try {
			task.run();
		}
		finally {
			DEPENDENT.remove();
		}
	}

	/**
	 * Return the executor for what depends on answers.
	 */
	Executor dependents() {
		return this.dependents;
	}

	/**
	 * Fail on a thread that must not wait for an answer.
	 */
	void checkMayWait() {
		Assert.state(!this.onLoop.getAsBoolean(),
				"An event loop must not wait for an answer, which it has to read itself: return the stage from the "
						+ "callback, or remove @NonBlocking from the endpoint");
	}

	/**
	 * Fail on a thread that must not wait for what depends on an answer: if all threads
	 * for dependents did, none would be left to complete it.
	 */
	void checkMayWaitForDependent() {
		checkMayWait();
		Assert.state(DEPENDENT.get() == null,
				"A stage that depends on an answer must not wait for another one, as both need the same threads: "
						+ "combine them with thenCompose, or wait for the stage that 'ask' has returned");
	}

}
