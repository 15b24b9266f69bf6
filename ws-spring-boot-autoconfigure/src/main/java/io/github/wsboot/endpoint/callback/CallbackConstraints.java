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
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.validation.ValidationException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Rules for constraints on parameters and results. Spring's method validation checks them
 * for classes that are {@link Validated @Validated}. The fields of a payload that is
 * {@code @Valid} are checked without it.
 */
final class CallbackConstraints {

	private static final String CONSTRAINT = "jakarta.validation.Constraint";

	private static final String NOT_NULL = "jakarta.validation.constraints.NotNull";

	private static final String VALID = "jakarta.validation.Valid";

	private final ListableBeanFactory beanFactory;

	private final @Nullable Validator validator;

	CallbackConstraints(ListableBeanFactory beanFactory, @Nullable Validator validator) {
		this.beanFactory = beanFactory;
		this.validator = validator;
	}

	static boolean isConstraint(Annotation annotation) {
		return MergedAnnotations.from(annotation).isPresent(CONSTRAINT);
	}

	/**
	 * Reject a constraint on a parameter that is never checked. A parameter that is never
	 * {@code null} may be {@code @NotNull}.
	 * @param definition the definition of the callback's bean
	 * @param method the callback
	 * @param parameter the parameter
	 * @param filler the source of the parameter's value
	 */
	void check(EndpointDefinition definition, Method method, MethodParameter parameter, Filler filler) {
		MergedAnnotations annotations = MergedAnnotations.from(parameter.getParameterAnnotations());
		AnnotatedType type = method.getAnnotatedParameterTypes()[parameter.getParameterIndex()];
		String unchecked = constraint(annotations, type, isNeverNull(parameter, annotations, filler));
		if (unchecked == null && annotations.isPresent(VALID)
				&& (filler == Filler.NAME || (filler == Filler.PAYLOAD && holdsOthers(parameter)))) {
			unchecked = "@Valid";
		}
		if (unchecked != null) {
			assertChecked(definition, method, "has the constraint '" + unchecked + "' on a parameter");
		}
	}

	/**
	 * Reject a constraint on the result that is never checked.
	 */
	void check(EndpointDefinition definition, Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		String unchecked = constraint(annotations, method.getAnnotatedReturnType(), false);
		if (unchecked != null || annotations.isPresent(VALID)) {
			assertChecked(definition, method,
					"has the constraint '" + ((unchecked != null) ? unchecked : "@Valid") + "' on its result");
		}
	}

	private void assertChecked(EndpointDefinition definition, Method method, String problem) {
		if (!AnnotatedElementUtils.hasAnnotation(definition.type(), Validated.class)) {
			throw InvalidEndpointException.of(definition.beanName(), method, problem + ", which is never checked",
					"Annotate the class with @Validated, or put constraints on the fields of an object that is "
							+ "annotated with @Valid.");
		}
		if (this.beanFactory.getBeanNamesForType(MethodValidationPostProcessor.class, true, false).length == 0) {
			throw InvalidEndpointException.of(definition.beanName(), method,
					problem + ", which is never checked, since there is no MethodValidationPostProcessor",
					"Add 'spring-boot-starter-validation' to the dependencies.");
		}
		String flaw = Declarations.findFlaw(this.validator, definition.type());
		if (flaw != null) {
			throw InvalidEndpointException.of(definition.beanName(), method,
					"has constraints that cannot be checked: " + flaw,
					"Put constraints of parameters into the interface only, if there is one, and none on the "
							+ "content of a future.");
		}
	}

	private static boolean holdsOthers(MethodParameter parameter) {
		Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
		return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type) || type.isArray();
	}

	private static boolean isNeverNull(MethodParameter parameter, MergedAnnotations annotations, Filler filler) {
		return switch (filler) {
			case FACT -> true;
			case RESOLVER -> false;
			case PAYLOAD, NAME -> !parameter.isOptional() && annotations.stream()
				.noneMatch((annotation) -> annotation.getValue("required").filter(Boolean.FALSE::equals).isPresent());
		};
	}

	private static @Nullable String constraint(MergedAnnotations annotations, AnnotatedType type, boolean neverNull) {
		return annotations.stream(CONSTRAINT)
			.filter((constraint) -> !neverNull || !constraint.getRoot().getType().getName().equals(NOT_NULL))
			.map(CallbackConstraints::describe)
			.findFirst()
			.or(() -> elements(type).flatMap(CallbackConstraints::ofElement).findFirst())
			.orElse(null);
	}

	private static Stream<String> ofElement(AnnotatedType type) {
		MergedAnnotations annotations = MergedAnnotations.from(type.getAnnotations());
		return Stream.of(annotations.stream(CONSTRAINT), annotations.stream(VALID))
			.flatMap((stream) -> stream.map(CallbackConstraints::describe));
	}

	private static String describe(MergedAnnotation<Annotation> constraint) {
		MergedAnnotation<?> declared = constraint.getRoot();
		return "@" + declared.getType().getSimpleName();
	}

	/**
	 * Return the types of elements that a type declares.
	 */
	private static Stream<AnnotatedType> elements(AnnotatedType type) {
		AnnotatedType[] elements = new AnnotatedType[0];
		if (type instanceof AnnotatedParameterizedType parameterized) {
			elements = parameterized.getAnnotatedActualTypeArguments();
		}
		else if (type instanceof AnnotatedArrayType array) {
			elements = new AnnotatedType[] { array.getAnnotatedGenericComponentType() };
		}
		else if (type instanceof AnnotatedWildcardType wildcard) {
			elements = wildcard.getAnnotatedUpperBounds();
		}
		return Stream.of(elements).flatMap((element) -> Stream.concat(Stream.of(element), elements(element)));
	}

	/**
	 * Check of the constraints themselves. Not loaded if Jakarta Validation is missing.
	 */
	private static final class Declarations {

		/**
		 * Return the message of the exception that the first call would fail with.
		 */
		static @Nullable String findFlaw(@Nullable Validator validator, Class<?> type) {
			try {
				if (validator instanceof jakarta.validation.Validator declarations) {
					declarations.getConstraintsForClass(type);
				}
				return null;
			}
			catch (ValidationException ex) {
				return ex.getMessage();
			}
		}

	}

	/**
	 * Source of a parameter's value.
	 */
	enum Filler {

		/**
		 * The payload of the message, which is validated if it is {@code @Valid}.
		 */
		PAYLOAD,

		/**
		 * A named value of the handshake's request.
		 */
		NAME,

		/**
		 * A value that exists for each call, such as the connection.
		 */
		FACT,

		/**
		 * A resolver of the application, whose values are not known.
		 */
		RESOLVER

	}

}
