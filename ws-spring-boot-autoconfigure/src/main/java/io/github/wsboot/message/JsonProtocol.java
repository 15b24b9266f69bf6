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

import io.github.wsboot.InboundMessage;
import io.github.wsboot.MessageProtocol;

/**
 * Protocol of an application that declares none: messages are JSON objects with fields
 * for their type, for the number of a question and for the number that is answered. Text
 * that is no JSON object is a message without a type.
 *
 * @since 0.1.0
 */
public interface JsonProtocol extends MessageProtocol {

	/** Field of an answer that is no JSON object. */
	String VALUE = "value";

	/** Field of an answer that says that the question has failed. */
	String ERROR = "error";

	/**
	 * Read only the type of a message.
	 * @param text the message
	 * @return the type, or {@code null} if the text is no JSON object or has no textual
	 * type field
	 */
	@Nullable String readType(String text);

	/**
	 * Return whether a message may be an answer, by a quick look that may be wrong.
	 * @param text the message
	 * @return {@code false} if {@link #read} certainly finds no answer
	 */
	boolean mayAnswer(String text);

	/**
	 * Return whether a message may be a question, by a quick look that may be wrong.
	 * @param text the message
	 * @return {@code false} if {@link #read} certainly finds no question
	 */
	boolean mayAsk(String text);

	/**
	 * Read a message. Unlike other protocols, this one does not fail.
	 * @param text the message
	 * @return its kind, type and content
	 */
	@Override
	InboundMessage read(String text);

	/**
	 * Locate a syntax error in a JSON text.
	 * @param text the message
	 * @return {@code null} if the text is well-formed, or else the location of the error
	 * in the form of {@link JsonLocation}
	 */
	@Nullable String locateSyntaxError(String text);

	/**
	 * Return the type of the objects that are converted instead of payloads.
	 * @return the class of what {@link #write} returns
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

	/**
	 * Return an object that is written as the value, by its declared type.
	 * @param value the value
	 * @param declared the declaration of the result
	 * @return the object to write, which a protocol may put into another one
	 */
	Object write(Object value, MethodParameter declared);

	/**
	 * Read a part of a message. Numbers keep all their digits.
	 * @param text the JSON or any other text
	 * @return an object that is written as the JSON, or the text itself if it is none
	 */
	Object readPart(String text);

	/**
	 * Names of the fields.
	 *
	 * @param type the field for the type
	 * @param ask the field for the number of a question
	 * @param reply the field for the number of the question that is answered
	 */
	record Fields(String type, String ask, String reply) {

	}

}
