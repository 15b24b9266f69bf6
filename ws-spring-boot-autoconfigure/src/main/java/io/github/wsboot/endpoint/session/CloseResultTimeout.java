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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;

import io.github.wsboot.connection.ManagedConnection;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.invocation.CallbackThreads;
import io.github.wsboot.endpoint.invocation.PendingResults;

/**
 * Cancels results of {@code @OnClose} that do not complete in time. Other results are
 * cancelled when the connection ends, which has happened before.
 */
final class CloseResultTimeout {

	private static final Log logger = LogFactory.getLog(CloseResultTimeout.class);

	private final Duration timeout;

	private final CallbackThreads threads;

	CloseResultTimeout(Duration timeout, CallbackThreads threads) {
		this.timeout = timeout;
		this.threads = threads;
	}

	/**
	 * Cancel the result of a callback unless it completes in time.
	 * @param stage completes when the result does
	 * @param results hold the result
	 * @param callback the callback
	 * @param connection the connection that it was called for
	 */
	void apply(CompletionStage<?> stage, PendingResults results, Callback callback, ManagedConnection connection) {
		if (!stage.toCompletableFuture().isDone()) {
			Future<?> deadline = this.threads.executeOnServer(() -> cancel(results, callback, connection),
					this.timeout);
			stage.whenComplete((result, exception) -> deadline.cancel(false));
		}
	}

	private void cancel(PendingResults results, Callback callback, ManagedConnection connection) {
		try {
			logger.warn(LogMessage
				.format("Callback '%s' for %s has not completed its result within 'ws.close-callback-timeout' (%s), "
						+ "which is cancelled", callback, connection, this.timeout));
		}
		finally {
			results.cancel();
		}
	}

}
