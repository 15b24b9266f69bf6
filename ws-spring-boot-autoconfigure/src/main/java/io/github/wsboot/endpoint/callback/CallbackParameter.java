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

package io.github.wsboot.endpoint.callback;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;

import org.springframework.core.MethodParameter;

import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.ForeignImports;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Parameter of a callback and its place, for checks and their messages.
 *
 * @param beanName the name of the bean
 * @param method the callback
 * @param kind the kind of callback
 * @param parameter the parameter
 */
record CallbackParameter(String beanName, Method method, CallbackKind kind, MethodParameter parameter) {

	/** The type of the last parameter of a function that suspends. */
	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

	/**
	 * Reject a Kotlin function that suspends, which takes its continuation as a
	 * parameter.
	 */
	void rejectSuspending() {
		if (this.parameter.getParameterType().getName().equals(CONTINUATION)) {
			throw invalid("is a 'suspend' function, which callbacks cannot be",
					"Remove 'suspend', and return a CompletableFuture or a Mono for results that take time.");
		}
	}

	void rejectWrongImports() {
		String type = ForeignImports.insteadOfType(this.parameter.getParameterType());
		if (type != null) {
			throw invalid("has a parameter of type '" + this.parameter.getParameterType().getName()
					+ "', which is never passed to a callback", "Use '" + type + "' instead.");
		}
		for (Annotation annotation : this.parameter.getParameterAnnotations()) {
			String instead = ForeignImports.insteadOfAnnotation(annotation);
			if (instead != null) {
				throw invalid("has a parameter annotated with '" + annotation.annotationType().getName() + "'",
						"Use '" + instead + "' instead.");
			}
		}
	}

	/**
	 * Return the type of the parameter, or of the value if it is an {@code Optional}.
	 */
	Class<?> type() {
		return this.parameter.nestedIfOptional().getNestedParameterType();
	}

	InvalidEndpointException invalid(String problem, String action) {
		return InvalidEndpointException.of(this.beanName, this.method, problem, action);
	}

	static String describe(MethodParameter parameter) {
		String name = parameter.getParameterName();
		return "'" + parameter.getParameterType().getSimpleName() + ((name != null) ? " " + name : "") + "'";
	}

}
