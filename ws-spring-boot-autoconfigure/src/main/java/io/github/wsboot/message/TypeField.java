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
 * The field at the top of a JSON object that says which type of message it is.
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
	 * Find out whether a text is well-formed JSON.
	 * @param text the message
	 * @return {@code null} if it is, or else where it is not, as {@link JsonLocation}
	 * does
	 */
	@Nullable String locateSyntaxError(String text);

	/**
	 * Return what {@link #write} makes of payloads.
	 * @return the class of the objects that are converted in their place
	 */
	Class<?> writtenType();

	/**
	 * Return an object that is written as the payload with the type field in front.
	 * @param payload an object that is written as a JSON object
	 * @param type the type
	 * @param declared the result that the payload is, or {@code null} if it is pushed
	 * @return the object to write
	 * @throws IllegalArgumentException if the payload is not written as a JSON object
	 */
	Object write(Object payload, String type, @Nullable MethodParameter declared);

}
