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

package io.github.wsboot;

import java.util.stream.Collectors;

import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Raised when a {@code @Valid} or {@code @Validated} payload breaks a constraint. The
 * callback was not called.
 * <p>
 * Without a matching {@code @OnError} the connection is closed with 1008.
 *
 * @since 0.1.0
 */
public class PayloadValidationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Errors errors;

	/**
	 * Create an exception.
	 * @param errors the broken constraints
	 */
	public PayloadValidationException(Errors errors) {
		super(errors.getAllErrors()
			.stream()
			.map(PayloadValidationException::describe)
			.collect(Collectors.joining("; ")));
		this.errors = errors;
	}

	/**
	 * Return the broken constraints.
	 * @return the errors
	 */
	public Errors getErrors() {
		return this.errors;
	}

	private static String describe(ObjectError error) {
		String subject = (error instanceof FieldError field) ? field.getField() : error.getObjectName();
		return subject + ": " + ((DefaultMessageSourceResolvable) error).getDefaultMessage();
	}

}
