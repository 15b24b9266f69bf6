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

package io.github.wsboot.endpoint;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.ValidationAnnotationUtils;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;

import io.github.wsboot.Connection;

/**
 * A parameter of a callback and where it stands, for checks and their messages.
 *
 * @param beanName the name of the bean
 * @param method the callback
 * @param kind the kind of callback
 * @param parameter the parameter
 */
record CallbackParameter(String beanName, Method method, CallbackKind kind, MethodParameter parameter) {

	private static final List<String> NO_PAYLOAD_PACKAGES = List.of("jakarta.servlet.", "jakarta.websocket.",
			"java.io.", "java.util.function.", "org.springframework.web.", "org.springframework.http.",
			"org.springframework.context.", "org.springframework.beans.", "org.springframework.validation.",
			"org.springframework.messaging.", "org.springframework.security.");

	/**
	 * Annotations that say how a payload is to be read, not that it is something else.
	 */
	private static final List<String> PAYLOAD_ANNOTATIONS = List.of("jakarta.validation.", "com.fasterxml.jackson.",
			"tools.jackson.", "org.jspecify.", "jakarta.annotation.", "org.jetbrains.", "kotlin.",
			"org.springframework.validation.", "org.springframework.lang.");

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private static final String NO_DEFAULT = ValueConstants.DEFAULT_NONE;

	/** What begins an expression, whose value is not known before it is asked for. */
	private static final String EXPRESSION = "#{";

	/** What the last parameter of a function that suspends is. */
	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

	private static final List<Class<? extends Annotation>> NAMED_VALUES = List.of(RequestParam.class,
			RequestHeader.class, CookieValue.class, PathVariable.class);

	/**
	 * Reject a Kotlin function that suspends, which takes its continuation as a
	 * parameter.
	 */
	void rejectSuspending() {
		if (this.parameter.getParameterType().getName().equals(CONTINUATION)) {
			throw invalid("is a 'suspend' function, which callbacks cannot be",
					"Remove 'suspend', and return a CompletableFuture or a Mono for what takes time.");
		}
	}

	void rejectWrongImports() {
		String type = WrongImports.insteadOfType(this.parameter.getParameterType());
		if (type != null) {
			throw invalid("has a parameter of type '" + this.parameter.getParameterType().getName()
					+ "', which is never passed to a callback", "Use '" + type + "' instead.");
		}
		for (Annotation annotation : this.parameter.getParameterAnnotations()) {
			String instead = WrongImports.insteadOfAnnotation(annotation);
			if (instead != null) {
				throw invalid("has a parameter annotated with '" + annotation.annotationType().getName() + "'",
						"Use '" + instead + "' instead.");
			}
		}
	}

	/**
	 * Reject a value without a name, and one whose name or default cannot be told.
	 * @param placeholders resolves placeholders
	 */
	void assertNamed(UnaryOperator<@Nullable String> placeholders) {
		for (Class<? extends Annotation> type : NAMED_VALUES) {
			Annotation annotation = this.parameter.getParameterAnnotation(type);
			if (annotation != null) {
				assertNamed(annotation, placeholders);
			}
		}
	}

	private void assertNamed(Annotation annotation, UnaryOperator<@Nullable String> placeholders) {
		String name = attribute(annotation, "name");
		String type = "@" + annotation.annotationType().getSimpleName();
		if (name.isEmpty() && this.parameter.getParameterName() == null
				&& !AllValuesArgumentResolver.isMap(payloadType())) {
			throw invalid(
					"has a " + type + " without a name, and its class was compiled without the names of parameters",
					"Name it, as in " + type
							+ "(\"room\"), or compile with '-parameters' ('-java-parameters' for Kotlin).");
		}
		if (!name.isEmpty() && !StringUtils.hasLength(resolve(name, type, placeholders))) {
			throw invalid("has a " + type + " whose name '" + name + "' is empty", "Write the name of the value.");
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
			throw invalid("has a " + type + " with '" + value + "', which has a placeholder without a value",
					"Define the property, or write a default value, as in '${name:default}'.");
		}
	}

