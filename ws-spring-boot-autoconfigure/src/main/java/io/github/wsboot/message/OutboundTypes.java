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

package io.github.wsboot.message;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

/**
 * Message types that outbound objects declare.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OutboundTypes {

	/**
	 * Return the object to convert instead of a payload.
	 * @param payload the payload
	 * @param declared the declaration of the result, or {@code null} if the payload is
	 * pushed
	 * @return the payload with its type field, or the payload itself if it declares no
	 * type
	 * @throws ReservedTypeException if applications must not use the type
	 */
	Object addTypeField(Object payload, @Nullable MethodParameter declared);

	/**
	 * Return the object to write into another message instead of the result of a
	 * callback.
	 * @param result the result
	 * @param declared the declaration of the result
	 * @return the result as it is declared, or the result itself
	 */
	default Object writePart(Object result, MethodParameter declared) {
		return result;
	}

	/**
	 * Read what another node has written, to write it into another message.
	 * @param text the JSON or any other text
	 * @return an object that is written as the JSON, or the text itself
	 */
	default Object readPart(String text) {
		return text;
	}

	/**
	 * Return the type that a payload declares.
	 * @param payload the payload
	 * @return the type, or {@code null} if it declares none
	 */
	default @Nullable String typeOf(Object payload) {
		return null;
	}

}
