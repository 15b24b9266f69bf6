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

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Rule for {@link InitBinder @InitBinder}, which is for controllers only.
 *
 * @since 0.1.0
 */
public final class InitBinderRule {

	private InitBinderRule() {
	}

	public static void check(String beanName, Class<?> type) {
		if (AnnotatedElementUtils.hasAnnotation(type, Controller.class)
				|| AnnotatedElementUtils.hasAnnotation(type, ControllerAdvice.class)) {
			return;
		}
		for (Method method : MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.hasAnnotation(method, InitBinder.class))) {
			throw InvalidEndpointException.of(beanName, method,
					"is annotated with @InitBinder, which has an effect in controllers only",
					"Register a Converter or Formatter, as a bean or by a WebMvcConfigurer.");
		}
	}

}
