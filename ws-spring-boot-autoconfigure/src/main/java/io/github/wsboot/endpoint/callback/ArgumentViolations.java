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

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import org.springframework.util.ClassUtils;
import org.springframework.validation.method.MethodValidationException;

/**
 * Recognizes violations of constraints by the arguments of a callback, which a client has
 * sent. Method validation reports results, and calls that the callback makes, in the same
 * way.
 *
 * @since 0.1.0
 */
public final class ArgumentViolations {

	private static final boolean jakarta = ClassUtils.isPresent("jakarta.validation.ConstraintViolationException",
			ArgumentViolations.class.getClassLoader());

	private ArgumentViolations() {
	}

	/**
	 * Return whether a callback was not called because its arguments break a constraint.
	 */
	public static boolean isOf(Callback callback, Throwable exception) {
		if (exception instanceof MethodValidationException validation) {
			Method method = validation.getMethod();
			return !validation.isForReturnValue() && callback.isMethod(validation.getTarget().getClass(),
					method.getName(), Arrays.asList(method.getParameterTypes()));
		}
		return jakarta && Jakarta.isOf(callback, exception);
	}

	/**
	 * Not loaded if Jakarta Validation is missing.
	 */
	private static final class Jakarta {

		static boolean isOf(Callback callback, Throwable exception) {
			return exception instanceof ConstraintViolationException violations
					&& violations.getConstraintViolations() != null
					&& violations.getConstraintViolations().stream().anyMatch((violation) -> isOf(callback, violation));
		}

		private static boolean isOf(Callback callback, ConstraintViolation<?> violation) {
			Iterator<Path.Node> path = violation.getPropertyPath().iterator();
			if (!path.hasNext() || !(path.next() instanceof Path.MethodNode method) || !path.hasNext()) {
				return false;
			}
			ElementKind kind = path.next().getKind();
			List<Class<?>> parameterTypes = method.getParameterTypes();
			return (kind == ElementKind.PARAMETER || kind == ElementKind.CROSS_PARAMETER)
					&& callback.isMethod(violation.getRootBeanClass(), method.getName(), parameterTypes);
		}

	}

}
