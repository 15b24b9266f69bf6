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

/**
 * Reason why no callback is called for a question of the other side, which has to be
 * answered nevertheless.
 */
final class UntakenQuestionException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Object id;

	private final RuntimeException reason;

	UntakenQuestionException(Object id, RuntimeException reason) {
		super(null, reason, false, false);
		this.id = id;
		this.reason = reason;
	}

	/**
	 * Return the id of the question.
	 */
	Object id() {
		return this.id;
	}

	/**
	 * Return the exception to handle.
	 */
	RuntimeException reason() {
		return this.reason;
	}

}
