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

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.ConnectionEnd;
import io.github.wsboot.endpoint.invocation.CallbackInvoker;
import io.github.wsboot.endpoint.invocation.CallbackScope;
import io.github.wsboot.endpoint.invocation.HandledMessage;
import io.github.wsboot.support.SafeRunner;

/**
 * The last task of a mailbox: calls {@code @OnClose}, waits a limited time for its result
 * and then publishes that the connection has ended.
 */
final class OnCloseTask implements Mailbox.Task {

	private final CallbackScope scope;

	private final @Nullable Callback callback;

	private final ConnectionEnd end;

	private final CallbackInvoker invoker;

	private final CloseResultTimeout timeout;

	private final Runnable publication;

	/**
	 * Create the task.
	 * @param scope the connection that has ended
	 * @param callback the {@code @OnClose} callback, or {@code null} if there is none
	 * @param end how the connection has ended
	 * @param invoker calls the callback
	 * @param timeout limits the time of its result
	 * @param publication publishes the end; run again if it fails
	 */
	OnCloseTask(CallbackScope scope, @Nullable Callback callback, ConnectionEnd end, CallbackInvoker invoker,
			CloseResultTimeout timeout, Runnable publication) {
		this.scope = scope;
		this.callback = callback;
		this.end = end;
		this.invoker = invoker;
		this.timeout = timeout;
		this.publication = publication;
	}

	@Override
	public @Nullable CompletionStage<?> run() {
		CompletionStage<?> published = null;
		try {
			published = call();
			return published;
		}
		finally {
			if (published == null) {
				SafeRunner.run(this::publishEnd);
			}
		}
	}

	/**
	 * Call {@code @OnClose}.
	 * @return a stage that completes when its result has and the end is published, or
	 * {@code null} if there is nothing to wait for
	 */
	private @Nullable CompletionStage<?> call() {
		if (this.callback == null) {
			return null;
		}
		CompletionStage<?> held = this.invoker.invoke(this.callback, this.end, this.scope, HandledMessage.NONE);
		if (held == null) {
			return null;
		}
		CompletionStage<?> published = held.thenRun(() -> SafeRunner.run(this::publishEnd));
		this.timeout.apply(published, this.scope.pendingResults(), this.callback, this.scope.connection());
		return published;
	}

	private void publishEnd() {
		this.publication.run();
	}

}
