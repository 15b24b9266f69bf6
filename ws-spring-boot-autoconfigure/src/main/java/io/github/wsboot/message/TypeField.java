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
 * Field at the top level of a JSON object that has the type of the message.
 *
 * @since 0.1.0
 */
public interface TypeField {

	/**
	 * Read the type of a message.
	 * @param text the message
	 * @return the type, or {@code null} if the text is no JSON object or has no textual
	 * type field
	 */
	@Nullable String read(String text);

	/**
	 * Locate a syntax error in a JSON text.
	 * @param text the message
	 * @return {@code null} if the text is well-formed, or else the location of the error
	 * in the form of {@link JsonLocation}
	 */
	@Nullable String locateSyntaxError(String text);

	/**
	 * Return the type of the objects that {@link #write} returns.
	 * @return the class of the objects that are converted instead of payloads
	 */
	Class<?> writtenType();

	/**
	 * Return an object that is written as the payload with the type field as its first
	 * field.
	 * @param payload an object that is written as a JSON object
	 * @param type the type
	 * @param declared the declaration of the result, or {@code null} if the payload is
	 * pushed
	 * @return the object to write
	 * @throws IllegalArgumentException if the payload is not written as a JSON object
	 */
	Object write(Object payload, String type, @Nullable MethodParameter declared);

}