	/**
	 * Reject maps that are not of all values as they are.
	 */
	void rejectMaps() {
		for (Class<? extends Annotation> type : NAMED_VALUES) {
			Annotation annotation = this.parameter.getParameterAnnotation(type);
			if (annotation != null && AllValuesArgumentResolver.isMap(payloadType())) {
				assertAllValues(annotation);
			}
		}
	}

	private void assertAllValues(Annotation annotation) {
		Class<?> type = this.parameter.getParameterType();
		Class<? extends Annotation> annotationType = annotation.annotationType();
		ResolvableType value = ResolvableType.forMethodParameter(this.parameter).as(type).getGeneric(1);
		if (!AllValuesArgumentResolver.types(annotationType).contains(type)
				|| StringUtils.hasLength(MergedAnnotation.from(annotation).getString("name"))
				|| !value.toClass().isAssignableFrom(String.class)) {
			throw invalid("has a @" + annotationType.getSimpleName() + " of type '" + type.getSimpleName() + "'",
					"Take a " + ((annotationType == CookieValue.class) ? "Handshake, which has them all."
							: "Map<String, String> of all of them without naming one, or only the value that you "
									+ "need."));
		}
	}

	/**
	 * Reject a value of the request that could never become the parameter.
	 */
	void assertConvertible(ConversionService conversion) {
		for (Class<? extends Annotation> type : NAMED_VALUES) {
			Annotation annotation = this.parameter.getParameterAnnotation(type);
			if (annotation != null) {
				assertConvertible(annotation, conversion);
			}
		}
	}

	private void assertConvertible(Annotation annotation, ConversionService conversion) {
		String described = "the @" + annotation.annotationType().getSimpleName() + " " + describe(this.parameter);
		Class<?> type = this.parameter.getParameterType();
		if (!type.isAssignableFrom(String.class) && !AllValuesArgumentResolver.isMap(type)
				&& !conversion.canConvert(TEXT, new TypeDescriptor(this.parameter))) {
			throw invalid("has " + described + ", which no text can be converted to",
					"Use a type that Spring MVC converts text to, or register a Converter or Formatter for it, as a bean "
							+ "or by a WebMvcConfigurer.");
		}
		if (type.isPrimitive() && type != boolean.class && canBeMissing(annotation)) {
			throw invalid("has " + described + ", which cannot be null although the value may be missing",
					"Use '" + ClassUtils.resolvePrimitiveIfNecessary(type).getSimpleName()
							+ "' instead, or name a default value.");
		}
	}

	private static boolean canBeMissing(Annotation annotation) {
		MergedAnnotation<?> merged = MergedAnnotation.from(annotation);
		return !merged.getBoolean("required")
				&& merged.getValue("defaultValue", String.class).orElse(NO_DEFAULT).equals(NO_DEFAULT);
	}

	void assertPayload(@Nullable MethodParameter earlier, boolean validates) {
		if (!this.kind.takesPayload()) {
			throw invalid(
					"has the parameter " + describe(this.parameter)
							+ ", but there is no payload to pass in a callback of kind " + this.kind,
					"Remove the parameter; see the Javadoc of " + this.kind + " for those it can have.");
		}
		if (earlier != null) {
			throw invalid("has two payload parameters, " + describe(earlier) + " and " + describe(this.parameter),
					"Keep one of them; inject beans through the constructor.");
		}
		assertPayloadType();
		assertPayloadAnnotations();
		if (!validates && isValidated()) {
			throw invalid("has a payload that is to be validated, but there is no validator",
					"Add 'spring-boot-starter-validation' to the dependencies.");
		}
	}

