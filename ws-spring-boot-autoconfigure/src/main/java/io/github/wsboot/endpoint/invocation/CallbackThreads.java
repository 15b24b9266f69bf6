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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

import io.github.wsboot.Connection;
import io.github.wsboot.concurrent.CallbackExecutor;
import io.github.wsboot.concurrent.TimerService;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.extension.CallbackContext;
import io.github.wsboot.extension.ThreadScope;

/**
 * Threads on which the application is called: callbacks run on workers or on the event
 * loop of their connection, listeners on threads that do not wait for callbacks. The
 * {@link CallbackContext contexts} of each call are open.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class CallbackThreads {

	private final CallbackExecutor workers;

	private final CallbackExecutor server;

	private final TimerService timers;

	private final CompositeCallbackContext contexts;

	/**
	 * Create an instance.
	 * @param workers run the callbacks
	 * @param server runs everything else that may block, even while callbacks hold all
	 * workers
	 * @param timers the timers of all connections
	 * @param contexts opened around each call
	 */
	public CallbackThreads(CallbackExecutor workers, CallbackExecutor server, TimerService timers,
			List<CallbackContext> contexts) {
		this.workers = workers;
		this.server = server;
		this.timers = timers;
		this.contexts = new CompositeCallbackContext(contexts);
	}

	/**
	 * Execute a task where the callbacks of a connection run.
	 * @param onLoop whether that is its event loop
	 */
	public void execute(Runnable task, ManagedConnection connection, boolean onLoop) {
		if (onLoop) {
			connection.loop().execute(task);
		}
		else {
			this.workers.execute(task);
		}
	}

	/**
	 * Execute a task where the callbacks of a connection run, in their contexts.
	 * @param onLoop whether that is its event loop
	 */
	public void executeInContext(Runnable task, ManagedConnection connection, boolean onLoop) {
		execute(this.contexts.around(connection, task), connection, onLoop);
	}

	/**
	 * Call listeners of the application, which may block: never on an event loop, and
	 * without waiting for the callbacks of other connections.
	 * @param onLoop whether the current thread is an event loop
	 */
	public void callListeners(Runnable task, Connection connection, boolean onLoop) {
		if (onLoop) {
			this.server.execute(this.contexts.around(connection, task));
		}
		else {
			task.run();
		}
	}

	/**
	 * Execute a task on a thread that does not wait for callbacks.
	 */
	public void executeOnServer(Runnable task) {
		this.server.execute(task);
	}

	/**
	 * Execute a task later, on a thread that does not wait for callbacks.
	 * @param delay the time from now
	 * @return a handle to cancel it
	 */
	public Future<?> executeOnServer(Runnable task, Duration delay) {
		return this.timers.after(delay, () -> executeOnServer(task));
	}

	/**
	 * Open the contexts of a callback on the current thread.
	 */
	public ThreadScope openContext(Connection connection) {
		return this.contexts.open(connection);
	}

}
