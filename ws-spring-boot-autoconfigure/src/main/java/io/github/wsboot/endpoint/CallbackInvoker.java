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

package io.github.wsboot.endpoint;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

import io.github.wsboot.connection.Cleanup;
import io.github.wsboot.connection.ConnectionMonitor;
import io.github.wsboot.connection.GuardedLog;
import io.github.wsboot.endpoint.CallbackResults.Invocation;

/**
 * Calls callbacks, delivers their results, and takes their exceptions to
 * {@code @OnError}, to advice and in the end to the failure policy.
 */
final class CallbackInvoker {

	private static final GuardedLog logger = GuardedLog.of(CallbackInvoker.class);

	private final CallbackResults results;

	private final List<ErrorCallbacks> advice;

	private final UnhandledFailures unhandled;

	private final CallbackWatch watch;

	CallbackInvoker(CallbackResults results, List<ErrorCallbacks> advice, UnhandledFailures unhandled,
			CallbackWatch watch) {
		this.results = results;
		this.advice = advice;
		this.unhandled = unhandled;
		this.watch = watch;
	}

	/**
	 * Call a callback. No exception leaves this method.
	 * @return a stage that holds the mailbox, or {@code null}
	 */
	@Nullable CompletionStage<?> invoke(Callback callback, Object payload, EndpointSession session) {
		return invoke(callback, payload, session, ObservedMessage.NONE);
	}

	@Nullable CompletionStage<?> invoke(Callback callback, Object payload, EndpointSession session, ObservedMessage observed) {
		ConnectionMonitor monitor = session.connection().monitor();
		long since = (callback.kind() == CallbackKind.MESSAGE) ? monitor.now() : 0;
		try {
			CompletionStage<?> held = call(callback, payload, session);
			if (held == null) {
				monitor.handled(session.connection(), since, null);
				return null;
			}
			if (since != 0) {
				held.whenComplete((result, exception) -> monitor.handled(session.connection(), since,
						(exception != null) ? CallbackResults.unwrap(exception) : null));
			}
			return recover(held, new Held(callback, payload, session, observed));
		}
		catch (Throwable ex) {
			monitor.handled(session.connection(), since, ex);
			return failed(ex, FailureSource.of(callback, payload), session, observed);
		}
	}

	/**
	 * Handle a message that no callback takes.
	 * @param exception why
	 * @param session the connection's side of the endpoint
	 * @param observed the message
	 * @return a stage that holds the mailbox, or {@code null}
	 */
	@Nullable CompletionStage<?> unhandled(Throwable exception, EndpointSession session, ObservedMessage observed) {
		ConnectionMonitor monitor = session.connection().monitor();
		monitor.handled(session.connection(), monitor.now(), exception);
		return failed(exception, FailureSource.SERVER, session, observed);
	}

	/**
	 * Handle the exception of a callback that comes too late for {@code @OnError}.
	 */
	void unhandled(Throwable exception, FailureSource source, EndpointSession session) {
		this.unhandled.handle(exception, source, session.connection());
	}

	private @Nullable CompletionStage<?> call(Callback callback, Object payload, EndpointSession session)
			throws Exception {
		if (!session.isOnLoop()) {
			return callNow(callback, payload, session);
		}
		long start = System.nanoTime();
		try {
			return callNow(callback, payload, session);
		}
		finally {
			this.watch.returned(callback.name(), session.connection(), start);
		}
	}

	private @Nullable CompletionStage<?> callNow(Callback callback, Object payload, EndpointSession session)
			throws Exception {
		session.called(callback.name());
		Message<?> message = new GenericMessage<>(payload, session.headers());
		return this.results.handle(callback.invoke(message),
				new Invocation(callback, message, session, session.active()));
	}

	private CompletionStage<?> recover(CompletionStage<?> held, Held call) {
		CompletableFuture<Void> recovered = new CompletableFuture<>();
		held.whenComplete((result, exception) -> {
			Throwable failure = (exception != null) ? CallbackResults.unwrap(exception) : null;
			if (failure == null || call.session().active().isCancellation(failure)) {
				recovered.complete(null);
			}
			else {
				recoverLater(recovered, failure, call);
			}
		});
		return recovered;
	}

	/**
	 * Recover on a thread for callbacks: whoever failed the stage has its own work to do.
	 */
	private void recoverLater(CompletableFuture<Void> recovered, Throwable failure, Held call) {
		try {
			call.session().executor().execute(() -> recover(recovered, failure, call));
		}
		catch (Throwable ex) {
			// What waits for the stage must not wait for ever
			Cleanup.run(() -> call.session().failed(ex), () -> recovered.complete(null));
		}
	}

	private void recover(CompletableFuture<Void> recovered, Throwable exception, Held call) {
		CompletionStage<?> next = null;
		try {
			next = call.observed()
				.call(() -> failed(exception, FailureSource.of(call.callback(), call.payload()), call.session(),
						call.observed()));
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
	 * Handle the exception of a callback, or one that kept a message from reaching any.
	 * @param exception the exception
	 * @param source what has raised it
	 * @param session the connection's side of the endpoint
	 * @return a stage that holds the mailbox, or {@code null}
	 */
	@Nullable CompletionStage<?> failed(Throwable exception, FailureSource source, EndpointSession session) {
		return failed(exception, source, session, ObservedMessage.NONE);
	}

	@Nullable CompletionStage<?> failed(Throwable exception, FailureSource source, EndpointSession session,
			ObservedMessage observed) {
		observed.failed(exception);
		Callback handler = (source.handled() == null) ? find(exception, session) : null;
		if (handler == null) {
			this.unhandled.handle(exception, source, session.connection());
			return null;
		}
		return invoke(handler, exception, session, observed);
	}

	/**
	 * Return what watches over callbacks that take long.
	 */
	CallbackWatch watch() {
		return this.watch;
	}

	private @Nullable Callback find(Throwable exception, EndpointSession session) {
		try {
			return findFirst(exception, session);
		}
		catch (Throwable ex) {
			// The exception's own methods may fail
			logger.warn("Cannot find the @OnError callback for an exception of %s", session.connection(), ex);
			return null;
		}
	}

	private @Nullable Callback findFirst(Throwable exception, EndpointSession session) {
		Callback own = session.callbacks().errors().find(exception);
		if (own != null) {
			return own;
		}
		for (ErrorCallbacks errors : this.advice) {
			Callback global = errors.find(exception);
			if (global != null) {
				return global;
			}
		}
		return null;
	}

	/**
	 * A call whose result is not there, and may fail.
	 *
	 * @param callback the callback
	 * @param payload what it was called with
	 * @param session the connection's side of the endpoint
	 * @param observed the message, if it is called for one
	 */
	private record Held(Callback callback, Object payload, EndpointSession session, ObservedMessage observed) {

	}

}
