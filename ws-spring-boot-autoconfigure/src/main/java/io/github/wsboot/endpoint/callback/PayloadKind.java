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

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

/**
 * Kind of payload that a callback reads messages as.
 */
enum PayloadKind {

	/**
	 * Text as it is, or no payload.
	 */
	TEXT,

	/**
	 * Bytes as they are.
	 */
	BINARY,

	/**
	 * An object read by a converter.
	 */
	OBJECT;

	static PayloadKind of(@Nullable MethodParameter payload) {
		if (payload == null) {
			return TEXT;
		}
		Class<?> type = type(payload);
		if (type == byte[].class || type == ByteBuffer.class) {
			return BINARY;
		}
		return type.isAssignableFrom(String.class) ? TEXT : OBJECT;
	}

	/**
	 * Return the type that a payload is read as.
	 */
	static Class<?> type(@Nullable MethodParameter payload) {
		return (payload != null) ? payload.nestedIfOptional().getNestedParameterType() : Void.class;
	}

}