	private void assertPayloadType() {
		Class<?> type = payloadType();
		Payload declared = this.parameter.getParameterAnnotation(Payload.class);
		if (declared != null && StringUtils.hasText(declared.expression())) {
			throw invalid("has a @Payload with an expression, which is never evaluated",
					"Remove the expression; read the payload as an object.");
		}
		if (declared == null && isUnknown(type)) {
			throw invalid("has the parameter " + describe(this.parameter) + ", whose type is unknown",
					"Remove it, add an argument resolver by a WebSocketEndpointConfigurer, or annotate it with "
							+ "@Payload if it is to be read from the message.");
		}
		if (this.kind.isControl() && type != byte[].class && type != ByteBuffer.class) {
			throw invalid(
					"has the payload " + describe(this.parameter) + ", but a "
							+ ((this.kind == CallbackKind.PING) ? "ping" : "pong") + " carries bytes",
					"Use ByteBuffer or byte[] instead.");
		}
	}

	private void assertPayloadAnnotations() {
		if (this.parameter.hasParameterAnnotation(Payload.class)) {
			return;
		}
		for (Annotation annotation : this.parameter.getParameterAnnotations()) {
			String name = annotation.annotationType().getName();
			if (PAYLOAD_ANNOTATIONS.stream().noneMatch(name::startsWith)
					&& !CallbackConstraints.isConstraint(annotation)) {
				throw invalid(
						"has the parameter " + describe(this.parameter) + " annotated with '" + name
								+ "', which nobody resolves, so that the client's message would be taken for it",
						"Add an argument resolver by a WebSocketEndpointConfigurer, or @Payload if it is to be read "
								+ "from the message.");
			}
		}
	}

	private static boolean isUnknown(Class<?> type) {
		return type.getPackageName().equals(Connection.class.getPackageName())
				|| NO_PAYLOAD_PACKAGES.stream().anyMatch(type.getName()::startsWith);
	}

	/**
	 * Reject a payload that looks like an injected bean. Types of the JDK are left alone:
	 * maps and lists are beans, too.
	 */
	void assertNoBean(ListableBeanFactory beanFactory) {
		Class<?> type = payloadType();
		if (type.isPrimitive() || type.isArray() || type.getName().startsWith("java.")
				|| this.parameter.hasParameterAnnotation(Payload.class)) {
			return;
		}
		String[] beanNames = beanFactory.getBeanNamesForType(type, true, false);
		if (beanNames.length > 0) {
			throw invalid(
					"has the parameter " + describe(this.parameter) + ", whose type is that of the bean '"
							+ beanNames[0] + "'",
					"Inject it through the constructor, or annotate it with @Payload if it is to be read from the "
							+ "message.");
		}
	}

	private Class<?> payloadType() {
		return this.parameter.nestedIfOptional().getNestedParameterType();
	}

	private boolean isValidated() {
		for (Annotation annotation : this.parameter.getParameterAnnotations()) {
			if (ValidationAnnotationUtils.determineValidationHints(annotation) != null) {
				return true;
			}
		}
		return false;
	}

	void assertPathVariable(@Nullable Set<String> pathVariables, UnaryOperator<@Nullable String> placeholders) {
		PathVariable annotation = this.parameter.getParameterAnnotation(PathVariable.class);
		if (annotation == null || !annotation.required() || pathVariables == null || this.parameter.isOptional()
				|| AllValuesArgumentResolver.isMap(payloadType())) {
			return;
		}
		String name = StringUtils.hasLength(annotation.name()) ? placeholders.apply(annotation.name())
				: this.parameter.getParameterName();
		if (name != null && !name.contains(EXPRESSION) && !pathVariables.contains(name)) {
			throw invalid("has a @PathVariable '" + name + "' that the path does not have",
					"Rename it to one of " + pathVariables + " or add '{" + name + "}' to the path.");
		}
	}

	private InvalidEndpointException invalid(String problem, String action) {
		return InvalidEndpointException.of(this.beanName, this.method, problem, action);
	}

	private static String describe(MethodParameter parameter) {
		String name = parameter.getParameterName();
		return "'" + parameter.getParameterType().getSimpleName() + ((name != null) ? " " + name : "") + "'";
	}

}
