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

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.wsboot.Connection;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.callback.InboundQuestion;
import io.github.wsboot.extension.MessageObserver;
import io.github.wsboot.extension.ThreadScope;
import io.github.wsboot.support.SafeLogger;

/**
 * Message that is being handled: its observer, if there is one, and the question that it
 * may be. No exception of an observer leaves this class.
 *
 * @since 0.1.0
 */
public final class HandledMessage {

	/**
	 * Stands for messages without an observer that are no questions, and for callbacks
	 * without a message.
	 */
	public static final HandledMessage NONE = new HandledMessage(null, null);

	private static final SafeLogger logger = SafeLogger.of(HandledMessage.class);

	private final MessageObserver.@Nullable Observed observed;

	private final @Nullable InboundQuestion question;

	private HandledMessage(MessageObserver.@Nullable Observed observed, @Nullable InboundQuestion question) {
		this.observed = observed;
		this.question = question;
	}

	static HandledMessage unobserved(@Nullable InboundQuestion question) {
		return (question != null) ? new HandledMessage(null, question) : NONE;
	}

	static HandledMessage begin(MessageObserver observer, Connection connection, @Nullable Callback callback,
			@Nullable InboundQuestion question) {
		try {
			return new HandledMessage(observer.begin(connection, (callback != null) ? callback.method() : null),
					question);
		}
		catch (Throwable ex) {
			logger.warn("A message is handled without its observer, which has failed", ex);
			return unobserved(question);
		}
	}

	/**
	 * Return the question that the message is, or {@code null} if it is none.
	 */
	@Nullable InboundQuestion question() {
		return this.question;
	}

	/**
	 * Run an action for the message, in the scope of its observer.
	 * @param action the action
	 * @return the result of the action
	 */
	<T extends @Nullable Object> T call(Supplier<T> action) {
		ThreadScope scope = open();
		try {
			return action.get();
		}
		finally {
			if (scope != null) {
				runSafely(scope::close);
			}
		}
	}

	private @Nullable ThreadScope open() {
		try {
			return (this.observed != null) ? this.observed.open() : null;
		}
		catch (Throwable ex) {
			warn(ex);
			return null;
		}
	}

	void onFailure(Throwable exception) {
		if (this.observed != null) {
			runSafely(() -> this.observed.onFailure(exception));
		}
	}

	void onEnd() {
		if (this.observed != null) {
			runSafely(this.observed::onEnd);
		}
	}

	private static void runSafely(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			warn(ex);
		}
	}

	private static void warn(Throwable exception) {
		logger.warn("The observer of a message has failed", exception);
	}

}
