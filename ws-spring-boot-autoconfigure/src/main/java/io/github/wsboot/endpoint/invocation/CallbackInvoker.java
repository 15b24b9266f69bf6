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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.InboundQuestion;
import io.github.wsboot.endpoint.callback.QuestionMessage;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.monitor.ConnectionMonitor;
import io.github.wsboot.support.CompletionExceptions;
import io.github.wsboot.support.SafeLogger;
import io.github.wsboot.support.SafeRunner;
import io.github.wsboot.support.Timing;

/**
 * Calls callbacks, delivers their results, and passes their exceptions to
 * {@code @OnError}, to advice and, if neither takes them, to the failure policy.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class CallbackInvoker {

	private static final SafeLogger logger = SafeLogger.of(CallbackInvoker.class);

	private final CallbackResults results = new CallbackResults();

	private final UnhandledFailures unhandled;

	private final SlowCallbackDetector slowCallbacks;

	public CallbackInvoker(UnhandledFailures unhandled, SlowCallbackDetector slowCallbacks) {
		this.unhandled = unhandled;
		this.slowCallbacks = slowCallbacks;
	}

	/**
	 * Call a callback. No exception leaves this method.
	 * @param callback the callback
	 * @param payload the payload of its message
	 * @param scope the connection
	 * @param handled the client's message if it is called for one
	 * @return a stage that holds the mailbox, or {@code null}
	 */
	public @Nullable CompletionStage<?> invoke(Callback callback, Object payload, CallbackScope scope,
			HandledMessage handled) {
		ConnectionMonitor monitor = scope.connection().monitor();
		long since = (callback.kind() == CallbackKind.MESSAGE) ? monitor.startTiming() : Timing.NONE;
		try {
			CallbackInvocation invocation = new CallbackInvocation(callback, message(callback, payload, scope, handled),
					scope, scope.pendingResults(), handled);
			CompletionStage<?> held = call(invocation);
			if (held == null) {
				monitor.onHandled(scope.connection(), since, null);
				return null;
			}
			if (since != Timing.NONE) {
				held.whenComplete((result, exception) -> monitor.onHandled(scope.connection(), since,
						(exception != null) ? CompletionExceptions.unwrap(exception) : null));
			}
			return recover(held, invocation);
		}
		catch (Throwable ex) {
			monitor.onHandled(scope.connection(), since, ex);
			return handleFailure(ex, FailureSource.of(callback, payload), scope, handled);
		}
	}

	private static Message<?> message(Callback callback, Object payload, CallbackScope scope, HandledMessage handled) {
		InboundQuestion question = handled.question();
		if (question == null) {
			return new GenericMessage<>(payload, scope.headers());
		}
		return (callback.kind() == CallbackKind.ERROR && payload instanceof Throwable failure)
				? QuestionMessage.ofFailure(failure, scope.headers(), question)
				: QuestionMessage.of(payload, scope.headers(), question);
	}

	private @Nullable CompletionStage<?> call(CallbackInvocation invocation) throws Exception {
		CallbackScope scope = invocation.scope();
		String name = invocation.callback().name();
		scope.onCall(name);
		if (!scope.isOnLoop()) {
			return this.results.handle(invocation.proceed(), invocation);
		}
		long start = System.nanoTime();
		try {
			return this.results.handle(invocation.proceed(), invocation);
		}
		finally {
			this.slowCallbacks.onReturned(name, scope.connection(), start);
		}
	}

	private CompletionStage<?> recover(CompletionStage<?> held, CallbackInvocation invocation) {
		CompletableFuture<Void> recovered = new CompletableFuture<>();
		held.whenComplete((result, exception) -> {
			Throwable failure = (exception != null) ? CompletionExceptions.unwrap(exception) : null;
			if (failure == null || invocation.isCancellation(failure)) {
				recovered.complete(null);
			}
			else {
				recoverLater(recovered, failure, invocation);
			}
		});
		return recovered;
	}

	/**
	 * Recover on a thread for callbacks: the thread that failed the stage has other work.
	 */
	private void recoverLater(CompletableFuture<Void> recovered, Throwable failure, CallbackInvocation invocation) {
		try {
			invocation.scope().executor().execute(() -> recover(recovered, failure, invocation));
		}
		catch (Throwable ex) {
			// The mailbox must not wait without end
			SafeRunner.run(() -> invocation.scope().connection().abortOnFailure(ex), () -> recovered.complete(null));
		}
	}

	private void recover(CompletableFuture<Void> recovered, Throwable exception, CallbackInvocation invocation) {
		HandledMessage handled = invocation.handled();
		CompletionStage<?> next = null;
		try {
			next = handled.call(() -> handleFailure(exception, invocation.source(), invocation.scope(), handled));
		}
		finally {
			if (next == null) {
				recovered.complete(null);
			}
			else {
				next.whenComplete((result, nextException) -> recovered.complete(null));
			}
		}
	}

	/**
	 * Handle a message that no callback takes.
	 * @param exception the reason
	 * @param scope the connection
	 * @param handled the message
	 * @return a stage that holds the mailbox, or {@code null}
	 */
	@Nullable CompletionStage<?> handleUnmatched(Throwable exception, CallbackScope scope, HandledMessage handled) {
		ConnectionMonitor monitor = scope.connection().monitor();
		monitor.onHandled(scope.connection(), monitor.startTiming(), exception);
		return handleFailure(exception, FailureSource.SERVER, scope, handled);
	}

	/**
	 * Handle the exception of a callback, or one because of which no callback got a
	 * message.
	 * @param exception the exception
	 * @param source the source of the exception
	 * @param scope the connection
	 * @param handled the client's message if it was raised for one
	 * @return a stage that holds the mailbox, or {@code null}
	 */
	public @Nullable CompletionStage<?> handleFailure(Throwable exception, FailureSource source, CallbackScope scope,
			HandledMessage handled) {
		handled.onFailure(exception);
		Callback handler = (source.handled() == null) ? find(exception, scope) : null;
		if (handler == null) {
			this.unhandled.handle(exception, source, scope.connection(), handled.question());
			return null;
		}
		return invoke(handler, exception, scope, handled);
	}

	/**
	 * Handle an exception that comes too late for {@code @OnError}.
	 */
	public void handleLateFailure(Throwable exception, FailureSource source, CallbackScope scope) {
		this.unhandled.handle(exception, source, scope.connection(), null);
	}

	private static @Nullable Callback find(Throwable exception, CallbackScope scope) {
		try {
			return scope.errors().find(exception);
		}
		catch (Throwable ex) {
			// The exception's own methods may fail
			logger.warn("Cannot find the @OnError callback for an exception of %s", scope.connection(), ex);
			return null;
		}
	}

	/**
	 * Return the detector of callbacks that take long.
	 */
	public SlowCallbackDetector slowCallbacks() {
		return this.slowCallbacks;
	}

}
