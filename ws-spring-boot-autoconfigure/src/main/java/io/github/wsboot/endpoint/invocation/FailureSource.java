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

import org.jspecify.annotations.Nullable;

import io.github.wsboot.PayloadValidationException;
import io.github.wsboot.endpoint.callback.ArgumentViolations;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.definition.CallbackKind;

/**
 * Source of an exception: decides whether {@code @OnError} is asked, and names the source
 * in the log.
 *
 * @param name the name of the source in the log
 * @param handled the exception that it was called with if it is an {@code @OnError}
 * callback
 * @param callback the callback, or {@code null} if the source is none
 * @since 0.1.0
 */
public record FailureSource(String name, @Nullable Throwable handled, @Nullable Callback callback) {

	/** Name of {@link #ACTION}. */
	public static final String ACTION_NAME = "An action of Connection.every or Connection.after";

	/** An action that the application has scheduled. */
	public static final FailureSource ACTION = new FailureSource(ACTION_NAME, null, null);

	/** The server, before there is a callback to call. */
	public static final FailureSource SERVER = new FailureSource("The search for a callback", null, null);

	static FailureSource of(Callback callback, Object payload) {
		return new FailureSource(callback.name(),
				(callback.kind() == CallbackKind.ERROR && payload instanceof Throwable handled) ? handled : null,
				callback);
	}

	/**
	 * Return whether the callback was not called because a value that the client sent
	 * breaks a constraint.
	 */
	boolean isViolation(Throwable exception) {
		return exception instanceof PayloadValidationException
				|| (this.callback != null && ArgumentViolations.isOf(this.callback, exception));
	}

}
