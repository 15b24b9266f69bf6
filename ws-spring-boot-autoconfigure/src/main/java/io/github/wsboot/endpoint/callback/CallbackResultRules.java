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

import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.github.wsboot.annotation.Broadcast;
import io.github.wsboot.endpoint.definition.CallbackKind;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;

/**
 * Rules for the return types of callbacks.
 */
final class CallbackResultRules {

	private CallbackResultRules() {
	}

	static void check(String beanName, Method method, CallbackKind kind) {
		boolean broadcast = AnnotatedElementUtils.hasAnnotation(method, Broadcast.class);
		boolean empty = isEmpty(method);
		if (broadcast && empty) {
			throw InvalidEndpointException.of(beanName, method,
					"is annotated with @Broadcast, but returns nothing to broadcast",
					"Return the payload, or remove @Broadcast.");
		}
		if (kind == CallbackKind.HANDSHAKE && method.getReturnType() != void.class) {
			throw InvalidEndpointException.of(beanName, method,
					"returns a value, but results of @OnHandshake are not sent",
					"Return void; call HandshakeContext.reject(status) to refuse the handshake.");
		}
		if (kind == CallbackKind.CLOSE && !empty && !broadcast) {
			throw InvalidEndpointException.of(beanName, method,
					"returns a value, but the connection of its client is closed",
					"Return void, or add @Broadcast to send the value to others.");
		}
	}

	private static boolean isEmpty(Method method) {
		ResolvableType type = ResolvableType.forMethodReturnType(method);
		ResolvableType content = ResultContent.of(type);
		return isVoid(type.toClass()) || (content != null && isVoid(content.toClass()));
	}

	private static boolean isVoid(Class<?> type) {
		return type == void.class || type == Void.class;
	}

}
