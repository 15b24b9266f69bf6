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
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;

/**
 * Rules for parameters that take values of the handshake's request by name.
 *
 * @param parameter the parameter
 */
record NamedValueRules(CallbackParameter parameter) {

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private static final String NO_DEFAULT = ValueConstants.DEFAULT_NONE;

	/** The beginning of an expression, whose value is known only when it is evaluated. */
	private static final String EXPRESSION = "#{";

	private static final List<Class<? extends Annotation>> NAMED_VALUES = List.of(RequestParam.class,
			RequestHeader.class, CookieValue.class, PathVariable.class);

	/**
	 * Reject a value without a name, and one whose name or default cannot be resolved.
	 * @param placeholders resolves placeholders
	 */
	void assertNamed(UnaryOperator<@Nullable String> placeholders) {
		for (Class<? extends Annotation> type : NAMED_VALUES) {
			Annotation annotation = declared().getParameterAnnotation(type);
			if (annotation != null) {
				assertNamed(annotation, placeholders);
			}
		}
	}

	private void assertNamed(Annotation annotation, UnaryOperator<@Nullable String> placeholders) {
		String name = attribute(annotation, "name");
		String type = "@" + annotation.annotationType().getSimpleName();
		if (name.isEmpty() && declared().getParameterName() == null
				&& !AllValuesArgumentResolver.isMap(this.parameter.type())) {
			throw this.parameter.invalid(
					"has a " + type + " without a name, and its class was compiled without the names of parameters",
					"Name it, as in " + type
							+ "(\"room\"), or compile with '-parameters' ('-java-parameters' for Kotlin).");
		}
		if (!name.isEmpty() && !StringUtils.hasLength(resolve(name, type, placeholders))) {
			throw this.parameter.invalid("has a " + type + " whose name '" + name + "' is empty",
					"Write the name of the value.");
		}
		resolve(attribute(annotation, "defaultValue"), type, placeholders);
	}

	private static String attribute(Annotation annotation, String name) {
		return (AnnotationUtils.getValue(annotation, name) instanceof String value) ? value : "";
	}

	private @Nullable String resolve(String value, String type, UnaryOperator<@Nullable String> placeholders) {
		try {
			return placeholders.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw this.parameter.invalid(
					"has a " + type + " with '" + value + "', which has a placeholder without a value",
					"Define the property, or write a default value, as in '${name:default}'.");
		}
	}

	/**
	 * Reject maps that do not take all values unconverted.
	 */
	void rejectMaps() {
		for (Class<? extends Annotation> type : NAMED_VALUES) {
			Annotation annotation = declared().getParameterAnnotation(type);
			if (annotation != null && AllValuesArgumentResolver.isMap(this.parameter.type())) {
				assertAllValues(annotation);
			}
		}
	}

	private void assertAllValues(Annotation annotation) {
		Class<?> type = declared().getParameterType();
		Class<? extends Annotation> annotationType = annotation.annotationType();
		ResolvableType value = ResolvableType.forMethodParameter(declared()).as(type).getGeneric(1);
		if (!AllValuesArgumentResolver.types(annotationType).contains(type)
				|| StringUtils.hasLength(MergedAnnotation.from(annotation).getString("name"))
				|| !value.toClass().isAssignableFrom(String.class)) {
			throw this.parameter.invalid(
					"has a @" + annotationType.getSimpleName() + " of type '" + type.getSimpleName() + "'",
					"Take a " + ((annotationType == CookieValue.class) ? "Handshake, which has them all."
							: "Map<String, String> of all of them without naming one, or only the value that you "
									+ "need."));
		}
	}

	/**
	 * Reject a value that can never be converted to the type of the parameter.
	 */
	void assertConvertible(ConversionService conversion) {
		for (Class<? extends Annotation> type : NAMED_VALUES) {
			Annotation annotation = declared().getParameterAnnotation(type);
			if (annotation != null) {
				assertConvertible(annotation, conversion);
			}
		}
	}

	private void assertConvertible(Annotation annotation, ConversionService conversion) {
		String described = "the @" + annotation.annotationType().getSimpleName() + " "
				+ CallbackParameter.describe(declared());
		Class<?> type = declared().getParameterType();
		if (!type.isAssignableFrom(String.class) && !AllValuesArgumentResolver.isMap(type)
				&& !conversion.canConvert(TEXT, new TypeDescriptor(declared()))) {
			throw this.parameter.invalid("has " + described + ", which no text can be converted to",
					"Use a type that Spring MVC converts text to, or register a Converter or Formatter for it, "
							+ "as a bean or by a WebMvcConfigurer.");
		}
		if (type.isPrimitive() && type != boolean.class && canBeMissing(annotation)) {
			throw this.parameter.invalid(
					"has " + described + ", which cannot be null although the value may be missing",
					"Use '" + ClassUtils.resolvePrimitiveIfNecessary(type).getSimpleName()
							+ "' instead, or name a default value.");
		}
	}

	private static boolean canBeMissing(Annotation annotation) {
		MergedAnnotation<?> merged = MergedAnnotation.from(annotation);
		return !merged.getBoolean("required")
				&& merged.getValue("defaultValue", String.class).orElse(NO_DEFAULT).equals(NO_DEFAULT);
	}

	void assertPathVariable(@Nullable Set<String> pathVariables, UnaryOperator<@Nullable String> placeholders) {
		PathVariable annotation = declared().getParameterAnnotation(PathVariable.class);
		if (annotation == null || !annotation.required() || pathVariables == null || declared().isOptional()
				|| AllValuesArgumentResolver.isMap(this.parameter.type())) {
			return;
		}
		String name = StringUtils.hasLength(annotation.name()) ? placeholders.apply(annotation.name())
				: declared().getParameterName();
		if (name != null && !name.contains(EXPRESSION) && !pathVariables.contains(name)) {
			throw this.parameter.invalid("has a @PathVariable '" + name + "' that the path does not have",
					"Rename it to one of " + pathVariables + " or add '{" + name + "}' to the path.");
		}
	}

	private MethodParameter declared() {
		return this.parameter.parameter();
	}

}
