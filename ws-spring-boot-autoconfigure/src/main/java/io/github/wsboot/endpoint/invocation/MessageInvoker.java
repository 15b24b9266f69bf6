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

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.MessageProtocol;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.InboundQuestion;
import io.github.wsboot.extension.MessageObserver;

/**
 * Handles messages, pings and pongs: chooses the callback and calls it. The observer is
 * called for text and binary messages only.
 * <p>
 * The bean of this type cannot be replaced by one of the application's.
 *
 * @since 0.1.0
 */
public final class MessageInvoker {

	private final CallbackInvoker invoker;

	private final @Nullable MessageObserver observer;

	public MessageInvoker(CallbackInvoker invoker, @Nullable MessageObserver observer) {
		this.invoker = invoker;
		this.observer = observer;
	}

	/**
	 * Handle a message. No exception leaves this method.
	 * @param choice chooses the callback, or fails; {@code null} if there is nothing to
	 * handle
	 * @param scope the connection
	 * @return a stage that holds the mailbox, or {@code null}
	 */
	public @Nullable CompletionStage<?> handle(Supplier<@Nullable MessageChoice> choice, CallbackScope scope) {
		MessageChoice chosen;
		try {
			chosen = choice.get();
		}
		catch (Throwable ex) {
			return handleUnmatched(ex, scope, null);
		}
		if (chosen instanceof MessageChoice.Untaken untaken) {
			return handleUnmatched(untaken.reason(), scope, untaken.id());
		}
		return (chosen instanceof MessageChoice.Call call) ? call(call, scope) : null;
	}

	private @Nullable CompletionStage<?> call(MessageChoice.Call call, CallbackScope scope) {
		Callback callback = call.callback();
		InboundQuestion question = question(call.questionId(), scope);
		if (callback.kind().isControl()) {
			return this.invoker.invoke(callback, call.payload(), scope, HandledMessage.NONE);
		}
		return observe(callback, scope, question,
				(handled) -> this.invoker.invoke(callback, call.payload(), scope, handled));
	}

	private @Nullable CompletionStage<?> handleUnmatched(Throwable exception, CallbackScope scope,
			@Nullable Object questionId) {
		return observe(null, scope, question(questionId, scope),
				(handled) -> this.invoker.handleUnmatched(exception, scope, handled));
	}

	private static @Nullable InboundQuestion question(@Nullable Object id, CallbackScope scope) {
		MessageProtocol protocol = (id != null) ? scope.connection().protocol() : null;
		return (id != null && protocol != null) ? new InboundQuestion(id, protocol, scope.connection()) : null;
	}

	private @Nullable CompletionStage<?> observe(@Nullable Callback callback, CallbackScope scope,
			@Nullable InboundQuestion question, Function<HandledMessage, @Nullable CompletionStage<?>> handling) {
		if (this.observer == null) {
			return handling.apply(HandledMessage.unobserved(question));
		}
		HandledMessage handled = HandledMessage.begin(this.observer, scope.connection(), callback, question);
		CompletionStage<?> held = handled.call(() -> handling.apply(handled));
		if (held == null) {
			handled.onEnd();
			return null;
		}
		// The next message begins when this one has ended
		return held.whenComplete((result, exception) -> handled.onEnd());
	}

}
