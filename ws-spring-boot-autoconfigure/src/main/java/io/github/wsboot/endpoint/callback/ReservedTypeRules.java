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

import java.util.Objects;

import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.github.wsboot.annotation.OnMessage;
import io.github.wsboot.endpoint.definition.InvalidEndpointException;
import io.github.wsboot.message.ReservedTypes;

/**
 * Rules for the types of messages: rejects callbacks for types that never reach them, and
 * callbacks that return objects of such types, which would never reach a listener of the
 * browser client.
 *
 * @since 0.1.0
 */
public final class ReservedTypeRules {

	private static final String ACTION = "Rename the type, or set 'ws.browser-client.enabled' to false if no page uses "
			+ "the browser client.";

	private ReservedTypeRules() {
	}

	/**
	 * Check the messages that a callback takes, at an endpoint that agrees to the
	 * sub-protocol of the browser client and has types in a field.
	 * @param callback the callback
	 * @throws InvalidEndpointException if they have a reserved type
	 */
	public static void checkMessages(Callback callback) {
		OnMessage annotation = AnnotatedElementUtils.findMergedAnnotation(callback.method(), OnMessage.class);
		if (annotation != null && ReservedTypes.isReserved(annotation.value())) {
			throw invalid(callback, "takes messages of type '" + annotation.value() + "'");
		}
	}

	/**
	 * Check what a callback returns, at an endpoint that agrees to the sub-protocol of
	 * the browser client.
	 * @param callback the callback
	 * @throws InvalidEndpointException if it has a reserved type
	 */
	public static void checkResult(Callback callback) {
		ResolvableType result = ResolvableType.forMethodReturnType(callback.method());
		Class<?> content = Objects.requireNonNullElse(ResultContent.of(result), result).toClass();
		String type = AnnotatedTypes.declaredType(content);
		if (ReservedTypes.isReserved(type)) {
			throw invalid(callback, "returns '" + content.getName() + "', which has the message type '" + type + "'");
		}
	}

	private static InvalidEndpointException invalid(Callback callback, String problem) {
		return InvalidEndpointException.of(callback.beanName(), callback.method(), problem
				+ ", but types that begin with '" + ReservedTypes.PREFIX + "' are reserved for the browser client",
				ACTION);
	}

}
