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

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.Assert;

import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.support.CompletionExceptions;

/**
 * Delivers the results of callbacks: at once, or when an asynchronous result completes.
 */
final class CallbackResults {

	/**
	 * Adapters to Reactive Streams by type, since the registry asks all of its adapters
	 * each time. For classes of the JDK, the JDK keeps these values. They must not be of
	 * a class of ours, which would keep an undeployed WAR in memory.
	 */
	private final ClassValue<Optional<ReactiveAdapter>> adapters = new ClassValue<>() {

		@Override
		protected Optional<ReactiveAdapter> computeValue(Class<?> type) {
			return Optional.ofNullable(ReactiveAdapterRegistry.getSharedInstance().getAdapter(type));
		}

	};

	/**
	 * Handle a result.
	 * @param result the value that the callback returned
	 * @param invocation the call
	 * @return a stage that holds the mailbox, or {@code null} if there is nothing to wait
	 * for
	 * @throws Exception if the result cannot be delivered
	 */
	@Nullable CompletionStage<?> handle(@Nullable Object result, CallbackInvocation invocation) throws Exception {
		if (result instanceof CompletionStage<?> stage) {
			return hold(stage, invocation);
		}
		ReactiveAdapter adapter = (result != null) ? this.adapters.get(result.getClass()).orElse(null) : null;
		if (adapter != null) {
			// After @OnClose comes only the end, which waits for all elements
			boolean stream = adapter.isMultiValue() && invocation.callback().kind() != CallbackKind.CLOSE;
			Assert.state(!stream || !invocation.isAsked(),
					"A question is answered once, which a stream cannot do: return a CompletionStage or a Mono");
			return new PublisherResult(invocation).subscribe(adapter.toPublisher(result), stream);
		}
		invocation.deliverNow(result);
		return null;
	}

	private CompletionStage<?> hold(CompletionStage<?> stage, CallbackInvocation invocation) {
		CompletableFuture<Void> held = new CompletableFuture<>();
		Runnable cancellation = () -> {
			held.cancel(true);
			stage.toCompletableFuture().cancel(true);
		};
		invocation.pendingResults().add(cancellation);
		stage.whenComplete((value, exception) -> {
			invocation.pendingResults().remove(cancellation);
			complete(held, value, exception, invocation);
		});
		return held;
	}

	private void complete(CompletableFuture<Void> held, @Nullable Object value, @Nullable Throwable exception,
			CallbackInvocation invocation) {
		try {
			if (exception != null) {
				held.completeExceptionally(CompletionExceptions.unwrap(exception));
			}
			else {
				invocation.deliver(value);
				held.complete(null);
			}
		}
		catch (Throwable ex) {
			held.completeExceptionally(ex);
		}
	}

}
