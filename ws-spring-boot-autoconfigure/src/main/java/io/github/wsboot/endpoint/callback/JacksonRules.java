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

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;

import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.messaging.handler.HandlerMethod;

import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Rules for annotations and types by which controllers configure Jackson. Types are
 * compared by name, since Jackson need not be on the class path.
 */
final class JacksonRules {

	private static final String JSON_VIEW = "com.fasterxml.jackson.annotation.JsonView";

	private static final String MAPPING_VALUE = "org.springframework.http.converter.json.MappingJacksonValue";

	private JacksonRules() {
	}

	/**
	 * Reject annotations and types that would be ignored, so that hidden properties would
	 * be sent.
	 * @param beanName the name of the bean
	 * @param callback the callback
	 * @param json whether Jackson converts payloads
	 */
	static void check(String beanName, HandlerMethod callback, boolean json) {
		Method method = callback.getMethod();
		if (view(callback.getBeanType()).isPresent()) {
			throw InvalidEndpointException.of(beanName, method,
					"belongs to a class that is annotated with @JsonView, which has an effect on methods and "
							+ "parameters only",
					"Annotate the methods instead.");
		}
		checkView(beanName, method, method, json);
		for (MethodParameter parameter : callback.getMethodParameters()) {
			checkView(beanName, method, method.getParameters()[parameter.getParameterIndex()], json);
		}
		if (DeclaredParameter.ofResult(callback.getReturnType()).getParameterType().getName().equals(MAPPING_VALUE)) {
			throw InvalidEndpointException.of(beanName, method,
					"returns a MappingJacksonValue, which Jackson 3 does not know",
					"Return the value itself; annotate the method with @JsonView, and give filters to the JsonMapper "
							+ "by a JsonMapperBuilderCustomizer.");
		}
	}

	private static void checkView(String beanName, Method method, AnnotatedElement element, boolean json) {
		MergedAnnotation<?> view = view(element);
		if (!view.isPresent()) {
			return;
		}
		if (!json) {
			throw InvalidEndpointException.of(beanName, method,
					"is annotated with @JsonView, but there is no JsonMapper to apply it",
					"Add 'spring-boot-starter-jackson' to the dependencies.");
		}
		if (view.getClassArray(MergedAnnotation.VALUE).length != 1) {
			throw InvalidEndpointException.of(beanName, method, "has a @JsonView that does not name exactly one view",
					"Name one; let it extend others to include them.");
		}
	}

	private static MergedAnnotation<?> view(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).get(JSON_VIEW);
	}

}
