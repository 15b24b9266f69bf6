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

package io.github.wsboot.client.bean;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

import io.github.wsboot.Connection;
import io.github.wsboot.Handshake;
import io.github.wsboot.HandshakeContext;
import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.annotation.OnError;
import io.github.wsboot.client.ClientConnection;
import io.github.wsboot.client.ConnectFailedException;
import io.github.wsboot.client.ConnectRequest;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.EndpointDefinition;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Rules for the callbacks of clients, beyond those for all callbacks.
 *
 * @param beanName the name of the client's bean
 * @param method the callback
 */
record ClientRules(String beanName, Method method) {

	private static final List<Class<?>> NOT_IN_HANDSHAKE = List.of(HandshakeContext.class, Handshake.class,
			Connection.class, ClientConnection.class);

	/**
	 * Check all callbacks of a client.
	 * @throws InvalidEndpointException if there is one that cannot work
	 */
	static void check(EndpointDefinition definition) {
		definition.methods().forEach((method, kinds) -> new ClientRules(definition.beanName(), method).check(kinds));
	}

	/**
	 * Return whether a callback can be called for a failed attempt, when there is no
	 * connection.
	 */
	static boolean needsNoConnection(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.allMatch((type) -> type == ClientConnection.class || Throwable.class.isAssignableFrom(type));
	}

	private void check(Set<CallbackKind> kinds) {
		if (AnnotatedElementUtils.hasAnnotation(this.method, Broadcast.class)) {
			throw invalid("is annotated with @Broadcast, which is for the connections of this server's clients",
					"Remove it, inject the ConnectionManager or the WebSocketClients, and push to an audience.");
		}
		for (CallbackKind kind : kinds) {
			for (Parameter parameter : this.method.getParameters()) {
				checkParameter(kind, parameter);
			}
		}
		if (kinds.contains(CallbackKind.HANDSHAKE) && this.method.getReturnType() != void.class) {
			throw invalid("returns a value, but results of @OnHandshake are not sent",
					"Return void; an exception ends the attempt.");
		}
		if (kinds.contains(CallbackKind.ERROR)) {
			checkError();
		}
	}

	private void checkParameter(CallbackKind kind, Parameter parameter) {
		Class<?> type = parameter.getType();
		boolean handshake = (kind == CallbackKind.HANDSHAKE);
		if (handshake && NOT_IN_HANDSHAKE.contains(type)) {
			throw invalid("has a parameter of the type '" + type.getSimpleName()
					+ "', which there is not before a client has connected", "Take a ConnectRequest instead.");
		}
		if (handshake && isOfRequest(parameter)) {
			throw invalid("has a parameter with a value of the request, which is about to be made",
					"Take a ConnectRequest, which has its URI and its headers.");
		}
		if (!handshake && type == ConnectRequest.class) {
			throw invalid("has a parameter of the type 'ConnectRequest', but only @OnHandshake can change the request",
					"Take a Handshake, which is what was sent.");
		}
		if (AnnotatedElementUtils.hasAnnotation(parameter, CookieValue.class)) {
			throw invalid("has a @CookieValue, but clients keep no cookies",
					"Read the header 'Cookie' of the Handshake, if @OnHandshake has set it.");
		}
	}

	private static boolean isOfRequest(Parameter parameter) {
		return AnnotatedElementUtils.hasAnnotation(parameter, RequestHeader.class)
				|| AnnotatedElementUtils.hasAnnotation(parameter, RequestParam.class);
	}

	/**
	 * Check a callback that is meant for failed attempts. Others, such as those for all
	 * exceptions, are not called for them if they need a connection.
	 */
	private void checkError() {
		if (!isForFailedAttempts()) {
			return;
		}
		if (!needsNoConnection(this.method)) {
			throw invalid("handles a ConnectFailedException, but has a parameter that needs a connection",
					"Keep only the exception and the ClientConnection: there is no connection after a failed attempt.");
		}
		if (this.method.getReturnType() != void.class) {
			throw invalid("handles a ConnectFailedException and returns a value, but there is no connection to send it",
					"Return void.");
		}
	}

	private boolean isForFailedAttempts() {
		OnError annotation = AnnotatedElementUtils.findMergedAnnotation(this.method, OnError.class);
		Class<?>[] types = (annotation != null && annotation.value().length > 0) ? annotation.value()
				: this.method.getParameterTypes();
		return Arrays.stream(types).anyMatch(ConnectFailedException.class::isAssignableFrom);
	}

	private InvalidEndpointException invalid(String problem, String action) {
		return new InvalidEndpointException("Method '" + InvalidEndpointException.describe(this.method)
				+ "' of WebSocket client bean '" + this.beanName + "' " + problem + ".", action);
	}

}
