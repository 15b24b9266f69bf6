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
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fields at the top level of a JSON object that say what the message is. All others are
 * skipped.
 */
final class Envelope {

	/** The longest text that is read as the number of a question. */
	private static final int MAX_DIGITS = 19;

	private @Nullable String type;

	private @Nullable Object ask;

	private @Nullable Object reply;

	private @Nullable JsonToken error;

	private boolean hasContent;

	private Envelope() {
	}

	/**
	 * Read the fields.
	 * @return the fields, or {@code null} if the text is no JSON object, or more than one
	 */
	static @Nullable Envelope read(String text, JsonMapper mapper, JsonProtocol.Fields fields) {
		Envelope envelope = new Envelope();
		try (JsonParser parser = mapper.createParser(text)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				envelope.take(name, parser.nextToken(), parser, fields);
				parser.skipChildren();
			}
			return (parser.nextToken() == null) ? envelope : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private void take(String name, JsonToken value, JsonParser parser, JsonProtocol.Fields fields) {
		if (name.equals(fields.reply())) {
			this.reply = number(value, parser);
			return;
		}
		if (name.equals(JsonProtocol.ERROR)) {
			this.error = value;
			return;
		}
		this.hasContent = true;
		if (name.equals(fields.type())) {
			this.type = (value == JsonToken.VALUE_STRING) ? parser.getString() : null;
		}
		else if (name.equals(fields.ask())) {
			this.ask = id(value, parser);
		}
	}

	private static @Nullable Object number(JsonToken value, JsonParser parser) {
		if (value == JsonToken.VALUE_NUMBER_INT) {
			return parser.getNumberValue();
		}
		if (value == JsonToken.VALUE_STRING) {
			String text = parser.getString();
			boolean digits = !text.isEmpty() && text.length() <= MAX_DIGITS
					&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
			return digits ? text : null;
		}
		return null;
	}

	private static @Nullable Object id(JsonToken value, JsonParser parser) {
		if (value == JsonToken.VALUE_STRING) {
			return parser.getString();
		}
		return (value == JsonToken.VALUE_NUMBER_INT) ? parser.getNumberValue() : null;
	}

	/**
	 * Return the type, or {@code null} if there is none.
	 */
	@Nullable String type() {
		return this.type;
	}

	/**
	 * Return the id of the question that the message is, or {@code null}.
	 */
	@Nullable Object ask() {
		return this.ask;
	}

	/**
	 * Return the number of the question that the message answers, or {@code null}.
	 */
	@Nullable Object reply() {
		return this.reply;
	}

	/**
	 * Return whether an answer is an error. One without a value is no error if there is
	 * anything else: many libraries write all fields of an object.
	 */
	boolean isFailed() {
		return this.error != null && (this.error != JsonToken.VALUE_NULL || !this.hasContent);
	}

}
