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

package io.github.wsboot.cluster.member;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;

import org.springframework.beans.factory.DisposableBean;

import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;

/**
 * Threads of a node in a cluster: one that owns the state of its links and of the other
 * nodes, one for events, and those that complete the stages of the application.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class ClusterThreads implements ControlTimer, DisposableBean {

	private final TimerService control = new TimerService("ws-cluster-");

	private final CallbackExecutor events;

	private final CallbackExecutor workers;

	/** Continuations of stages that have not begun. */
	private final Set<Continuation> waiting = ConcurrentHashMap.newKeySet();

	private volatile boolean destroyed;

	/**
	 * Create the threads, which end when they are idle, except for one.
	 * @param maxThreads the maximum number of threads that complete stages
	 */
	public ClusterThreads(int maxThreads) {
		this.events = CallbackExecutor.onPlatformThreads("ws-cluster-event-", 1, this.control);
		this.workers = CallbackExecutor.onPlatformThreads("ws-cluster-worker-", maxThreads, this.control);
	}

	@Override
	public Future<?> after(Duration delay, Runnable task) {
		return this.control.after(delay, task);
	}

	/**
	 * Return the thread for events, which runs listeners in the order of the events.
	 */
	Executor events() {
		return this.events::execute;
	}

	/**
	 * Return the threads for the continuations of stages, which may block. What has not
	 * begun when they are destroyed, or comes later, runs on a thread of the virtual
	 * machine: otherwise a thread that waits for a stage would never go on.
	 * @return an executor that rejects and drops nothing
	 */
	public Executor workers() {
		return (task) -> {
			Continuation continuation = new Continuation(task);
			this.waiting.add(continuation);
			if (this.destroyed) {
				ForkJoinPool.commonPool().execute(continuation);
			}
			else {
				this.workers.execute(continuation);
			}
		};
	}

	@Override
	public void destroy() {
		this.control.destroy();
		this.events.destroy();
		this.destroyed = true;
		this.workers.destroy();
		this.waiting.forEach(ForkJoinPool.commonPool()::execute);
	}

	/**
	 * Continuation of a stage, which runs once, on any thread.
	 */
	private final class Continuation implements Runnable {

		private final Runnable task;

		Continuation(Runnable task) {
			this.task = task;
		}

		@Override
		public void run() {
			if (ClusterThreads.this.waiting.remove(this)) {
				this.task.run();
			}
		}

	}

}
