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
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.StringUtils;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

import io.github.wsboot.Connection;
import io.github.wsboot.endpoint.definition.CallbackKind;

/**
 * Rules for parameters that take the payload of a message.
 *
 * @param parameter the parameter
 */
record PayloadRules(CallbackParameter parameter) {

	private static final List<String> NO_PAYLOAD_PACKAGES = List.of("jakarta.servlet.", "jakarta.websocket.",
			"java.io.", "java.util.function.", "org.springframework.web.", "org.springframework.http.",
			"org.springframework.context.", "org.springframework.beans.", "org.springframework.validation.",
			"org.springframework.messaging.", "org.springframework.security.");

	/** Types that only callbacks of clients have as parameters. */
	private static final Set<String> OF_CLIENTS = Set.of("io.github.wsboot.client.ClientConnection",
			"io.github.wsboot.client.ConnectRequest");

	/**
	 * Packages of annotations that only describe a payload. Others show that a parameter
	 * is something else.
	 */
	private static final List<String> PAYLOAD_ANNOTATIONS = List.of("jakarta.validation.", "com.fasterxml.jackson.",
			"tools.jackson.", "org.jspecify.", "jakarta.annotation.", "org.jetbrains.", "kotlin.",
			"org.springframework.validation.", "org.springframework.lang.");

	void assertPayload(@Nullable MethodParameter earlier, boolean validates) {
		if (!this.parameter.kind().takesPayload()) {
			throw this.parameter.invalid(
					"has the parameter " + CallbackParameter.describe(declared())
							+ ", but there is no payload to pass in a callback of kind " + this.parameter.kind(),
					actionWithoutPayload());
		}
		if (earlier != null) {
			throw this.parameter.invalid(
					"has two payload parameters, " + CallbackParameter.describe(earlier) + " and "
							+ CallbackParameter.describe(declared()),
					"Keep one of them; inject beans through the constructor.");
		}
		assertPayloadType();
		assertPayloadAnnotations();
		if (!validates && isValidated()) {
			throw this.parameter.invalid("has a payload that needs a validator, but there is none",
					"Add 'spring-boot-starter-validation' to the dependencies.");
		}
	}

	private String actionWithoutPayload() {
		CallbackKind kind = this.parameter.kind();
		Class<?> type = this.parameter.type();
		if (OF_CLIENTS.contains(type.getName())) {
			return "Only the callbacks of a @WebSocketClient can take it"
					+ ((kind == CallbackKind.HANDSHAKE) ? "; those of endpoints take a HandshakeContext." : ".");
		}
		if (kind == CallbackKind.HANDSHAKE && type == Connection.class) {
			return "Take a HandshakeContext instead: there is no connection yet.";
		}
		String action = "Remove the parameter; see the Javadoc of " + kind + " for those it can have.";
		return BeanUtils.isSimpleValueType(type)
				? action + " A value of the opening request needs @PathVariable, @RequestParam, @RequestHeader or "
						+ "@CookieValue."
				: action;
	}

	private void assertPayloadType() {
		Class<?> type = this.parameter.type();
		Payload declared = declared().getParameterAnnotation(Payload.class);
		if (declared != null && StringUtils.hasText(declared.expression())) {
			throw this.parameter.invalid("has a @Payload with an expression, which is never evaluated",
					"Remove the expression; read the payload as an object.");
		}
		if (declared == null && isUnknown(type)) {
			throw this.parameter.invalid(
					"has the parameter " + CallbackParameter.describe(declared()) + ", whose type is unknown",
					"Remove it, add an argument resolver by a WebSocketEndpointConfigurer, or annotate it with "
							+ "@Payload to read it from the message.");
		}
		if (this.parameter.kind().isControl() && type != byte[].class && type != ByteBuffer.class) {
			throw this.parameter.invalid(
					"has the payload " + CallbackParameter.describe(declared()) + ", but a "
							+ ((this.parameter.kind() == CallbackKind.PING) ? "ping" : "pong") + " carries bytes",
					"Use ByteBuffer or byte[] instead.");
		}
	}

	private void assertPayloadAnnotations() {
		if (declared().hasParameterAnnotation(Payload.class)) {
			return;
		}
		for (Annotation annotation : declared().getParameterAnnotations()) {
			String name = annotation.annotationType().getName();
			if (PAYLOAD_ANNOTATIONS.stream().noneMatch(name::startsWith)
					&& !CallbackConstraints.isConstraint(annotation)) {
				throw this.parameter.invalid(
						"has the parameter " + CallbackParameter.describe(declared()) + " annotated with '" + name
								+ "', which no argument resolver supports, so that it would get the client's message",
						"Add an argument resolver by a WebSocketEndpointConfigurer, or @Payload to read it from the "
								+ "message.");
			}
		}
	}

	private static boolean isUnknown(Class<?> type) {
		return OF_CLIENTS.contains(type.getName()) || type.getPackageName().equals(Connection.class.getPackageName())
				|| NO_PAYLOAD_PACKAGES.stream().anyMatch(type.getName()::startsWith);
	}

	/**
	 * Reject a payload that looks like an injected bean. Types of the JDK are left alone:
	 * maps and lists are beans, too.
	 */
	void assertNoBean(ListableBeanFactory beanFactory) {
		Class<?> type = this.parameter.type();
		if (type.isPrimitive() || type.isArray() || type.getName().startsWith("java.")
				|| declared().hasParameterAnnotation(Payload.class)) {
			return;
		}
		String[] beanNames = beanFactory.getBeanNamesForType(type, true, false);
		if (beanNames.length > 0) {
			throw this.parameter.invalid(
					"has the parameter " + CallbackParameter.describe(declared()) + ", whose type is that of the bean '"
							+ beanNames[0] + "'",
					"Inject it through the constructor, or annotate it with @Payload to read it from the message.");
		}
	}

	private boolean isValidated() {
		for (Annotation annotation : declared().getParameterAnnotations()) {
			if (ValidationAnnotationUtils.determineValidationHints(annotation) != null) {
				return true;
			}
		}
		return false;
	}

	private MethodParameter declared() {
		return this.parameter.parameter();
	}

}
