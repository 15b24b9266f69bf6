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

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.invocation.AbstractExceptionHandlerMethodResolver;

import io.github.wsboot.annotation.OnError;
import io.github.wsboot.endpoint.callback.Callback;
import io.github.wsboot.endpoint.definition.ForeignImports;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * {@code @OnError} callbacks of a bean: the one with the most specific type wins. Advice
 * is asked after them.
 *
 * @since 0.1.0
 */
public final class ErrorCallbacks {

	private final Map<Method, Callback> callbacks;

	private final Resolver resolver;

	private final List<ErrorCallbacks> advice;

	/**
	 * Create the callbacks of a bean.
	 * @param callbacks the callbacks
	 * @param advice the callbacks of advice, in the order in which they are asked if none
	 * of the bean's own takes an exception
	 */
	public ErrorCallbacks(List<Callback> callbacks, List<ErrorCallbacks> advice) {
		this.advice = advice;
		this.callbacks = callbacks.stream().collect(Collectors.toMap(Callback::method, (callback) -> callback));
		Map<Class<? extends Throwable>, Method> mappings = new HashMap<>();
		callbacks.forEach((callback) -> map(callback, mappings));
		this.resolver = new Resolver(mappings);
	}

	private static void map(Callback callback, Map<Class<? extends Throwable>, Method> mappings) {
		for (Class<? extends Throwable> type : types(callback)) {
			String wrong = ForeignImports.insteadOfType(type);
			if (wrong != null) {
				throw InvalidEndpointException.of(callback.beanName(), callback.method(),
						"handles '" + type.getName() + "', which no callback raises", "Use '" + wrong + "' instead.");
			}
			assertParameters(callback, type);
			Method earlier = mappings.put(type, callback.method());
			if (earlier != null) {
				throw new InvalidEndpointException(
						"Bean '" + callback.beanName() + "' declares '" + InvalidEndpointException.describe(earlier)
								+ "' and '" + callback + "', which both handle '" + type.getName() + "'.",
						"Keep one of them.");
			}
		}
	}

	private static void assertParameters(Callback callback, Class<? extends Throwable> type) {
		for (Class<?> parameter : callback.method().getParameterTypes()) {
			if (Throwable.class.isAssignableFrom(parameter) && !parameter.isAssignableFrom(type)) {
				throw InvalidEndpointException.of(callback.beanName(), callback.method(),
						"handles '" + type.getName() + "', which its parameter '" + parameter.getSimpleName()
								+ "' cannot take",
						"Give the parameter a common supertype of all exceptions that it handles.");
			}
		}
	}

	private static List<Class<? extends Throwable>> types(Callback callback) {
		OnError annotation = AnnotatedElementUtils.findMergedAnnotation(callback.method(), OnError.class);
		if (annotation != null && annotation.value().length > 0) {
			return List.of(annotation.value());
		}
		List<Class<? extends Throwable>> types = Resolver.signature(callback.method());
		if (types.isEmpty()) {
			throw InvalidEndpointException.of(callback.beanName(), callback.method(),
					"is annotated with @OnError, but names no exception",
					"Add a parameter of the exception's type, or name the type in the annotation.");
		}
		return types;
	}

	/**
	 * Find the callback for an exception.
	 * @param exception the exception
	 * @return the callback, or {@code null} if none takes it
	 */
	public @Nullable Callback find(Throwable exception) {
		Callback own = findOwn(exception);
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

	private @Nullable Callback findOwn(Throwable exception) {
		if (!this.resolver.hasExceptionMappings()) {
			return null;
		}
		Method method = this.resolver.resolveMethod(exception);
		return (method != null) ? this.callbacks.get(method) : null;
	}

	private static final class Resolver extends AbstractExceptionHandlerMethodResolver {

		Resolver(Map<Class<? extends Throwable>, Method> mappings) {
			super(mappings);
		}

		static List<Class<? extends Throwable>> signature(Method method) {
			for (Class<?> type : method.getParameterTypes()) {
				if (Throwable.class.isAssignableFrom(type)) {
					return getExceptionsFromMethodSignature(method);
				}
			}
			return List.of();
		}

	}

}
