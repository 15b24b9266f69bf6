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

package io.github.wsboot.endpoint.session;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;

import io.github.wsboot.ConnectionClosedEvent;
import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.ConnectionEnd;
import io.github.wsboot.endpoint.invocation.CallbackScope;
import io.github.wsboot.endpoint.invocation.ObservedMessage;
import io.github.wsboot.endpoint.invocation.PendingResults;
import io.github.wsboot.support.SafeRunner;

/**
 * The last task of a mailbox: calls {@code @OnClose}, waits for its result, but not for
 * ever, and tells that the connection has ended.
 */
final class OnCloseTask implements Mailbox.Task {

	private static final Log logger = LogFactory.getLog(OnCloseTask.class);

	private final CallbackScope scope;

	private final @Nullable Callback callback;

	private final ConnectionEnd end;

	private final EndpointRuntime runtime;

	private final AtomicBoolean published = new AtomicBoolean();

	/**
	 * Create the task.
	 * @param scope the connection that has ended
	 * @param callback the {@code @OnClose} callback, or {@code null} if there is none
	 * @param end how the connection has ended
	 * @param runtime the runtime of all endpoints
	 */
	OnCloseTask(CallbackScope scope, @Nullable Callback callback, ConnectionEnd end, EndpointRuntime runtime) {
		this.scope = scope;
		this.callback = callback;
		this.end = end;
		this.runtime = runtime;
	}

	@Override
	public @Nullable CompletionStage<?> run() {
		CompletionStage<?> held = null;
		try {
			held = call();
			return held;
		}
		finally {
			if (held == null) {
				SafeRunner.run(this::publishEnd);
			}
		}
	}

	/**
	 * Call {@code @OnClose}.
	 * @return a stage that is done when the end has been told, or {@code null} if there
	 * is nothing to wait for
	 */
	private @Nullable CompletionStage<?> call() {
		if (this.callback == null) {
			return null;
		}
		CompletionStage<?> held = this.runtime.invoker()
			.invoke(this.callback, this.end, this.scope, ObservedMessage.NONE);
		return (held != null) ? await(held, this.scope.pendingResults()) : null;
	}

	private CompletionStage<?> await(CompletionStage<?> held, PendingResults results) {
		CompletionStage<?> ended = held.thenRun(() -> SafeRunner.run(this::publishEnd));
		if (!ended.toCompletableFuture().isDone()) {
			// No end of the connection is left that would cancel the result
			Future<?> deadline = this.runtime.connections()
				.timers()
				.after(timeout(), () -> this.runtime.threads().executeOnServer(() -> cancelOverdue(results)));
			ended.whenComplete((result, exception) -> deadline.cancel(false));
		}
		return ended;
	}

	private Duration timeout() {
		return this.runtime.settings().times().closing();
	}

	private void cancelOverdue(PendingResults results) {
		try {
			logger.warn(LogMessage
				.format("Callback '%s' for %s has not completed its result within 'ws.close-callback-timeout' (%s), "
						+ "which is cancelled", this.callback, this.scope.connection(), timeout()));
		}
		finally {
			results.cancel();
		}
	}

	private void publishEnd() {
		this.runtime.threads().callListeners(this::publishOnce, this.scope.connection(), this.scope.isOnLoop());
	}

	private void publishOnce() {
		if (this.published.compareAndSet(false, true)) {
			this.scope.onCall("A listener of ConnectionClosedEvent");
			ManagedConnection connection = this.scope.connection();
			SafeRunner.run(
					() -> this.runtime.events()
						.publish(new ConnectionClosedEvent(connection, this.end.status(), this.end.cause())),
					connection::onCloseCallbackDone);
		}
	}

}
