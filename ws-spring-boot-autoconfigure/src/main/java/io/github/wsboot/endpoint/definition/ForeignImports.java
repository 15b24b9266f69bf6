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

package io.github.wsboot.endpoint.definition;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * Finds types of other libraries that were imported by mistake, because they have the
 * simple name or the purpose of a type that callbacks use. Types are compared by name,
 * since the libraries need not be on the class path.
 *
 * @since 0.1.0
 */
public final class ForeignImports {

	private static final String JAKARTA = "jakarta.websocket.";

	private static final Set<String> JAKARTA_CALLBACKS = Set.of(JAKARTA + "OnOpen", JAKARTA + "OnMessage",
			JAKARTA + "OnClose", JAKARTA + "OnError");

	private static final String SERVER_ENDPOINT = JAKARTA + "server.ServerEndpoint";

	private static final String CLIENT_ENDPOINT = JAKARTA + "ClientEndpoint";

	private static final Set<String> JAKARTA_ENDPOINTS = Set.of(SERVER_ENDPOINT, CLIENT_ENDPOINT);

	private static final Map<String, String> PARAMETER_TYPES = Map.of(JAKARTA + "Session",
			"io.github.wsboot.Connection", "org.springframework.web.socket.WebSocketSession",
			"io.github.wsboot.Connection", JAKARTA + "CloseReason", "org.springframework.web.socket.CloseStatus",
			"org.springframework.web.bind.MethodArgumentNotValidException",
			"io.github.wsboot.PayloadValidationException",
			"org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException",
			"io.github.wsboot.PayloadValidationException");

	private static final Map<String, String> PARAMETER_ANNOTATIONS = Map.of(JAKARTA + "server.PathParam",
			"org.springframework.web.bind.annotation.PathVariable",
			"org.springframework.messaging.handler.annotation.DestinationVariable",
			"org.springframework.web.bind.annotation.PathVariable",
			"org.springframework.web.bind.annotation.RequestBody",
			"org.springframework.messaging.handler.annotation.Payload");

	private ForeignImports() {
	}

	/**
	 * Reject callbacks annotated with Jakarta's annotations.
	 * @param beanName the name of the bean
	 * @param type the class of the bean
	 * @param ours whether the class or one of its methods has an annotation of ours
	 * @throws InvalidEndpointException if there is such a callback, or if the class is
	 * one of Jakarta's clients as well
	 */
	public static void reject(String beanName, Class<?> type, boolean ours) {
		if (!ours && isJakartaEndpoint(type)) {
			return;
		}
		if (annotation(type, Set.of(CLIENT_ENDPOINT)) != null) {
			throw new InvalidEndpointException(
					"Bean '" + beanName + "' of the class '" + type.getName() + "' is annotated with '"
							+ CLIENT_ENDPOINT + "', which has no effect on the callbacks of a Spring bean.",
					"Annotate the class with @WebSocketClient instead.");
		}
		ReflectionUtils.doWithMethods(type, (method) -> rejectCallback(beanName, method),
				ReflectionUtils.USER_DECLARED_METHODS);
	}

	/**
	 * Return whether the container creates instances of a class, without knowing beans.
	 */
	static boolean isServerEndpoint(Class<?> type) {
		return annotation(type, Set.of(SERVER_ENDPOINT)) != null;
	}

	private static boolean isJakartaEndpoint(Class<?> type) {
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			if (annotation(current, JAKARTA_ENDPOINTS) != null) {
				return true;
			}
		}
		return false;
	}

	private static void rejectCallback(String beanName, Method method) {
		Annotation wrong = annotation(method, JAKARTA_CALLBACKS);
		if (wrong != null) {
			String simpleName = wrong.annotationType().getSimpleName();
			throw InvalidEndpointException.of(beanName, method,
					"is annotated with '" + wrong.annotationType().getName()
							+ "', which has no effect on a Spring bean",
					"Import 'io.github.wsboot.annotation." + simpleName + "' instead.");
		}
	}

	private static @Nullable Annotation annotation(AnnotatedElement element, Set<String> names) {
		for (Annotation annotation : element.getDeclaredAnnotations()) {
			if (names.contains(annotation.annotationType().getName())) {
				return annotation;
			}
		}
		return null;
	}

	/**
	 * Return the type to use instead of a parameter's type.
	 * @return the name of the right type, or {@code null} if the parameter's type is none
	 * of a known library
	 */
	public static @Nullable String insteadOfType(Class<?> type) {
		return PARAMETER_TYPES.get(type.getName());
	}

	/**
	 * Return the annotation to use instead of one of a parameter's annotations.
	 * @return the name of the right annotation, or {@code null} if the parameter's
	 * annotation is none of a known library
	 */
	public static @Nullable String insteadOfAnnotation(Annotation annotation) {
		return PARAMETER_ANNOTATIONS.get(annotation.annotationType().getName());
	}

}
