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

package io.github.wsboot.support;

import java.util.concurrent.CompletionException;

/**
 * Failures of stages, which depending on the stage are wrapped or not.
 *
 * @since 0.1.0
 */
public final class CompletionExceptions {

	private CompletionExceptions() {
	}

	/**
	 * Return the failure itself.
	 * @param exception a failure of a stage
	 * @return the cause of a {@link CompletionException}, if it has one, or the given
	 * exception
	 */
	public static Throwable unwrap(Throwable exception) {
		Throwable cause = (exception instanceof CompletionException) ? exception.getCause() : null;
		return (cause != null) ? cause : exception;
	}

}
